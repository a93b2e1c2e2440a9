"""Random rules of random people: memory and both databases give the same answer."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import clock
from engine.audience import segments
from engine.audience.segment_sql import Question
from engine.store.db import Database, Tx
from journeys.person import Person
from journeys.rules import Group, Rule, Scope, inline, parse, predicate
from tests.engine.audience.crowd import crowd
from tests.engine.audience.stored import store
from tests.journeys.strategies import CATEGORIES, NOW, SEGMENTS, people, rule_documents

RULES_AT_ONCE = 8

rules = rule_documents(segments=SEGMENTS)
segment_rules = st.fixed_dictionaries({name: rule_documents() for name in SEGMENTS})


class Undo(Exception):
    """Ends a transaction without a trace."""


@contextmanager
def undone(database: Database) -> Iterator[Tx]:
    """A transaction for one example, which the next does not see."""
    with suppress(Undo), database.transaction() as tx:
        yield tx
        raise Undo


def test_a_rule_holds_in_the_database_for_whom_it_holds_in_memory(database: Database) -> None:
    always = dict(enumerate(crowd(), start=1))
    with database.transaction() as tx:
        store(tx, "ours", always)
        store(tx, "theirs", {id_ + 500: person for id_, person in always.items()})

    @given(
        documents=st.lists(rules, min_size=RULES_AT_ONCE, max_size=RULES_AT_ONCE),
        named=segment_rules,
        strangers=st.lists(people(), max_size=4),
        defaults=st.dictionaries(st.sampled_from(CATEGORIES), st.booleans()),
    )
    @settings(max_examples=max(25, settings.default.max_examples // 5))
    def agree(documents, named, strangers, defaults):
        within = {name: parse(rule, scope=Scope.SEGMENT) for name, rule in named.items()}
        asked = [inline(parse(rule, scope=Scope.SEGMENT), within) for rule in documents]
        new = dict(enumerate(strangers, start=1_000))
        with undone(database) as tx:
            store(tx, "ours", new)
            for rule in asked:
                held = _in_memory(rule, always | new, defaults)
                assert _in_the_database(tx, rule, defaults) == held
                not_so = Group("and", (rule,), negated=True)
                assert _in_the_database(tx, not_so, defaults) == {*always, *new} - held

    agree()


def _in_memory(rule: Rule, some: Mapping[int, Person], defaults: Mapping[str, bool]) -> set[int]:
    holds = predicate(rule)
    return {
        id_
        for id_, person in some.items()
        if holds(replace(person, categories={**defaults, **person.categories}), None, NOW)
    }


def _in_the_database(tx: Tx, rule: Rule, defaults: Mapping[str, bool]) -> set[int]:
    question = Question("ours", rule, clock.micros(NOW), defaults)
    found = {member.person_id for member in segments.people(tx, question, limit=10_000)}
    assert segments.matches(tx, question, range(1, 1_100)) == found
    assert segments.count(tx, question) == len(found)
    return found
