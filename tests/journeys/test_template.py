"""Templates: what they show, what they refuse, and that none can take the machine for itself."""

import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from journeys.person import Person
from journeys.template import TemplateInvalid, compile_template, context_of
from tests.journeys.strategies import Happened

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def shown(source: str, budget: int = 4096, **traits: object) -> str:
    ana = Person(
        id="p", user_id="ana", language="de", created_at=NOW, last_seen_at=NOW,
        traits=traits, markers={"step": 2},
    )  # fmt: skip
    event = Happened("buy", {"cart": {"sum": 12.5, "items": ["hat", {"name": "coat"}]}})
    return compile_template(source).render(context_of(ana, event, "Shop"), budget=budget)


def refused(source: str) -> TemplateInvalid:
    with pytest.raises(TemplateInvalid) as caught:
        compile_template(source)
    return caught.value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("plain\n", "plain\n"),
        ("Hello {{ person.traits.name | default('there') }}", "Hello there"),
        ("{{ person.user_id }} {{ person.language }} {{ workspace.name }}", "ana de Shop"),
        ("{{ event.name }} {{ event.properties.cart.sum }}", "buy 12.5"),
        ("{{ event.properties['cart']['items'][0] }}", "hat"),
        ("{{ event.properties.cart['items'][1].name }}", "coat"),
        ("{{ event.properties.cart['items'][9] | default('none') }}", "none"),
        ("{{ person.markers.step }}", "2"),
        ("{{ person.traits.gone }}.{{ person.traits.gone.deeper }}", "."),
        ("{% if person.markers.step == 2 %}two{% else %}other{% endif %}", "two"),
        ("{% if event.name == 'x' %}1{% elif event.name == 'buy' %}2{% else %}3{% endif %}", "2"),
        ("{{ 'yes' if person.traits.gone else 'no' }}", "no"),
        ("[{{ 'yes' if person.traits.gone }}]", "[]"),
        ("{{ 'a' if 1 < person.markers.step <= 2 else 'b' }}", "a"),
        ("{{ 'a' if person.language in ['de', 'en'] and not 1 > 2 else 'b' }}", "a"),
        ("{{ 'a' if 'hat' in event.properties.cart['items'] else 'b' }}", "a"),
        ("{{ 'a' if person.language not in ('fr',) or false else 'b' }}", "a"),
        ("{{ 'a' if person.markers.step == '2' else 'b' }}", "b"),
        ("{{ 'a' if person.markers.step == true else 'b' }}", "b"),
        ("{{ 'a' if person.markers.step < 'x' else 'b' }}", "b"),
        ("{{ 'a' if person.traits.gone == none else 'b' }}", "a"),
        ("{{ 'a' if person.markers.step > -1 else 'b' }}", "a"),
        ("a{# a note #}b", "ab"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("a {%- if true -%} b {%- endif %}", "ab"),
        ("100 % and 50 %d {} {0}", "100 % and 50 %d {} {0}"),
    ],
)
def test_a_template_shows(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5.0, "5"), (5, "5"), (0.5, "0.5"), (-0.0, "0"), (1e300, "1e+300"), (10**400, ""),
        (True, "true"), (False, "false"), (None, ""), ([1], ""), ({"a": 1}, ""),
        (float("nan"), ""), (2**60, "1.152921504606847e+18"), ("ä", "ä"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_people_read_it(value: object, expected: str) -> None:
    assert shown("{{ person.traits.v }}", v=value) == expected


@pytest.mark.parametrize(
    ("filters", "value", "expected"),
    [
        ("upper", "straße", "STRASSE"),
        ("lower", "Ab", "ab"),
        ("capitalize", "ab Cd", "Ab cd"),
        ("trim", "  a ", "a"),
        ("truncate(5)", "abcdefg", "abcd…"),
        ("truncate(5)", "abcde", "abcde"),
        ("truncate(length=4)", "ab cdef", "ab…"),
        ("int", "3.9", "3"),
        ("int", -3.9, "-3"),
        ("int", "x", "0"),
        ("int(7)", None, "7"),
        ("int", "9" * 4000, "0"),
        ("round", 2.6, "3"),
        ("round(1)", "2.66", "2.7"),
        ("round", "x", "x"),
        ("default('x')", "", ""),
        ("default('x', true)", "", "x"),
        ("default('x', boolean=true)", 0, "x"),
        ("default(5)", None, "5"),
        ("default('x')", False, "false"),
        ("default('anna') | upper", None, "ANNA"),
        ("upper", 5.0, "5"),
        ("upper", None, ""),
    ],
)
def test_filters(filters: str, value: object, expected: str) -> None:
    assert shown(f"{{{{ person.traits.v | {filters} }}}}", v=value) == expected


ATTACKS = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ person.__class__ }}",
    "{{ person.traits.__class__ }}",
    "{{ person.traits.name.__class__.__init__.__globals__ }}",
    "{{ person.traits['__class__'] }}",
    "{{ person['__init__'] }}",
    "{{ self }}", "{{ self.__init__ }}", "{{ config }}", "{{ request.environ }}",
    "{{ lipsum(n=5000) }}", "{{ range(99999) }}", "{{ cycler.__init__ }}", "{{ joiner() }}",
    "{{ namespace() }}", "{{ dict(a=1) }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "{% for a in person.traits %}{{ a }}{% endfor %}",
    "{{ '%0999999999d' % 1 }}", "{{ '%s' % person.user_id }}", "{{ '{}'.format(person) }}",
    "{{ '%0999999999d' | format(1) }}", "{{ 9 ** 9 ** 9 }}", "{{ 'a' * 999999999 }}",
    "{{ 1 + 1 }}", "{{ 1 - 1 }}", "{{ 1 // 0 }}", "{{ 'a' ~ 'b' }}",
    "{{ 'a' | center(999999999) }}", "{{ 'a' | attr('__class__') }}",
    "{{ person.traits | map(attribute='x') }}", "{{ person.traits.name | safe }}",
    "{{ person.traits.name | xmlattr }}", "{{ person.traits.name | indent(999999) }}",
    "{{ person.traits.name.upper() }}", "{{ person.traits.name is defined }}",
    "{{ person.traits.name[0:5] }}", "{{ person.traits[person.user_id] }}",
    "{{ person.traits.list[-1] }}", "{{ person.traits[0] }}", "{{ person.traits.list[true] }}",
    "{% set x = 1 %}", "{% set x %}a{% endset %}", "{% include 'a' %}", "{% import 'a' as b %}",
    "{% from 'a' import b %}", "{% extends 'a' %}", "{% block a %}{% endblock %}",
    "{% macro a() %}{% endmacro %}", "{% call a() %}{% endcall %}", "{% do x %}",
    "{% filter upper %}a{% endfilter %}", "{% with a = 1 %}{% endwith %}", "{% debug %}",
    "{% autoescape true %}a{% endautoescape %}",
    "{{ person }}", "{{ person.traits }}", "{{ person.id }}", "{{ person.devices }}",
    "{{ person.user_id.x }}", "{{ event }}", "{{ event.properties }}", "{{ workspace.key }}",
    "{{ name }}", "{{ loop }}", "{{ [1, 2] }}", "{{ {'a': 1} }}", "{{ (1, 2) }}",
    "{{ 'a' in [person.user_id] }}", "{{ person.user_id | default(person.language) }}",
    "{{ person.user_id | default(*['x']) }}", "{{ person.user_id | default(**{'a': 1}) }}",
    "{{ person.user_id | upper('x') }}", "{{ person.user_id | default('a', true, 'b') }}",
    "{{ person.user_id | default('a', default_value='b') }}",
    "{{ person.user_id | truncate }}", "{{ person.user_id | truncate(0) }}",
    "{{ person.user_id | truncate(999999) }}", "{{ person.user_id | truncate('5') }}",
    "{{ person.user_id | truncate(true) }}", "{{ person.markers.n | round(99) }}",
    "{{ person.user_id | default('x', boolean='y') }}",
    "{{ 1e999 }}", "{{ -person.markers.n }}", "{{ +1 }}",
    "{{ (person.user_id | upper).x }}", "{{ a.b.c }}",
    "{{ person.traits" + ".a" * 20 + " }}",
    "{{", "{{ }}", "{% if %}", "{% if a", "{% endif %}", "{{ 'a }}", "{# a", "{{ \x00 }}",
    "{% elif %}", "{{ person. }}", "{{ person..a }}", "{{ '\\x' }}", "{% raw %}a",
]  # fmt: skip


@pytest.mark.parametrize("source", ATTACKS)
def test_what_is_not_on_the_list_is_refused_when_saved(source: str) -> None:
    problem = refused(f"first line\nHi {source}")
    assert problem.line == 2
    assert problem.column == (4 if "{{" in source or "{%" in source else 1)
    assert problem.message


def test_a_problem_names_its_line_and_column() -> None:
    problem = refused("one\r\ntwo {{ person.user_id }}\n   {{ lipsum(n=5000) }}")
    assert (problem.line, problem.column) == (3, 4)
    assert str(problem) == "line 3, column 4: calls are not possible"


@pytest.mark.parametrize(
    "source",
    [
        "{{" + "(" * 1990 + ")" * 1990 + "}}",
        "{{" + "[" * 3900,
        "{{" + "-" * 3900 + "1}}",
        "{{" + "not " * 900 + "1}}",
        "{{ 1" + " if 1 else 1" * 300 + "}}",
        "{{ 1" + " or 1" * 700 + "}}",
        "{{ 1" + "|upper" * 600 + "}}",
        "{{ person.traits" + ".a" * 1900 + "}}",
        "{% if 1 %}" * 190 + "{% endif %}" * 190,
        "{%if 1%}" * 499,
        "{{{{" * 900,
    ],
)
def test_deep_nesting_is_refused_without_going_deep(source: str) -> None:
    before = sys.getrecursionlimit()
    assert refused(source).line == 1
    assert sys.getrecursionlimit() == before


def test_a_source_has_four_thousand_characters_and_no_more() -> None:
    assert shown("x" * 4000) == "x" * 4000
    assert "4000" in refused("x" * 4001).message


def test_many_placeholders_side_by_side_are_no_nesting() -> None:
    assert shown("{{ 'a' if 1 else 'b' }}" * 100) == "a" * 100
    assert shown("{% if 1 %}a{% endif %}" * 100) == "a" * 100
    arms = "".join(f"{{% elif person.markers.step == {n} %}}{n}" for n in range(100, 150))
    assert shown("{% if false %}" + arms + "{% else %}z{% endif %}") == "z"
    assert shown("{% if 1 %}" * 20 + "deep" + "{% endif %}" * 20) == "deep"


def test_the_output_has_a_budget() -> None:
    assert shown("{{ person.traits.v }}" * 150, v="x" * 32_000) == "x" * 4096
    assert shown("abc{{ person.traits.v }}def", budget=5, v="xyz") == "abcxy"
    grown = shown("{{ person.traits.v | upper }}", v="ΐ" * 32_000)
    assert grown == ("ΐ".upper() * 1366)[:4096]


def test_a_name_full_of_tricks_is_only_text() -> None:
    name = '<img src=x onerror=alert(1)>"><script>\u202egnp.exe\u2066\u200f\x00\x1b[31m\x85'
    assert shown("Hi {{ person.traits.n }}!", n=name) == (
        'Hi <img src=x onerror=alert(1)>"><script>gnp.exe[31m!'
    )
    assert shown("{{ person.traits.n }}", n="{{ 7 * 7 }} %s {0}") == "{{ 7 * 7 }} %s {0}"
    assert shown("{{ person.traits.n }}", n="a\r\n\tb\ud800") == "a\n b"
    assert shown("{{ '\\u202e' }}\u202da") == "a"
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert shown("{{ person.traits.n }}", n=family) == family


def test_no_bidirectional_control_and_no_control_but_the_line_feed_is_left() -> None:
    bidi = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    controls = "".join(map(chr, (*range(9), *range(11, 32), *range(127, 160))))
    assert shown("{{ person.traits.n }}", n=f"a{bidi}{controls}\nb") == "a\nb"
    assert shown(f"a{bidi}b") == "ab"


def test_nothing_but_json_is_reachable() -> None:
    class Secret:
        value = "no"

    assert shown("[{{ person.traits.s }}{{ person.traits.s.value }}]", s=Secret()) == "[]"
    assert shown("[{{ person.traits.s.upper }}{{ person.traits.s[0] }}]", s="text") == "[]"


def test_without_an_event_its_placeholders_are_empty() -> None:
    ana = Person(id="p", created_at=NOW, last_seen_at=NOW)
    template = compile_template("[{{ event.name }}{{ event.properties.a.b }}{{ person.user_id }}]")
    assert template.render(context_of(ana, None, "Shop")) == "[]"
    assert template.render({}) == "[]"


def test_a_template_tells_what_it_looks_up() -> None:
    source = "{% if event.name == 'a' %}{{ person.traits.n | upper }}{% else %}{{ 1 }}{% endif %}"
    assert compile_template(source).placeholders() == {("event", "name"), ("person", "traits", "n")}
    assert compile_template(source) == compile_template(source)


def test_in_looks_into_texts_and_lists_alone() -> None:
    source = "{{ 'yes' if 'a' in person.traits.v else 'no' }}"
    cases: list[tuple[Any, str]] = [
        ("bab", "yes"), (["a"], "yes"), (["ab"], "no"), ({"a": 1}, "no"), (5, "no"), (None, "no")
    ]  # fmt: skip
    assert [shown(source, v=value) for value, _ in cases] == [answer for _, answer in cases]


PIECES = st.sampled_from(
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "{%-", "-%}", " ", "\n", "if", "elif", "else", "endif",
        "for", "in", "not", "and", "or", "is", "raw", "endraw", "set", "person", "traits", ".", "a",
        "event", "properties", "workspace", "name", "|", "default", "upper", "truncate", "(", ")",
        "[", "]", "{", "}", ",", ":", "'", '"', "\\", "1", "0x1f", "1_0", "1e9", "-", "+", "*",
        "**", "~", "==", "<", "=", "%", "true", "none", "person.traits.a", "'x'", "{{ 'x' }}",
        "{% if person.user_id %}", "{% endif %}", "\u202e", "é", "\x00", "{{ person.user_id }}",
    ]
)  # fmt: skip
sources = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


@given(sources)
@example("{{ '\\N{x' }}")
@example("{{ 1_ }}")
@example("\u2028{{")
@settings(max_examples=500, deadline=2000)
def test_any_text_is_a_template_or_refused(source: str) -> None:
    try:
        template = compile_template(source)
    except TemplateInvalid as problem:
        found: tuple[int, int] | str = (problem.line, problem.column)
    else:
        found = template.render({"person": {"user_id": "ana", "traits": {"a": "A"}}})
    if isinstance(found, str):
        assert len(found) <= 4096
        assert "\u202e" not in found
    else:
        assert min(found) >= 1
