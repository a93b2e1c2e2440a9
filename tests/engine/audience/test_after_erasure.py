"""A browser outlives its erased person: who comes next is somebody, she herself is not."""

import pytest

from engine.audience.devices import PutAnswer
from engine.audience.incoming import Accepted
from engine.doctor import examine
from engine.runtime.erase import erase
from engine.store.db import Database
from engine.store.tables import event, person_link
from tests.engine.audience.browsers import Browser, Shop
from tests.support.room import Room


@pytest.fixture
def room(database: Database) -> Room:
    made = Room(database)
    made.track("hello", anon="b1", user="anna")
    made.database.run(erase, made.person("anna", user=True))
    return made


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


@pytest.fixture
def left(shop: Shop) -> Browser:
    """Anna's browser after her erasure: it still has its anonymousId."""
    browser = Browser(shop, user_id="anna")
    browser.subscribe()
    browser.report("prompt")
    shop.fold()
    shop.database.run(erase, shop.user("anna"))
    browser.visitor = browser.user_id = None
    return browser


def test_the_next_user_of_her_browser_loses_no_event(room: Room) -> None:
    assert room.track("bought", anon="b1", user="bob") == Accepted()
    assert room.track("identify", kind="identify", anon="b1", user="bob") == Accepted()

    assert room.events("bob", user=True) == ["bought", "identify"]
    assert room.rows(person_link) == []
    assert examine(room.database) == []


def test_an_alias_of_her_browser_is_his_and_links_nobody(room: Room) -> None:
    room.track("alias", kind="alias", previous="b1", user="bob", previous_is_anonymous=True)
    assert room.events("bob", user=True) == ["alias"]
    assert room.rows(person_link) == []


def test_her_browser_alone_is_a_late_replay(room: Room) -> None:
    before = len(room.rows(event))
    assert room.track("bought", anon="b1") == Accepted()
    assert room.track("bought", anon="b1", user="anna") == Accepted()
    assert len(room.rows(event)) == before
    assert room.rows(person_link) == []


def test_his_identity_brings_the_device_to_him(shop: Shop, left: Browser) -> None:
    left.user_id = "bob"
    left.report()
    assert left.owner == shop.user("bob")
    shop.fold()
    assert [row.id for row in shop.owned(shop.user("bob"))] == [left.device_id]
    with shop.database.read() as tx:
        assert tx.execute(person_link.select()).all() == []


def test_her_anonymous_id_alone_is_somebody_new(shop: Shop, left: Browser) -> None:
    first = shop.put(left.request())
    assert isinstance(first, PutAnswer), first
    assert first.owner not in (shop.user("anna"), shop.anonymous(left.anonymous_id))
    left.report()
    left.report()
    assert len(shop.owned(left.owner)) == 1


def test_nor_is_it_refused_where_she_never_had_a_user(shop: Shop) -> None:
    browser = Browser(shop)
    browser.report()
    shop.database.run(erase, shop.anonymous(browser.anonymous_id))
    browser.visitor = None
    assert browser.report().owner != shop.anonymous(browser.anonymous_id)


def test_who_logs_in_after_that_takes_the_device_along(shop: Shop, left: Browser) -> None:
    left.report()
    device = left.device_id
    left.name("bob")
    assert left.report().owner == shop.user("bob")
    assert left.device_id == device
