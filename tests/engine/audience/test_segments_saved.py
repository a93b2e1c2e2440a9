"""Segments as people save them: names, circles, versions."""

from dataclasses import replace

import pytest

from engine import clock
from engine.audience import saved_segments, segments
from engine.audience.saved_segments import Absent, Conflict, Invalid, Saved, Segment
from engine.store.db import Database
from engine.store.tables import resource, workspace
from journeys.rules import RuleInvalid, Scope, parse
from tests.engine.audience.asking import NOW, person
from tests.engine.audience.stored import store

GERMAN = {"combinator": "and", "rules": [{"field": "trait.land", "operator": "=", "value": "DE"}]}


def within(*ids: str) -> dict[str, object]:
    rules = [{"field": f"segment.{id_}", "operator": "=", "value": True} for id_ in ids]
    return {"combinator": "and", "rules": rules}


@pytest.fixture
def kept(database: Database) -> Database:
    with database.transaction() as tx:
        for id_ in ("w", "another"):
            tx.execute(
                workspace.insert().values(id=id_, name=id_, settings="{}", created_at=tx.now())
            )
    return database


def created(database: Database, name: str, rule: object, workspace_id: str = "w") -> Segment:
    with database.transaction() as tx:
        made = saved_segments.create(tx, workspace_id, name, rule)
    assert isinstance(made, Saved)
    return made.segment


def updated(database: Database, changed: Segment) -> object:
    with database.transaction() as tx:
        return saved_segments.update(tx, "w", changed)


def test_a_segment_is_read_as_it_was_written(kept: Database) -> None:
    rule = GERMAN | {"id": "the builder's own"}
    made = created(kept, "Germans", rule)
    with kept.read() as tx:
        assert saved_segments.get(tx, "w", made.id) == made
        assert saved_segments.get(tx, "another", made.id) is None
    assert made.id.startswith("seg_")
    assert (made.name, made.rule, made.version) == ("Germans", rule, 1)


def test_segments_are_listed_by_name_in_pages_of_one_workspace(kept: Database) -> None:
    for name in ("c", "a", "b"):
        created(kept, name, GERMAN)
    created(kept, "d", GERMAN, "another")
    with kept.read() as tx:
        first = saved_segments.listed(tx, "w", limit=2)
        rest = saved_segments.listed(tx, "w", after=first[-1].name, limit=2)
    assert [each.name for each in (*first, *rest)] == ["a", "b", "c"]


def test_a_name_is_taken_once_in_a_workspace(kept: Database) -> None:
    created(kept, "one", GERMAN)
    two = created(kept, "two", GERMAN)
    created(kept, "one", GERMAN, "another")
    with kept.transaction() as tx:
        assert saved_segments.create(tx, "w", "one", GERMAN) == Conflict("name")
    assert updated(kept, replace(two, name="one")) == Conflict("name")


def test_the_second_of_two_authors_is_told(kept: Database) -> None:
    made = created(kept, "one", GERMAN)
    first = updated(kept, replace(made, name="first"))
    assert isinstance(first, Saved)
    assert (first.segment.name, first.segment.version) == ("first", 2)
    assert first.segment.created_at == made.created_at
    assert updated(kept, replace(made, name="second")) == Conflict("version")
    with kept.read() as tx:
        assert saved_segments.get(tx, "w", made.id) == first.segment


def test_another_workspace_s_segment_is_absent(kept: Database) -> None:
    made = created(kept, "one", GERMAN, "another")
    assert updated(kept, made) == Absent()


@pytest.mark.parametrize(
    ("name", "rule", "problems"),
    [
        ("", GERMAN, {("name", "name_invalid")}),
        ("x" * 201, GERMAN, {("name", "name_invalid")}),
        ("a\0", GERMAN, {("name", "name_invalid")}),
        ("a", [], {("rule", "rule_invalid")}),
        ("a", within("seg_ghost"), {("rule/rules/0", "segment_unknown")}),
        (
            "a",
            {"combinator": "and", "rules": [{"field": "properties.a", "operator": "null"}]},
            {("rule/rules/0/field", "field_not_here")},
        ),
        (
            " ",
            {"combinator": "xor", "rules": []},
            {("name", "name_invalid"), ("rule/combinator", "combinator_unknown")},
        ),
    ],
)
def test_what_is_no_segment_is_refused_by_path(
    kept: Database, name: str, rule: object, problems: set[tuple[str, str]]
) -> None:
    with kept.transaction() as tx:
        refused = saved_segments.create(tx, "w", name, rule)
        assert saved_segments.listed(tx, "w", limit=10) == []
    assert isinstance(refused, Invalid)
    assert {(problem.path, problem.code) for problem in refused.problems} == problems


def test_another_workspace_s_segment_cannot_be_named(kept: Database) -> None:
    foreign = created(kept, "one", GERMAN, "another")
    with kept.transaction() as tx:
        refused = saved_segments.create(tx, "w", "a", within(foreign.id))
    assert isinstance(refused, Invalid)
    assert refused.problems[0].code == "segment_unknown"


def test_a_circle_is_refused_with_its_path(kept: Database) -> None:
    a = created(kept, "a", GERMAN)
    b = created(kept, "b", within(a.id))
    refused = updated(kept, replace(a, rule={"combinator": "or", "rules": [GERMAN, within(b.id)]}))
    assert isinstance(refused, Invalid)
    (problem,) = refused.problems
    assert (problem.path, problem.code) == ("rule/rules/1/rules/0", "segment_cycle")
    assert problem.message == f"segments in a circle: {b.id} → {a.id} → {b.id}"
    themselves = updated(kept, replace(a, rule=within(a.id)))
    assert isinstance(themselves, Invalid)
    assert themselves.problems[0].code == "segment_cycle"


def test_a_segment_must_not_make_those_that_name_it_too_deep(kept: Database) -> None:
    chain = [created(kept, "0", GERMAN)]
    for number in range(1, 11):
        chain.append(created(kept, str(number), within(chain[-1].id)))
    below = created(kept, "below", GERMAN)
    refused = updated(kept, replace(chain[0], rule=within(below.id)))
    assert isinstance(refused, Invalid)
    assert refused.problems[0].code == "segment_too_large"


def test_a_segment_that_no_database_would_answer_is_refused(kept: Database) -> None:
    one = GERMAN["rules"][0]
    half = created(kept, "half", {"combinator": "or", "rules": [one] * 300})
    with kept.transaction() as tx:
        refused = saved_segments.create(tx, "w", "whole", within(half.id, half.id))
    assert isinstance(refused, Invalid)
    assert refused.problems[0].code == "segment_too_large"


def test_a_question_has_its_segments_and_defaults_at_hand(kept: Database) -> None:
    germans = created(kept, "Germans", GERMAN)
    news = {"field": "category.news", "operator": "=", "value": True}
    readers = created(kept, "Readers", {"combinator": "and", "rules": [news, within(germans.id)]})
    with kept.transaction() as tx:
        for workspace_id, default in (("w", "true"), ("another", "false")):
            tx.execute(
                resource.insert().values(
                    id=workspace_id, workspace_id=workspace_id, kind="category", key="news",
                    document=f'{{"key": "news", "default": {default}}}', created_at=0, updated_at=0,
                )
            )  # fmt: skip
        people = {1: {"land": "DE"}, 2: {"land": "FR"}}
        store(tx, "w", {id_: person(traits=traits) for id_, traits in people.items()})
        rule = parse(within(readers.id), scope=Scope.SEGMENT)
        asked = segments.question(tx, "w", rule, clock.micros(NOW))
        assert segments.matches(tx, asked, [1, 2]) == {1}
        with pytest.raises(RuleInvalid, match="there is no segment"):
            segments.question(tx, "another", rule, clock.micros(NOW))
