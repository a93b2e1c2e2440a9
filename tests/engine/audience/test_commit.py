"""Group commit in trouble: nobody waits for another's fault, and nothing is stored twice."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.exc import DataError, OperationalError

from engine.audience.commit import INVALID, Committer, Overloaded
from engine.audience.incoming import Accepted, Incoming, Outcome
from engine.store.db import Busy, Database, Tx
from engine.store.tables import event
from tests.support.room import Room


class Troubled(Database):
    """A database whose transactions fail, before they are committed or after it."""

    before: Exception | None = None
    after: Exception | None = None
    asked = 0
    gate: threading.Event | None = None

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        self.asked += 1
        if self.gate is not None:
            self.gate.wait(5)
        if self.before is not None:
            raise self.before
        with super().transaction() as tx:
            yield tx
        if self.after is not None:
            told, self.after = self.after, None
            raise told


@pytest.fixture
def database(database_url: str) -> Iterator[Troubled]:
    opened = Troubled(database_url)
    yield opened
    opened.close()


@pytest.fixture
def room(database: Troubled) -> Room:
    return Room(database)


def together(room: Room, database: Troubled, *batches: list[Incoming]) -> list[object]:
    """What becomes of batches that one transaction takes up, behind one that is under way."""
    committer, database.gate = Committer(database, lambda _: None), threading.Event()

    def submit(items: list[Incoming]) -> list[Outcome] | Exception:
        try:
            return committer.submit(room.workspace, items)
        except Overloaded as error:
            return error

    with ThreadPoolExecutor(len(batches) + 1) as pool:
        pool.submit(submit, [room.incoming("first", anon="first")])
        while not database.asked:
            threading.Event().wait(0.005)
        futures = [pool.submit(submit, batch) for batch in batches]
        while len(committer._waiting) < len(batches):
            threading.Event().wait(0.005)
        database.gate.set()
        return [future.result(10) for future in futures]


def lost(*, connection: bool) -> OperationalError:
    return OperationalError("COMMIT", {}, Exception("gone"), connection_invalidated=connection)


@pytest.mark.parametrize("fault", [Busy("full"), lost(connection=True), lost(connection=False)])
def test_a_database_in_trouble_is_asked_once_for_all(
    room: Room, database: Troubled, fault: Exception
) -> None:
    database.before, database.asked = fault, 0
    told = together(room, database, *([room.incoming("x", anon=f"a{n}")] for n in range(6)))
    assert {type(one) for one in told} == {Overloaded}
    assert database.asked == 2  # for who was under way, and for the six


def test_what_the_database_can_never_hold_is_the_fault_of_its_request_alone(
    room: Room, database: Troubled
) -> None:
    poisoned = replace(room.incoming("x", anon="a1"), at=2**70)
    database.asked = 0
    told = together(room, database, [room.incoming("x", anon="a0")], [poisoned])
    assert told == [[Accepted()], [INVALID]]
    assert sorted(row["name"] for row in room.rows(event)) == ["first", "x"]


def test_an_error_of_the_schema_is_not_told_as_the_events(room: Room, database: Troubled) -> None:
    with database.transaction() as tx:
        tx.execute(sa.text("ALTER TABLE event RENAME TO elsewhere"))
    with pytest.raises(Overloaded):
        room.submit([room.incoming("x", anon="a1")])


def test_our_own_repeat_stores_an_item_without_an_id_once(room: Room, database: Troubled) -> None:
    database.after = DataError("COMMIT", {}, Exception("who knows"))
    told = room.submit([replace(room.incoming("x", anon="a1"), message_id=None)])
    assert len(told) == 1
    assert [row["name"] for row in room.rows(event)] == ["x"]


def test_two_items_without_ids_are_two(room: Room) -> None:
    same = replace(room.incoming("x", anon="a1"), message_id=None)
    assert room.submit([same, same]) == [Accepted()] * 2
    assert len(room.rows(event)) == 2
