"""What each kind of field asks of the tables, on both databases."""

from datetime import timedelta

import pytest

from engine import clock
from engine.audience import segments
from engine.audience.saved_segments import MOST_COMPARISONS, MOST_VALUES, placed
from engine.audience.segment_sql import Question, condition
from engine.store.db import Database
from journeys.person import Device
from journeys.rules import EVERYONE, NOBODY, Comparison, Field, Group, Rule, SegmentIs
from tests.engine.audience.asking import NOW, crowd, person
from tests.journeys.strategies import day


def device(**facts: object) -> Device:
    return Device(**{"id": "d", "kind": "web"} | facts)


def test_a_device_rule_needs_any_device_and_its_negative_none(database: Database) -> None:
    known = crowd(
        database,
        {
            "none": person(),
            "fox": person(devices=(device(browser="firefox"),)),
            "both": person(
                devices=(device(id="1", browser="firefox"), device(id="2", browser="Chrome"))
            ),
            "unknown": person(devices=(device(browser=None),)),
        },
    )
    assert known.having("=", "firefox", "device.browser") == "both fox"
    assert known.having("!=", "firefox", "device.browser") == "none unknown"
    assert known.having("null", None, "device.browser") == "none unknown"
    assert known.having("notNull", None, "device.browser") == "both fox"
    assert known.having("in", ["Chrome", "safari"], "device.browser") == "both"
    assert known.having("null", None, "device.kind") == "none"


def test_push_is_enabled_by_one_device_that_is_allowed_and_subscribed(database: Database) -> None:
    known = crowd(
        database,
        {
            "none": person(),
            "apart": person(
                devices=(
                    device(id="1", status="allowed", subscribed=False),
                    device(id="2", status="blocked", subscribed=True),
                )
            ),
            "on": person(devices=(device(status="allowed", subscribed=True),)),
        },
    )
    assert known.having("=", True, "push.enabled") == "on"
    assert known.having("=", False, "push.enabled") == "apart none"
    assert known.having("!=", True, "push.enabled") == "apart none"
    assert known.having("in", [True, False], "push.enabled") == "apart none on"
    assert known.having("notNull", None, "push.enabled") == "apart none on"
    assert known.having("=", "allowed", "push.status_any_device") == "apart on"
    assert known.having("=", "ask", "push.last_session_status") == "apart none on"


def test_a_category_is_her_choice_or_else_the_default(database: Database) -> None:
    known = crowd(
        database,
        {
            "silent": person(),
            "in": person(categories={"news": True, "offers": True, "gone": True}),
            "out": person(categories={"news": False, "offers": False, "gone": False}),
        },
        {"news": True, "offers": False},
    )
    assert known.having("=", True, "category.news") == "in silent"
    assert known.having("=", False, "category.news") == "out"
    assert known.having("=", True, "category.offers") == "in"
    assert known.having("=", False, "category.offers") == "out silent"
    assert known.having("null", None, "category.offers") == ""
    assert known.having("null", None, "category.gone") == "silent"
    assert known.having("!=", True, "category.gone") == "out silent"


def test_a_group_is_always_yes_or_no(database: Database) -> None:
    known = crowd(database, {"in": person(groups=frozenset({"a.b"})), "out": person()})
    assert known.having("=", True, "group.a.b") == "in"
    assert known.having("=", False, "group.a.b") == "out"
    assert known.having("null", None, "group.a.b") == ""


def test_a_journey_is_never_active_or_finished(database: Database) -> None:
    known = crowd(
        database,
        {
            "never": person(),
            "active": person(journeys={"j": "active"}),
            "finished": person(journeys={"j": "finished"}),
            "elsewhere": person(journeys={"k": "active"}),
        },
    )
    assert known.having("=", "never", "journey.j") == "elsewhere never"
    assert known.having("=", "active", "journey.j") == "active"
    assert known.having("=", "finished", "journey.j") == "finished"
    assert known.having("!=", "never", "journey.j") == "active finished"
    assert known.having("contains", "e", "journey.j") == "active elsewhere finished never"


def test_a_person_without_a_column_s_value_is_in_its_negative(database: Database) -> None:
    known = crowd(database, {"known": person(language="de"), "unknown": person()})
    assert known.having("=", "de", "person.language") == "known"
    assert known.having("!=", "de", "person.language") == "unknown"
    assert known.having("notIn", ["en"], "person.language") == "known unknown"
    assert known.having("null", None, "person.language") == "unknown"
    assert known.having("<", "en", "person.language") == "known"


def test_a_date_s_instant_is_its_midnight(database: Database) -> None:
    midnight = NOW.replace(hour=0, minute=0)
    known = crowd(
        database,
        {
            "at": person(created_at=midnight),
            "before": person(created_at=midnight - timedelta(microseconds=1)),
        },
    )
    assert known.having(">=", "2026-03-01", "person.created_at") == "at"
    assert known.having("<", "2026-03-01T01:00:00+01:00", "person.created_at") == "before"


def test_did_counts_whole_utc_days_with_today(database: Database) -> None:
    known = crowd(
        database,
        {
            "today": person(counts={"buy": {day(0): 2}}),
            "six_ago": person(counts={"buy": {day(6): 3}}),
            "seven_ago": person(counts={"buy": {day(7): 9}}),
            "spread": person(counts={"buy": {day(0): 1, day(6): 1, day(7): 1}}),
            "tomorrow": person(counts={"buy": {day(-1): 5}}),
            "other": person(counts={"sell": {day(0): 9}}),
        },
    )

    def did(value: object, at: object = NOW) -> set[str]:
        return known.who({"field": "event.buy", "operator": "did", "value": value}, at)

    assert did({"within": "P7D"}) == {"today", "six_ago", "spread"}
    assert did({"count": {"at_least": 2}, "within": "P7D"}) == {"today", "six_ago", "spread"}
    assert did({"count": {"at_least": 3}, "within": "P7D"}) == {"six_ago"}
    assert did({"count": {"at_least": 3}, "within": "P8D"}) == {"six_ago", "seven_ago", "spread"}
    assert did({"count": {"at_least": 3}}) == {"six_ago", "seven_ago", "spread", "tomorrow"}
    last_moment = NOW.replace(hour=23, minute=59, second=59, microsecond=999_999)
    assert did({"within": "P1D"}, last_moment) == {"today", "spread"}
    assert did({"within": "P1D"}, last_moment + timedelta(microseconds=1)) == {"tomorrow"}
    never = {"field": "event.buy", "operator": "did_not", "value": {}}
    assert known.who(never) == {"other"}


def test_an_empty_group_holds_before_its_not(database: Database) -> None:
    known = crowd(database, {"she": person()})
    for combinator in ("and", "or"):
        empty = {"combinator": combinator, "rules": []}
        assert known.who(empty) == {"she"}
        assert known.who(empty | {"not": True}) == set()
        assert known.who({"combinator": "or", "rules": [empty | {"not": True}, empty]}) == {"she"}


def test_pages_follow_the_id_and_stay_in_the_workspace(database: Database) -> None:
    crowd(database, {name: person(user_id=name) for name in "abcde"})
    asked = Question("w", EVERYONE, clock.micros(NOW), {})
    with database.read() as tx:
        assert segments.count(tx, asked) == 5
        first = segments.people(tx, asked, limit=3)
        second = segments.people(tx, asked, after=first[-1].person_id, limit=3)
        assert [member.user_id for member in (*first, *second)] == ["a", "b", "c", "d", "e"]
        assert segments.people(tx, asked, after=second[-1].person_id, limit=3) == []
        assert [member.person_id for member in segments.sample(tx, asked, 2)] == [1, 2]
        assert segments.matches(tx, asked, [2, 4, 1_002, 99]) == {2, 4}
        assert segments.matches(tx, asked, []) == set()
        nobody = Question("w", NOBODY, clock.micros(NOW), {})
        assert segments.count(tx, nobody) == 0
        empty = Question("empty", EVERYONE, clock.micros(NOW), {})
        assert segments.count(tx, empty) == 0


def test_more_people_than_one_statement_takes_are_asked_in_parts(database: Database) -> None:
    crowd(database, {f"p{number}": person() for number in range(3)})
    asked = Question("w", EVERYONE, clock.micros(NOW), {})
    with database.read() as tx:
        assert segments.matches(tx, asked, [1, *range(100_000, 111_000), 3]) == {1, 3}


def test_the_largest_rule_is_asked(database: Database) -> None:
    crowd(database, {"a": person(traits={"t": "a"}), "b": person(traits={"t": "b"})})
    field, half = Field("trait", ("t",)), MOST_COMPARISONS // 2
    not_one = tuple(Comparison(field, "=", f"x{number}", True) for number in range(half - 1))
    any_one = tuple(Comparison(field, "=", f"{number}" * 120) for number in range(half - 1))
    any_one += (Comparison(field, "=", "a"),)
    listed = tuple(f"{'y' * 200}{number}" for number in range(MOST_VALUES - 2 * half + 1))
    parts = (Group("and", not_one), Group("or", any_one), Comparison(field, "in", listed, True))
    whole = placed(Group("and", parts), {})
    with database.read() as tx:
        assert segments.count(tx, Question("w", whole, clock.micros(NOW), {})) == 1


@pytest.mark.parametrize(
    "rule", [SegmentIs("s"), Comparison(Field("properties", ("a",)), "=", "b")]
)
def test_a_table_knows_no_segment_s_name_and_no_event_at_hand(rule: Rule) -> None:
    with pytest.raises(ValueError, match=r"segment\.s|properties\.a"):
        condition(Question("w", rule, 0, {}))
