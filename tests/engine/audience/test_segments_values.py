"""Operators against stored values of every type, on both databases, by the contract's words."""

from datetime import timedelta

from engine.store.db import Database
from tests.engine.audience.asking import NOW, Crowd, crowd, person, with_traits
from tests.engine.audience.stored import store

LONG = "x" * 100


VALUES: dict[str, object] = {
    "one": 1,
    "ten": 10.0,
    "yes": True,
    "no": False,
    "text_1": "1",
    "text_9": "9",
    "text_10": "10",
    "empty": "",
    "upper": "A",
    "lower": "a",
    "percent": "a%b",
    "list": [1],
    "object": {"a": 1},
    "nothing": None,
}
ALL = " ".join(sorted(VALUES))


def all_but(*names: str) -> str:
    return " ".join(sorted(set(VALUES) - set(names)))


OPERATORS: tuple[tuple[str, object, str], ...] = (
    ("=", 1, "one"),
    ("=", True, "yes"),
    ("=", "1", "text_1"),
    ("=", "", "empty"),
    ("=", "a", "lower"),
    ("=", None, ""),
    ("!=", None, ALL),
    ("!=", 1, all_but("one")),
    ("!=", "a", all_but("lower")),
    ("<", 10, "one"),
    ("<=", 10, "one ten"),
    (">", 1, "ten"),
    (">=", 1, "one ten"),
    ("<", "9", "empty text_1 text_10"),
    (">", "9", "lower percent upper"),
    ("<", True, ""),
    ("in", [1, "1", True], "one text_1 yes"),
    ("in", ["a", "A", None], "lower upper"),
    ("in", [], ""),
    ("notIn", [], ALL),
    ("notIn", [1, "1"], all_but("one", "text_1")),
    ("contains", "%", "percent"),
    ("contains", "", "empty lower percent text_1 text_10 text_9 upper"),
    ("contains", 1, ""),
    ("doesNotContain", 1, ALL),
    ("doesNotContain", "a", all_but("lower", "percent")),
    ("beginsWith", "a", "lower percent"),
    ("beginsWith", "", "empty lower percent text_1 text_10 text_9 upper"),
    ("endsWith", "0", "text_10"),
    ("endsWith", "a%b", "percent"),
    ("endsWith", "", "empty lower percent text_1 text_10 text_9 upper"),
    ("between", [1, 10], "one ten"),
    ("between", [10, 1], ""),
    ("between", ["1", "9"], "text_1 text_10 text_9"),
    ("between", [1, "9"], ""),
    ("null", None, "nothing"),
    ("notNull", None, all_but("nothing")),
)


def test_an_operator_holds_for_values_of_its_type_alone(database: Database) -> None:
    known = with_traits(database, **VALUES)
    for operator, value, names in OPERATORS:
        assert (operator, value, known.having(operator, value)) == (operator, value, names)


def test_text_is_ordered_by_code_point_not_by_utf_16_nor_by_locale(database: Database) -> None:
    known = with_traits(database, smile="\U0001f600", last="\uffff", a="a", b="B", umlaut="ä")
    assert known.having(">", "\uffff") == "smile"
    assert known.having("<", "a") == "b"
    assert known.having(">", "z") == "last smile umlaut"
    assert known.having("beginsWith", "\uffff") == "last"


def test_the_end_of_the_alphabet_begins_nothing_else(database: Database) -> None:
    last = "\U0010ffff"
    known = with_traits(database, one=last, two=last * 2, mixed="a" + last, hangul="\ud7ffa", b="b")
    assert known.having("beginsWith", last) == "one two"
    assert known.having("beginsWith", "a" + last) == "mixed"
    assert known.having("beginsWith", "\ud7ff") == "hangul"


def test_text_longer_than_the_index_holds_is_compared_to_its_end(database: Database) -> None:
    known = with_traits(
        database, head=LONG, a=LONG + "a", b=LONG + "b", huge=LONG * 50, emoji="\U0001f600" * 1000
    )
    assert known.having("=", LONG) == "head"
    assert known.having("=", LONG + "a") == "a"
    assert known.having("in", [LONG, LONG + "b", "c"]) == "b head"
    assert known.having("<", LONG) == ""
    assert known.having("<=", LONG) == "head"
    assert known.having(">", LONG) == "a b emoji huge"
    assert known.having(">", LONG + "a") == "b emoji huge"
    assert known.having("<", LONG + "b") == "a head"
    assert known.having("between", [LONG + "a", LONG + "b"]) == "a b"
    assert known.having("beginsWith", LONG + "x") == "huge"
    assert known.having("beginsWith", LONG) == "a b head huge"
    assert known.having("contains", "xa") == "a"
    assert known.having("endsWith", "xb") == "b"
    assert known.having("endsWith", LONG * 2) == "huge"
    assert known.having("=", LONG * 30) == ""


def test_a_stranger_cannot_send_what_the_index_refuses(database: Database) -> None:
    key = "\U0001f600" * 494
    known = with_traits(database, long={key: "\U0001f601" * 5000})
    assert known.having("endsWith", "\U0001f601", f"trait.it.{key[:491]}") == ""
    known = crowd_of_one(database, {key: "\U0001f601" * 5000})
    assert known.having("endsWith", "\U0001f601", f"trait.{key}") == "she"


def test_numbers_are_doubles(database: Database) -> None:
    known = with_traits(
        database, exact=2**53, swallowed=2**53 + 1, next=2**53 + 2, beyond=10**400, zero=-0.0,
        tenths=0.1 + 0.2, least=5e-324,
    )  # fmt: skip
    assert known.having("=", 2**53 + 1) == "exact swallowed"
    assert known.having(">", 2**53) == "next"
    assert known.having("=", 0) == "zero"
    assert known.having("=", 0.3) == ""
    assert known.having("between", [0, 1]) == "least tenths zero"
    assert known.having("notNull") == "beyond exact least next swallowed tenths zero"
    assert known.having("!=", 1) == "beyond exact least next swallowed tenths zero"


def test_ago_reads_text_that_is_a_moment(database: Database) -> None:
    known = with_traits(
        database,
        then="2026-02-28T12:30:00Z",
        elsewhere="2026-02-28T13:30:00.0000009+01:00",
        later="2026-02-28T12:30:00.000001Z",
        day="2026-02-28",
        no_offset="2026-02-28T12:30:00",
        number=1,
    )
    yesterday = {"ago": "P1D"}
    assert known.having("=", yesterday) == "elsewhere then"
    assert known.having("<=", yesterday) == "day elsewhere then"
    assert known.having(">", yesterday) == "later"
    assert known.having("in", [yesterday, {"ago": "PT36H30M"}, 1]) == "day elsewhere then"
    assert known.having("between", [{"ago": "P2D"}, yesterday]) == "day elsewhere then"
    assert known.having("!=", yesterday) == "day later no_offset number"


def test_ago_moves_with_the_time_of_asking(database: Database) -> None:
    known = crowd(database, {"she": person(last_seen_at=NOW)})
    rule = {"field": "person.last_seen_at", "operator": ">=", "value": {"ago": "P1D"}}
    assert known.who(rule, NOW + timedelta(days=1)) == {"she"}
    assert known.who(rule, NOW + timedelta(days=1, microseconds=1)) == set()


def crowd_of_one(database: Database, traits: dict[str, object]) -> Crowd:
    with database.transaction() as tx:
        store(tx, "w", {77: person(traits=traits)})
    return Crowd(database, {"she": 77})
