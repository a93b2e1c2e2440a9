"""Devices on both databases: who owns one, who is told, and what nobody can take."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from engine import clock
from engine.audience import device_ends, device_rows, devices, push_history, reach
from engine.audience.device_ends import Sent
from engine.audience.device_moves import Claim, same_person
from engine.audience.devices import PutAnswer
from engine.audience.tokens import Visitor
from engine.runtime.erase import erase
from engine.store import log
from engine.store.db import Database
from engine.store.tables import device, event, shard_head, vapid_key
from tests.engine.audience.browsers import Browser, Shop, subscription


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser(shop)


def granted(shop: Shop, user_id: str | None = None, **ids: str) -> Browser:
    """A browser that has granted push, of this user if one is named."""
    browser = Browser(shop, user_id=user_id, **ids)
    browser.subscribe()
    browser.report("prompt")
    return browser


def events(shop: Shop) -> int:
    with shop.database.read() as tx:
        return int(tx.execute(sa.select(sa.func.sum(shard_head.c.next))).scalar_one())


def test_a_new_browser_is_a_device_of_its_anonymous_person(shop: Shop, browser: Browser) -> None:
    answer = browser.report()
    assert (answer.status, answer.epoch) == ("ask", 0)
    assert answer.owner == shop.anonymous(browser.anonymous_id)
    shop.fold()
    state = shop.push(answer.owner)
    assert (state.last_session_status, state.last_session_device) == ("ask", answer.device_id)


def test_a_grant_makes_the_person_reachable(shop: Shop, browser: Browser) -> None:
    browser.report()
    browser.subscribe()
    answer = browser.report("prompt")
    assert shop.row(answer.device_id).subscribed
    shop.fold()
    assert shop.push(answer.owner).devices[answer.device_id].subscribed
    assert shop.changes(answer.owner) == [("ask", "allowed", "prompt")]


def test_a_login_elsewhere_moves_the_device_and_suspends_her(shop: Shop) -> None:
    browser = granted(shop, "ana")
    device_id, ana = browser.device_id, browser.owner
    answer = browser.login("bob")
    assert (answer.device_id, answer.epoch, answer.owner) == (device_id, 1, shop.user("bob"))
    shop.fold()
    assert shop.push(shop.user("bob")).last_session_status == "allowed"
    assert shop.push(ana).last_session_status == "suspended"
    assert shop.changes(ana)[-1] == ("allowed", "suspended", "login")


def test_it_moves_back_when_she_logs_in_again(shop: Shop) -> None:
    browser = granted(shop, "ana")
    browser.login("bob")
    answer = browser.login("ana")
    assert (answer.owner, answer.epoch) == (shop.user("ana"), 2)
    shop.fold()
    assert shop.push(shop.user("ana")).last_session_status == "allowed"
    assert shop.push(shop.user("bob")).last_session_status == "suspended"


def test_a_sign_out_moves_it_to_a_fresh_anonymous_person(shop: Shop) -> None:
    browser = granted(shop, "ana")
    ana = browser.owner
    answer = browser.reset()
    assert answer.owner == shop.anonymous(browser.anonymous_id) != ana
    shop.fold()
    assert shop.push(answer.owner).last_session_status == "allowed"
    assert shop.push(answer.owner).devices[answer.device_id].subscribed
    assert shop.push(ana).last_session_status == "suspended"
    assert shop.changes(ana)[-1] == ("allowed", "suspended", "logout")


def test_a_sign_out_that_is_told_before_the_subscription_keeps_it(shop: Shop) -> None:
    browser = granted(shop, "ana")
    ana, device_id = browser.owner, browser.device_id
    browser.forget()
    answer = browser.report(subscription=None)
    assert answer.owner == shop.anonymous(browser.anonymous_id) != ana
    assert (answer.device_id, shop.row(device_id).subscribed) == (device_id, True)
    shop.fold()
    assert shop.push(ana).last_session_status == "suspended"
    assert browser.report().owner == answer.owner


def test_the_first_login_of_a_browser_keeps_device_and_epoch(shop: Shop) -> None:
    browser = granted(shop)
    answer = browser.login("ana")
    assert answer.epoch == 0
    shop.fold()
    assert shop.row(answer.device_id).owner == shop.user("ana")
    assert shop.push(shop.user("ana")).last_session_status == "allowed"
    assert shop.anonymous(browser.anonymous_id) == shop.user("ana")
    assert browser.report().epoch == 0


def test_a_login_waits_for_the_merge_without_moving(shop: Shop) -> None:
    browser = granted(shop)
    anonymous = browser.owner
    browser.name("ana")
    browser.identify()
    answer = browser.report()
    assert (answer.owner, answer.epoch) == (anonymous, 0)
    with shop.database.read() as tx:
        assert same_person(tx, anonymous, shop.user("ana"))
    shop.fold()
    assert shop.row(answer.device_id).owner == shop.user("ana")


def test_an_anonymous_id_alone_does_not_join_the_user_it_is_linked_to(shop: Shop) -> None:
    ana = granted(shop, "ana")
    shop.fold()
    stranger = Browser(shop, anonymous_id=ana.anonymous_id)
    stranger.subscribe()
    answer = stranger.report("prompt")
    assert answer.owner not in (shop.user("ana"), shop.anonymous(ana.anonymous_id))
    assert stranger.report().owner == answer.owner  # and it stays with that fresh person
    assert [row.id for row in shop.owned(shop.user("ana"))] == [ana.device_id]


def test_nor_with_the_visitor_token_of_another_device(shop: Shop) -> None:
    ana = granted(shop, "ana")
    shop.fold()
    stranger = granted(shop)
    answer = stranger.report(claim=Claim(shop.id, ana.anonymous_id, None))
    assert answer.owner != shop.user("ana")


def test_its_own_visitor_token_keeps_a_device_with_its_user(shop: Shop) -> None:
    ana = granted(shop, "ana")
    shop.fold()
    expired = ana.report(claim=Claim(shop.id, ana.anonymous_id, None))
    assert expired.owner == shop.user("ana")


def test_the_endpoint_with_the_same_keys_names_the_device(shop: Shop) -> None:
    browser = granted(shop)
    answer = browser.report(visitor=None)
    assert answer.device_id == browser.device_id
    assert len(shop.owned(answer.owner)) == 1


def test_the_visitor_token_names_the_device_when_the_endpoint_is_new(shop: Shop) -> None:
    browser = granted(shop)
    before = browser.device_id
    browser.subscription = subscription()
    assert browser.report().device_id == before
    assert shop.row(before).endpoint == browser.subscription.endpoint


def test_other_keys_are_refused_unless_the_old_secret_is_proved(shop: Shop) -> None:
    browser = granted(shop)
    assert browser.subscription
    stolen = subscription(browser.subscription.endpoint)
    thief = Browser(shop, "allowed", subscription=stolen)
    assert shop.put(thief.request("prompt")) == devices.TAKEN
    assert shop.put(thief.request("prompt", previous_auth="guess")) == devices.TAKEN
    assert shop.row(browser.device_id).auth == browser.subscription.auth
    proved = browser.request(subscription=stolen, previous_auth=browser.subscription.auth)
    assert isinstance(shop.put(proved), PutAnswer)
    assert shop.row(browser.device_id).auth == stolen.auth


def test_a_token_ends_when_the_device_changes_hands(shop: Shop) -> None:
    browser = granted(shop, "ana")
    old = browser.visitor
    browser.login("bob")
    stale = browser.request(visitor=old, subscription=None)
    assert shop.put(stale) == devices.ENDED
    with shop.database.read() as tx:
        assert old is not None
        assert devices.speaker(tx, old) is None
        assert devices.speaker(tx, browser.visitor or old) == shop.row(browser.device_id)


def test_a_made_up_token_names_nothing(shop: Shop, browser: Browser) -> None:
    request = browser.request(visitor=Visitor(shop.id, "d_none", 0))
    assert shop.put(request) == devices.ENDED


def test_an_endpoint_is_known_in_its_own_workspace_alone(shop: Shop) -> None:
    browser = granted(shop)
    other = Browser(Shop(shop.database), "allowed", subscription=browser.subscription)
    other.report("prompt")
    assert other.device_id != browser.device_id
    assert shop.row(browser.device_id).owner == browser.owner


def test_one_endpoint_for_many_people_has_one_owner(shop: Shop) -> None:
    browser = granted(shop)
    for number in range(12):
        browser.login(f"user{number}")
    with shop.database.read() as tx:
        owners = list(tx.execute(sa.select(device.c.owner)).scalars())
    assert owners == [shop.user("user11")]


def test_a_person_keeps_the_twenty_devices_heard_of_last(shop: Shop) -> None:
    browsers = [granted(shop, "ana") for _ in range(devices.MOST + 3)]
    shop.fold()
    owned = {row.id for row in shop.owned(shop.user("ana"))}
    assert owned == {one.device_id for one in browsers[3:]}
    assert set(shop.push(shop.user("ana")).devices) == owned
    dropped = shop.row(browsers[0].device_id)
    assert (dropped.owner, dropped.status, dropped.endpoint) == (None, "retired", None)


def test_of_a_merge_too_she_keeps_the_twenty_devices_heard_of_last(shop: Shop) -> None:
    """Who names himself on many browsers would else get each push a thousand times."""
    theirs = [granted(shop, anonymous_id="a browser") for _ in range(8)]
    for each in theirs:
        each.name("ana")
        each.identify()
        each.report()  # waits behind the merge, and is forwarded by it
    hers = [granted(shop, "ana") for _ in range(devices.MOST - 5)]
    shop.fold()

    owned = {row.id for row in shop.owned(shop.user("ana"))}
    assert owned == {one.device_id for one in (*theirs[3:], *hers)}
    assert set(shop.push(shop.user("ana")).devices) == owned
    assert shop.row(theirs[0].device_id).owner is None


def test_a_sync_never_revives_a_withdrawn_device(shop: Shop) -> None:
    browser = granted(shop, "ana")
    shop.withdraw(browser.device_id)
    for visitor in (browser.visitor, None):
        answer = browser.report(visitor=visitor)
        assert (answer.status, answer.device_id) == ("withdrawn", browser.device_id)
    shop.fold()
    state = shop.push(shop.user("ana"))
    assert state.last_session_status == "allowed"
    assert not any(one.subscribed for one in state.devices.values())


def test_enable_subscribes_a_withdrawn_device_anew(shop: Shop) -> None:
    browser = granted(shop, "ana")
    shop.withdraw(browser.device_id)
    browser.subscription = subscription()
    assert browser.report("enable").status == "allowed"
    assert shop.row(browser.device_id).subscribed


def test_a_withdrawn_device_moves_without_being_revived(shop: Shop) -> None:
    browser = granted(shop, "ana")
    shop.withdraw(browser.device_id)
    answer = browser.login("bob")
    assert (answer.owner, answer.status) == (shop.user("bob"), "withdrawn")
    shop.fold()
    assert shop.push(shop.user("ana")).last_session_status == "suspended"


def test_withdrawing_twice_tells_once(shop: Shop) -> None:
    browser = granted(shop)
    shop.withdraw(browser.device_id)
    before = events(shop)
    shop.withdraw(browser.device_id)
    assert events(shop) == before


def test_a_block_ends_the_subscription(shop: Shop) -> None:
    browser = granted(shop)
    browser.block()
    assert browser.report().status == "blocked"
    row = shop.row(browser.device_id)
    assert (row.subscribed, row.endpoint, row.auth) == (False, None, None)
    shop.fold()
    assert shop.push(browser.owner).last_session_status == "blocked"


def test_a_session_that_reports_a_block_ends_the_subscription(shop: Shop) -> None:
    browser = granted(shop)
    browser.block()
    browser.session()
    shop.fold()
    row = shop.row(browser.device_id)
    assert (row.status, row.endpoint) == ("blocked", None)


def test_a_late_session_report_yields_to_what_the_device_said_after_it(shop: Shop) -> None:
    browser = granted(shop)
    browser.block()
    browser.session()
    browser.subscribe()
    browser.report("prompt")
    shop.fold()
    assert shop.row(browser.device_id).subscribed
    assert shop.push(browser.owner).devices[browser.device_id].subscribed


def test_a_session_report_does_not_touch_another_owners_device(shop: Shop) -> None:
    browser = granted(shop, "ana")
    shop.fold()
    ana = replace(browser)
    browser.login("bob")
    ana.permission = "blocked"
    ana.session()
    shop.fold()
    assert shop.row(browser.device_id).subscribed
    assert shop.push(shop.user("bob")).last_session_status == "allowed"


def test_gone_retires_until_the_next_report(shop: Shop) -> None:
    browser = granted(shop)
    _gone(shop, browser.device_id, 0)
    shop.fold()
    assert shop.row(browser.device_id).status == "retired"
    state = shop.push(browser.owner)
    assert state.last_session_status == "allowed"
    assert not state.devices[browser.device_id].subscribed
    browser.subscription = subscription()
    assert browser.report().status == "allowed"
    assert shop.row(browser.device_id).subscribed


def test_gone_of_an_earlier_hand_changes_nothing(shop: Shop) -> None:
    browser = granted(shop, "ana")
    browser.login("bob")
    _gone(shop, browser.device_id, 0)
    assert shop.row(browser.device_id).subscribed


def test_gone_of_an_earlier_subscription_changes_nothing(shop: Shop) -> None:
    browser = granted(shop, "ana")
    before = shop.row(browser.device_id)
    browser.subscription = subscription()
    browser.report()
    renewed = shop.row(browser.device_id)
    assert (renewed.epoch, renewed.endpoint) == (before.epoch, browser.subscription.endpoint)

    _gone(shop, browser.device_id, before.epoch, before.endpoint)
    assert shop.row(browser.device_id) == renewed
    _gone(shop, browser.device_id, renewed.epoch, renewed.endpoint)
    assert shop.row(browser.device_id).status == "retired"


def _gone(shop: Shop, device_id: str, epoch: int, endpoint: str | None = None) -> None:
    sent = Sent(device_id, epoch, endpoint or shop.row(device_id).endpoint)

    shop.database.run(
        lambda tx: log.append(tx, device_ends.retire_gone(tx, [sent], tx.now()), tx.now())
    )


def _reset(shop: Shop) -> None:
    shop.database.run(device_ends.reset_subscribers, shop.id)


def _tell_reset(shop: Shop) -> None:
    after: str | None = ""
    while after is not None:
        after = shop.database.run(device_ends.tell_reset, shop.id, after, shop.now())


def test_a_reset_holds_at_once_and_is_told_later(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_ends, "RESET_AT_ONCE", 2)
    allowed = [granted(shop) for _ in range(5)]
    withdrawn, blocked = granted(shop), granted(shop)
    shop.withdraw(withdrawn.device_id)
    blocked.block()
    blocked.report()
    _reset(shop)
    assert not any(shop.row(one.device_id).subscribed for one in allowed)
    _tell_reset(shop)
    shop.fold()
    for one in allowed:
        assert shop.push(one.owner).last_session_status == "ask"
        assert one.report().status == "ask"  # a sync leaves it alone
    assert shop.push(withdrawn.owner).last_session_status == "allowed"
    assert shop.push(blocked.owner).last_session_status == "blocked"
    before = events(shop)
    _tell_reset(shop)
    assert events(shop) == before


def test_subscribe_after_a_reset_subscribes_anew(shop: Shop) -> None:
    browser = granted(shop)
    _reset(shop)
    _tell_reset(shop)
    assert browser.report("prompt").status == "allowed"
    assert shop.row(browser.device_id).subscribed


def test_a_device_that_moves_before_its_reset_is_told_leaves_her_askable(shop: Shop) -> None:
    browser = granted(shop, "ana")
    _reset(shop)
    browser.login("bob")
    _tell_reset(shop)
    shop.fold()
    assert shop.push(shop.user("ana")).last_session_status == "ask"
    assert shop.push(shop.user("bob")).last_session_status == "ask"
    assert not shop.row(browser.device_id).subscribed


def test_nobody_registers_a_device_for_the_erased(shop: Shop) -> None:
    browser = granted(shop, "ana")
    shop.fold()
    shop.database.run(erase, shop.user("ana"))
    row = shop.row(browser.device_id)
    assert (row.owner, row.endpoint) == (None, None)
    assert shop.put(browser.request(visitor=None)) == devices.ERASED
    assert shop.owned(shop.user("ana")) == []


def test_a_report_that_says_nothing_new_is_written_once_in_half_an_hour(shop: Shop) -> None:
    browser = granted(shop, "ana")
    shop.fold()
    before = events(shop)
    answer = browser.report()
    assert (answer.device_id, events(shop)) == (browser.device_id, before)
    shop.now.at += devices.QUIET
    browser.report()
    assert events(shop) == before + 1


def test_a_report_of_another_device_makes_it_that_of_the_last_session(shop: Shop) -> None:
    laptop, phone = granted(shop, "ana"), granted(shop, "ana")
    shop.fold()
    assert shop.push(shop.user("ana")).last_session_device == phone.device_id
    laptop.report()
    shop.fold()
    assert shop.push(shop.user("ana")).last_session_device == laptop.device_id


def test_a_leftover_of_the_same_browser_is_dropped(shop: Shop) -> None:
    browser = granted(shop)
    returned = Browser(shop)  # its storage was cleared, its subscription was not
    first = returned.report()
    returned.permission, returned.subscription = "allowed", browser.subscription
    answer = returned.report("prompt")
    assert answer.device_id == browser.device_id
    assert [row.id for row in shop.owned(answer.owner)] == [browser.device_id]
    assert shop.row(first.device_id).owner is None
    shop.fold()
    assert set(shop.push(answer.owner).devices) == {browser.device_id}


def test_a_subscription_is_for_the_newest_key(shop: Shop) -> None:
    for number in (1, 2):
        row = {
            "id": f"key{number}", "workspace_id": shop.id, "public": "", "sealed": "",
            "created_at": number,
        }  # fmt: skip
        shop.database.run(lambda tx, row=row: tx.execute(vapid_key.insert(), row))
    assert shop.row(granted(shop).device_id).vapid_key_id == "key2"


def test_a_prompt_waved_away_begins_the_back_off(shop: Shop, browser: Browser) -> None:
    browser.report()
    browser.report("prompt")
    with shop.database.read() as tx:
        refused = reach.read(tx, browser.owner)
    assert refused is not None
    assert refused.refusals == 1
    assert refused.back_off_until == pytest.approx(
        shop.now.at + 3 * clock.DAY, abs=10 * clock.SECOND
    )
    browser.subscribe()
    browser.report("prompt")
    with shop.database.read() as tx:
        assert reach.read(tx, browser.owner) == replace(refused, refusals=0, back_off_until=None)


def test_the_status_can_be_asked_as_of_any_time(shop: Shop) -> None:
    before = shop.now()
    browser = granted(shop, "ana")
    shop.fold()
    between = shop.now()
    browser.login("bob")
    shop.fold()
    ana = shop.user("ana")
    with shop.database.read() as tx:
        shard = ana % 64
        found = [push_history.status_at(tx, shard, ana, at) for at in (before, between, shop.now())]
    assert [one.status for one in found] == ["ask", "allowed", "suspended"]
    assert (found[2].cause, found[2].device) == ("login", browser.device_id)


def test_an_event_tells_no_endpoint_and_no_key(shop: Shop) -> None:
    browser = granted(shop)
    with shop.database.read() as tx:
        bodies = list(tx.execute(sa.select(event.c.body)).scalars())
    assert browser.subscription
    assert bodies
    assert not any(browser.subscription.endpoint in body for body in bodies)
    assert browser.subscription.endpoint not in repr(shop.row(browser.device_id))
    assert browser.subscription.endpoint not in repr(browser.request())


def test_a_native_token_needs_no_keys(shop: Shop, browser: Browser) -> None:
    browser.permission = "allowed"
    browser.subscription = devices.device_put.Subscription("fcm-token-1")
    answer = browser.report("enable", kind="fcm")
    assert shop.row(answer.device_id).kind == "fcm"
    again = browser.report(kind="fcm", visitor=None)
    assert again.device_id == answer.device_id


def test_the_same_text_is_another_address_for_another_kind() -> None:
    assert device_rows.address_of("web", "x") != device_rows.address_of("fcm", "x")
