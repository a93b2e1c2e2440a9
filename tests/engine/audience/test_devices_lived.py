"""A model of shared browsers: logins, sign-outs, racing tabs, late reports, merges, in any order.

The rows are the truth, the fold is what journeys see: after everything that happened they must
agree for every person, whatever came when.
"""

from dataclasses import replace

import hypothesis.strategies as st
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine.audience import device_ends, push_status
from engine.audience.device_ends import Sent
from engine.audience.device_put import PutDevice
from engine.audience.device_rows import Row
from engine.audience.devices import ENDED, PutAnswer
from engine.store import log
from engine.store.db import Database
from engine.store.tables import device, person, shard_head
from tests.engine.audience.browsers import Browser, Shop, subscription

BROWSERS = st.integers(0, 2)
USERS = st.sampled_from(["ana", "bob", "cid"])


class Lived(RuleBasedStateMachine):
    """Three browsers, three users, one workspace of its own for each example."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.shop = Shop(database)
        self.browsers = [Browser(self.shop) for _ in range(3)]
        self.stale: list[PutDevice] = []  # what a slow tab has still to send
        self.settled = True

    @rule(number=BROWSERS, user=USERS, identify=st.booleans())
    def login(self, number: int, user: str, identify: bool) -> None:
        browser = self.browsers[number]
        browser.name(user)
        if identify:
            browser.identify()
        answer = self._report(browser)
        assert self._same_person(answer.owner, self.shop.user(user), browser)

    @rule(number=BROWSERS, user=USERS)
    def login_offline(self, number: int, user: str) -> None:
        """The page knows its user; nothing reaches the server until the next report."""
        self.browsers[number].name(user)

    @rule(number=BROWSERS, stays=st.booleans())
    def sign_out(self, number: int, stays: bool) -> None:
        """Told at once, the subscription after that, unless the page is gone by then."""
        browser = self.browsers[number]
        browser.forget()
        answer = browser.report(subscription=None)
        self.shop.fold()
        self.settled = True
        if stays:
            answer = self._report(browser)
        assert answer.owner == self.shop.anonymous(browser.anonymous_id)

    @rule(number=BROWSERS, cause=st.sampled_from(["prompt", "enable"]))
    def grant(self, number: int, cause: push_status.Cause) -> None:
        browser = self.browsers[number]
        browser.subscribe()
        assert self._report(browser, cause).status == "allowed"

    @rule(number=BROWSERS, how=st.sampled_from(["blocked", "ask"]))
    def change_permission(self, number: int, how: push_status.Reportable) -> None:
        browser = self.browsers[number]
        browser.permission, browser.subscription = how, None
        self._report(browser)

    @rule(number=BROWSERS)
    def begin_a_session(self, number: int) -> None:
        """Accepted before the report of the same page, as the snippet sends them."""
        browser = self.browsers[number]
        browser.session()
        self._report(browser)

    @rule(number=BROWSERS)
    def leave_a_slow_tab(self, number: int) -> None:
        self.stale.append(self.browsers[number].request())

    @precondition(lambda self: self.stale)
    @rule()
    def hear_the_slow_tab(self) -> None:
        """It says what was so once, with a token that may have ended."""
        request = self.stale.pop(0)
        answer = self.shop.put(request)
        if answer == ENDED:
            answer = self.shop.put(replace(request, visitor=None))
        self.settled = False

    @rule(number=BROWSERS)
    def renew_the_subscription(self, number: int) -> None:
        browser = self.browsers[number]
        if browser.subscription is not None:
            browser.subscription = subscription()
            self._report(browser)

    @rule(number=BROWSERS)
    def disable(self, number: int) -> None:
        browser = self.browsers[number]
        if browser.device_id:
            self.shop.withdraw(browser.device_id)
            self.settled = False

    @rule(number=BROWSERS)
    def hear_that_it_is_gone(self, number: int) -> None:
        browser = self.browsers[number]
        if not browser.device_id:
            return
        row = self.shop.row(browser.device_id)
        gone = [Sent(row.id, row.epoch, row.endpoint)]
        self.shop.database.run(
            lambda tx: log.append(tx, device_ends.retire_gone(tx, gone, tx.now()), tx.now())
        )
        self.settled = False

    @rule()
    def reset_subscribers(self) -> None:
        self.shop.database.run(device_ends.reset_subscribers, self.shop.id)
        self.shop.database.run(device_ends.tell_reset, self.shop.id, "", self.shop.now())
        self.settled = False

    @rule()
    def let_the_shards_work(self) -> None:
        self.shop.fold()
        self.settled = True

    def teardown(self) -> None:
        self.shop.fold()
        self.settled = True
        self.rows_and_fold_agree()

    @invariant()
    def one_owner_for_each_endpoint(self) -> None:
        with self.shop.database.read() as tx:
            twice = tx.execute(
                sa.select(device.c.address)
                .where(device.c.workspace_id == self.shop.id, device.c.address.is_not(None))
                .group_by(device.c.address)
                .having(sa.func.count() > 1)
            ).all()
        assert twice == []

    @invariant()
    def rows_and_fold_agree(self) -> None:
        if not self.settled:
            return
        rows = self._rows()
        for one in self._people():
            state = self.shop.push(one)
            truth = {row.id: _seen(row) for row in rows if row.owner == one}
            known = {
                id_: (facts.status, facts.subscribed)
                for id_, facts in state.devices.items()
                if push_status.stands(id_, facts)
            }
            assert known == truth
            self._last_session(state, truth, {row.id for row in rows if row.owner is not None})

    def _last_session(
        self, state: push_status.State, truth: dict[str, tuple[str, bool]], owned: set[str]
    ) -> None:
        last = state.last_session_device
        if last in owned and last not in truth:
            assert state.last_session_status != "allowed"  # it moved: she is suspended
        if last in truth and truth[last] == ("allowed", True):
            assert state.last_session_status == "allowed"

    def _report(self, browser: Browser, cause: push_status.Cause = "sync") -> PutAnswer:
        before = self._told()
        answer = browser.report(cause)
        news = self._told() > before
        row = self.shop.row(answer.device_id)
        assert row.subscribed is (answer.status == "allowed" and browser.subscription is not None)
        self.shop.fold()
        self.settled = True
        state = self.shop.push(self.shop.canonical(answer.owner))
        seen = push_status.seen_as(row.status, browser.permission)
        if news:
            assert (state.last_session_device, state.last_session_status) == (row.id, seen)
        return answer

    def _same_person(self, owner: int, user: int, browser: Browser) -> bool:
        return self.shop.canonical(owner) == user == self.shop.row(browser.device_id).owner

    def _told(self) -> int:
        with self.shop.database.read() as tx:
            return int(tx.execute(sa.select(sa.func.sum(shard_head.c.next))).scalar_one())

    def _rows(self) -> list[Row]:
        with self.shop.database.read() as tx:
            query = sa.select(device.c.id).where(device.c.workspace_id == self.shop.id)
            ids = list(tx.execute(query).scalars())
        return [self.shop.row(id_) for id_ in ids]

    def _people(self) -> list[int]:
        with self.shop.database.read() as tx:
            query = sa.select(person.c.id).where(
                person.c.workspace_id == self.shop.id, person.c.canonical_id == person.c.id
            )
            return list(tx.execute(query).scalars())


def _seen(row: Row) -> tuple[str, bool]:
    return row.status, row.subscribed


def test_rows_and_fold_agree_whatever_happens(database: Database) -> None:
    run_state_machine_as_test(
        lambda: Lived(database),
        settings=settings(
            max_examples=6 if database.postgres else 12,
            stateful_step_count=20,
            deadline=None,
            phases=(Phase.generate,),  # a failing life is short enough to read as it is
            suppress_health_check=list(HealthCheck),
        ),
    )
