"""People out of files: typed traits, markers, groups; twice is once, and nothing is triggered."""

import gzip
import io
import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest

from engine import workspaces
from engine.audience import names
from engine.audience.incoming import Incoming, Outcome
from engine.moving import rows
from engine.moving.rows import Unusable
from engine.moving.tally import Verdict
from engine.runtime.erase import erase
from engine.store.db import Database
from engine.store.tables import event, message, person, run
from tests.support.room import MASTER_KEY, Room, hello, trigger
from webapp.ingest import people_file, people_rows
from webapp.ingest.people_file import Into


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


@pytest.fixture
def sqlite_room(sqlite: Database) -> Room:
    return Room(sqlite)


def take(room: Room, data: str | bytes, file: bytes = b"a", **said: str) -> list[Verdict]:
    raw = data.encode() if isinstance(data, str) else data
    into = Into(
        room.workspace,
        partial(room.committer.submit, room.workspace),
        partial(room.database.run, names.erased),
        file,
        room.clock(),
    )
    uses = {column: people_rows.use_of(use) for column, use in said.items()}
    done = people_file.take(rows.read(io.BytesIO(raw)), uses, into)
    told = [verdict for verdicts in done for verdict in verdicts]
    room.settle()
    return told


def known(room: Room, user: str) -> dict[str, Any]:
    found = room.profile(user, user=True)
    return {"traits": json.loads(found["traits"]), "markers": json.loads(found["markers"])}


FILE = """User ID;E-Mail;age;vip;since;beta;groups;note
ana;ana@shop.example;41;yes;2024-05-06;true;staff; press
ben;;-1.5e3;FALSE;2024-05-06T07:08:09Z;;;
cem;;;;;;;
"""
USES = {
    "age": "trait:number:age", "vip": "trait:boolean:vip", "since": "trait:date:since",
    "beta": "marker:boolean:beta", "note": "none",
}  # fmt: skip


def test_columns_become_traits_of_their_type_and_the_file_counts_once(room: Room) -> None:
    room.push()
    for name in ("identify", "markers_set", "group"):
        room.journey([trigger(name), hello()], ["start -> hello"])
    file = FILE.replace("staff; press", '"staff; press";x')

    first, again = take(room, file, **USES), take(room, gzip.compress(file.encode()), **USES)
    events = len(room.rows(event))
    ana = room.profile("ana", user=True)

    assert [each.became for each in first] == ["taken"] * 3
    assert [each.became for each in again] == ["duplicate"] * 3
    assert first[0].owner == names.shown(room.person("ana", user=True))
    assert known(room, "ana") == {
        "traits": {"email": "ana@shop.example", "age": 41, "vip": True, "since": "2024-05-06"},
        "markers": {"beta": True},
    }
    assert known(room, "ben")["traits"] == {
        "age": -1500.0, "vip": False, "since": "2024-05-06T07:08:09Z",
    }  # fmt: skip
    assert sorted(json.loads(ana["groups"])) == ["press", "staff"]
    assert room.rows(run) == room.rows(message) == []

    # What the site says later stays; another file says it anew.
    assert events == len(room.rows(event))
    assert [each.became for each in take(room, file, b"b", **USES)] == ["taken"] * 3


def test_lines_of_json_have_types_and_name_browsers_that_become_their_users(room: Room) -> None:
    room.track("seen", anon="browser")
    lines = [
        {"userId": 7, "anonymousId": "browser", "traits": {"plan": {"name": "pro"}}, "tags": ["a"]},
        {"user_id": "8", "created_at": "2020-01-02T03:04:05Z", "markers": {"beta": False}},
    ]
    told = take(room, "\n".join(map(json.dumps, lines)), markers="marker:value:markers")

    assert [each.became for each in told] == ["taken", "taken"]
    assert room.person("browser") == room.person("7", user=True)
    assert known(room, "7")["traits"] == {"plan": {"name": "pro"}, "tags": ["a"]}
    assert known(room, "8")["markers"] == {"beta": False}
    assert room.profile("8", user=True)["created_at"] == 1_577_934_245 * 1_000_000


def test_each_faulty_row_is_refused_alone_and_says_why(sqlite_room: Room) -> None:
    room = sqlite_room
    take(room, "user_id\neve\n")
    room.database.run(erase, room.person("eve", user=True))
    before = len(room.rows(person))
    lines = [
        '{"user_id": "ok", "age": "1"}', '{"age": "1"}', '{"user_id": "null"}',
        '{"user_id": "x", "age": "old"}', '{"user_id": "x", "age": "NaN"}',
        '{"user_id": "x", "age": "1e999"}', '{"user_id": "x", "day": "yesterday"}',
        '{"user_id": "x", "vip": "maybe"}', '{"user_id": "x", "a": "\\u0000"}',
        '{"user_id": "x", "a": "\\ud800"}', '{"user_id": ["x"]}', '{"user_id": "eve", "age": "9"}',
        json.dumps({"user_id": "x", **{f"t{n}": 1 for n in range(500)}}),
        json.dumps({"user_id": "x", "a": "y" * 33_000}), json.dumps({"user_id": "z" * 600}),
        '{"user_id": "x", "a": 9007199254740993}', '{"user_id": "ok", "age": "1"}', "{",
    ]  # fmt: skip
    uses = {
        "age": "trait:number:age", "day": "trait:date:day", "vip": "trait:boolean:vip",
    }  # fmt: skip
    told = take(room, "\n".join(lines), **uses)

    assert [each.code or each.became for each in told] == [
        "taken", "no_user_anon_id", "no_user_anon_id", *["invalid_type"] * 5, "nul_character",
        "lone_surrogate", "invalid_field", "erased", "too_many_keys", "event_too_large",
        "id_too_long", "number_out_of_range", "duplicate", "invalid_json",
    ]  # fmt: skip
    assert len(room.rows(person)) == before + 1


@pytest.mark.parametrize(
    ("data", "said", "words"),
    [
        ("name,age\nAna,3\n", {}, "no column is the user id"),
        ("user_id,age\nAna,3\n", {"Age": "trait:number:age"}, "no column Age"),
    ],
)
def test_a_file_without_the_column_is_refused_whole(
    sqlite_room: Room, data: str, said: dict[str, str], words: str
) -> None:
    with pytest.raises(Unusable, match=words):
        take(sqlite_room, data, **said)
    assert sqlite_room.rows(event) == []


@pytest.mark.parametrize("use", ["", "trait", "trait:text:", "trait:list:x", "marker:x", "user"])
def test_a_use_that_there_is_not_is_refused(use: str) -> None:
    with pytest.raises(ValueError, match="no use of a column"):
        people_rows.use_of(use)


def test_another_workspace_has_people_of_its_own(sqlite_room: Room) -> None:
    room = sqlite_room
    take(room, "user_id,plan\nana,pro\n")
    ours, whole = known(room, "ana"), room.workspace
    with room.database.transaction() as tx:
        room.workspace = workspaces.create(tx, "Other", master_key=MASTER_KEY).id

    assert [each.became for each in take(room, "user_id,plan\nana,free\n")] == ["taken"]
    assert known(room, "ana")["traits"] == {"plan": "free"}
    room.workspace = whole
    assert known(room, "ana") == ours


class Died(Exception):
    """The process is gone."""


def test_a_second_run_goes_on_where_the_first_one_died(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_file, "AT_ONCE", 2)
    file = "user_id,n\n" + "".join(f"u{n},{n}\n" for n in range(5))
    whole, left = room.committer.submit, [1]

    def submit(workspace_id: str, items: Sequence[Incoming]) -> list[Outcome]:
        left[0] -= 1
        if left[0] < 0:
            raise Died
        return whole(workspace_id, items)

    monkeypatch.setattr(room.committer, "submit", submit)
    with pytest.raises(Died):
        take(room, file)
    monkeypatch.setattr(room.committer, "submit", whole)

    assert [each.became for each in take(room, file)] == ["duplicate"] * 2 + ["taken"] * 3
    assert known(room, "u4")["traits"] == {"n": "4"}
