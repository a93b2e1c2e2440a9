"""What happens between two locks: deterministic races of two real connections on PostgreSQL.

Random load does not find these (locking.md F4, F5, F7): each test stops one transaction at the
dangerous place, lets the other come, and looks at what stands afterwards.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from engine.audience import device_rows, devices, preferences, reach
from engine.audience.devices import PutAnswer
from engine.audience.preferences import Wish
from engine.runtime import merge
from engine.runtime.erase import erase
from engine.runtime.published import Published
from engine.store.db import Database, Tx, connect
from engine.store.tables import SHARDS, device, shard_head
from tests.engine.audience.browsers import Browser, Shop
from tests.support.backends import Postgresql

pytestmark = pytest.mark.servers

WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@pytest.fixture
def database(postgresql_template: Postgresql, tmp_path: object) -> Iterator[Database]:
    with postgresql_template.fresh(tmp_path) as url:  # type: ignore[arg-type]
        opened = connect(url)
        yield opened
        opened.close()


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


@contextmanager
def beside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def wait_for_a_lock(database: Database) -> None:
    """Until some transaction of this database waits for another's lock."""
    pause = threading.Event()
    for _ in range(400):
        with database.read() as tx:
            if tx.execute(WAITING).scalar_one():
                return
        pause.wait(0.01)
    raise AssertionError("nobody waits")


def owner_of(database: Database, device_id: str) -> int | None:
    with database.read() as tx:
        query = sa.select(device.c.owner).where(device.c.id == device_id)
        return tx.execute(query).scalar_one_or_none()


def granted(shop: Shop, user_id: str) -> Browser:
    browser = Browser(shop, user_id=user_id)
    browser.subscribe()
    browser.report("prompt")
    shop.fold()
    return browser


def held(database: Database, first: Callable[[Tx], object], meet: Callable[[], None]) -> None:
    """Do `first` in a transaction, then `meet` the other one, then commit."""
    with database.transaction() as tx:
        first(tx)
        meet()


def test_a_put_during_an_erasure_gives_the_erased_no_device(shop: Shop, database: Database) -> None:
    """F4: the erasure has taken her devices and not yet committed when her browser reports."""
    ana, bob = granted(shop, "ana"), granted(shop, "bob")
    coming: list[Future[object]] = []
    bob.user_id = "ana"
    with beside() as pool:

        def meet() -> None:
            coming.append(pool.submit(shop.put, bob.request(visitor=None)))
            wait_for_a_lock(database)

        held(database, lambda tx: erase(tx, shop.user("ana")), meet)
        assert coming[0].result(10) == devices.ERASED
    assert shop.owned(shop.user("ana")) == []
    assert owner_of(database, bob.device_id) == shop.user("bob")
    assert owner_of(database, ana.device_id) is None


def test_an_erasure_during_a_put_finds_the_device_that_came(shop: Shop, database: Database) -> None:
    """F4 the other way round: the devices are looked up only under the `reach` lock."""
    granted(shop, "ana")
    bob = granted(shop, "bob")
    bob.user_id = "ana"
    coming: list[Future[object]] = []
    with beside() as pool:

        def meet() -> None:
            coming.append(pool.submit(database.run, erase, shop.user("ana")))
            wait_for_a_lock(database)

        request = bob.request(visitor=None)
        held(database, lambda tx: devices.put(tx, request, shop.now()), meet)
        assert coming[0].result(10) is True
    assert shop.owned(shop.user("ana")) == []
    assert owner_of(database, bob.device_id) is None


def test_two_logins_at_once_leave_one_owner_and_both_told(shop: Shop, database: Database) -> None:
    """F7: who waited for the row reads it again, and starts over when its owner changed."""
    browser = granted(shop, "ana")
    bob, cid = Browser(shop, "allowed"), Browser(shop, "allowed")
    for one, name in ((bob, "bob"), (cid, "cid")):
        one.user_id, one.subscription = name, browser.subscription
    coming: list[Future[object]] = []
    with beside() as pool:

        def meet() -> None:
            coming.append(pool.submit(shop.put, cid.request()))
            wait_for_a_lock(database)

        held(database, lambda tx: devices.put(tx, bob.request(), shop.now()), meet)
        answer = coming[0].result(10)
    assert isinstance(answer, PutAnswer)
    assert answer.owner == owner_of(database, browser.device_id) == shop.user("cid")
    assert answer.epoch == 2
    shop.fold()
    assert shop.push(shop.user("ana")).last_session_status == "suspended"
    assert shop.push(shop.user("bob")).last_session_status == "suspended"
    assert shop.push(shop.user("cid")).last_session_status == "allowed"


def test_the_same_endpoint_registered_twice_at_once_is_one_device(
    shop: Shop, database: Database
) -> None:
    first, second = Browser(shop), Browser(shop)
    first.subscribe()
    second.permission, second.subscription = "allowed", first.subscription
    coming: list[Future[object]] = []
    with beside() as pool:

        def meet() -> None:
            coming.append(pool.submit(shop.put, second.request("prompt")))
            wait_for_a_lock(database)

        held(database, lambda tx: devices.put(tx, first.request("prompt"), shop.now()), meet)
        answer = coming[0].result(10)
    assert isinstance(answer, PutAnswer)
    with database.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(device)).scalar_one() == 1
    assert answer.owner == shop.anonymous(second.anonymous_id)


def test_a_report_during_a_merge_is_told_to_the_one_she_became(
    shop: Shop, database: Database
) -> None:
    """F5: the `reach` row is dead when its lock is granted."""
    browser, anonymous = _about_to_be_merged(shop)
    browser.block()
    coming: list[Future[object]] = []
    with beside() as pool:

        def meet() -> None:
            coming.append(pool.submit(shop.put, browser.request()))
            wait_for_a_lock(database)

        held(database, lambda tx: merge.apply(tx, anonymous % SHARDS, Published()), meet)
        answer = coming[0].result(10)
    assert isinstance(answer, PutAnswer)
    assert answer.owner == owner_of(database, browser.device_id) == shop.user("ana") != anonymous
    shop.fold()
    assert shop.push(shop.user("ana")).last_session_status == "blocked"


def test_an_opt_out_during_a_merge_reaches_the_one_she_became(
    shop: Shop, database: Database
) -> None:
    browser, anonymous = _about_to_be_merged(shop)
    coming: list[Future[None]] = []

    def opt_out(tx: Tx) -> None:
        """The door's work: whose is the device now?"""
        row = device_rows.by_id(tx, shop.id, browser.device_id)
        assert row is not None
        assert row.owner is not None
        preferences.change(tx, shop.id, row.owner, Wish(push_on=False), shop.now())

    with beside() as pool:

        def meet() -> None:
            coming.append(pool.submit(database.run, opt_out))
            wait_for_a_lock(database)

        held(database, lambda tx: merge.apply(tx, anonymous % SHARDS, Published()), meet)
        coming[0].result(10)
    with database.read() as tx:
        found = reach.read(tx, shop.user("ana"))
    assert found is not None
    assert not found.push_on


def _about_to_be_merged(shop: Shop) -> tuple[Browser, int]:
    """A browser whose anonymous person is linked to ana; the merge is the next event."""
    browser = Browser(shop)
    browser.subscribe()
    browser.report("prompt")
    shop.fold()
    browser.name("ana")
    browser.identify()
    return browser, shop.anonymous(browser.anonymous_id)


def test_a_withdrawal_during_a_move_withdraws_nobody_elses_device(
    shop: Shop, database: Database
) -> None:
    browser = granted(shop, "ana")
    read = shop.row(browser.device_id)
    coming: list[Future[None]] = []
    browser.user_id = "bob"
    browser.anonymous_id = "bobs-own"

    def take_off(tx: Tx) -> None:
        """The door's work: read, see whose it is, withdraw."""
        row = device_rows.by_id(tx, shop.id, read.id)
        if row is not None and row.owner == read.owner:
            devices.withdraw(tx, row, "removed", shop.now())

    with beside() as pool:

        def meet() -> None:
            coming.append(pool.submit(database.run, take_off))
            wait_for_a_lock(database)

        held(database, lambda tx: devices.put(tx, browser.request(), shop.now()), meet)
        coming[0].result(10)
    row = shop.row(browser.device_id)
    assert (row.owner, row.status) == (shop.user("bob"), "allowed")


def test_heads_are_locked_last(shop: Shop, database: Database) -> None:
    """A put that waits for a `reach` row holds no shard head: ingestion goes on (F1)."""
    browser = granted(shop, "ana")
    browser.permission = "blocked"
    coming: list[Future[object]] = []
    free: list[int] = []
    with beside() as pool:

        def meet() -> None:
            coming.append(pool.submit(shop.put, browser.request()))
            wait_for_a_lock(database)
            with database.transaction() as tx:
                locked = sa.select(shard_head.c.shard).with_for_update(nowait=True)
                free.append(len(tx.execute(locked).all()))

        held(database, lambda tx: reach.lock(tx, [browser.owner]), meet)
        coming[0].result(10)
    assert free == [64]
