"""Random rules and random people of one small world, so that they often meet.

`rule_documents` draws JSON as the rule builder writes it, always valid; `people` draws Persons.
Names and values come from short lists of the awkward: numbers as text, true beside 1, doubles that
swallow integers, letters that UTF-16 and code points order differently, text that is a date.
All happens around NOW. Text holds no NUL and no half surrogate pair: no database could store it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from journeys.person import Device, Person
from journeys.rules import Scope

NOW = datetime(2026, 3, 1, 12, 30, 0, 250_000, tzinfo=UTC)

TRAITS = ("plan", "age", "born", "address", "ghost")
PATHS = (*TRAITS, "address.city", "address.geo.lat", "plan.x")
MARKERS = ("vip", "step")
CATEGORIES = ("news", "offers")
GROUPS = ("staff", "beta")
SEGMENTS = ("s1", "s2")
JOURNEYS = ("welcome", "winback")
EVENTS = ("purchase", "page.view", "name")
STATUSES = ("ask", "allowed", "blocked", "unsupported")
LANGUAGES = ("de", "en", "en-GB", "DE")

TEXTS = (
    "", "a", "A", "ab", "b", "ä", "a\u0308", "10", "9", "true", "null", " a", "a ", "a%", "a_b",
    "a\\", "\uffff", "\U0001f600", "ask", "never", "active", "de", "web", "2026-02-28",
    "2026-02-28T00:00:00Z", "2026-02-28T01:00:00+01:00", "2026-02-29", "2026-02-28 00:00:00Z",
    "2026-02-28T00:00:00", "2026-02-27T12:30:00.25Z", "2026-02-27T12:30:00.2500009Z",
)  # fmt: skip
NUMBERS: tuple[int | float, ...] = (
    0, -0.0, 1, 1.0, -1, 9, 10, 10.5, 0.1, 0.3, 2**53, 2**53 + 1, 1e308, 5e-324, -1e308
)  # fmt: skip
AGOS = ("PT0S", "PT1S", "P1D", "P2D", "PT36H", "P30D", "P1W")

texts = st.sampled_from(TEXTS)
plain = st.one_of(texts, st.sampled_from(NUMBERS), st.booleans(), st.none())
json_values = st.one_of(
    plain,
    st.lists(plain, max_size=2),
    st.dictionaries(st.sampled_from(("city", "x")), plain, max_size=2),
    st.fixed_dictionaries({"geo": st.fixed_dictionaries({"lat": plain})}),
)
moments = st.one_of(
    st.sampled_from((NOW, NOW - timedelta(days=1), datetime(2026, 2, 28, tzinfo=UTC))),
    st.timedeltas(timedelta(days=-1), timedelta(days=90)).map(lambda before: NOW - before),
)
days = st.integers(0, 40).map(lambda ago: NOW.date() - timedelta(days=ago))


def _some(keys: tuple[str, ...], values: st.SearchStrategy[object]) -> st.SearchStrategy[dict]:
    return st.dictionaries(st.sampled_from(keys), values, max_size=len(keys))


# What happens to be stored: kinds and statuses of devices come only from their own lists.
devices = st.builds(
    Device,
    id=st.just("d"),
    kind=st.sampled_from(("web", "fcm", "apns")),
    platform=st.one_of(st.none(), st.sampled_from(("linux", "ios"))),
    browser=st.one_of(st.none(), st.sampled_from(("firefox", "Chrome", ""))),
    model=st.one_of(st.none(), texts),
    status=st.sampled_from((*STATUSES, "suspended", "withdrawn", "retired")),
    subscribed=st.booleans(),
)


@st.composite
def people(draw: st.DrawFn) -> Person:
    """A person whose ids are unique only by the caller's doing: all are `p`."""
    drawn = draw(st.lists(devices, max_size=3))
    return Person(
        id="p",
        user_id=draw(st.one_of(st.none(), texts.filter(bool))),
        language=draw(st.one_of(st.none(), st.sampled_from(LANGUAGES))),
        timezone=draw(st.one_of(st.none(), st.sampled_from(("Europe/Berlin", "UTC")))),
        created_at=draw(moments),
        last_seen_at=draw(moments),
        traits=draw(_some(TRAITS, json_values)),
        markers=draw(_some(MARKERS, json_values)),
        categories=draw(_some(CATEGORIES, st.booleans())),
        last_session_status=draw(st.sampled_from(STATUSES)),
        devices=tuple(
            Device(f"d{at}", d.kind, d.platform, d.browser, d.model, d.status, d.subscribed)
            for at, d in enumerate(drawn)
        ),
        groups=frozenset(draw(st.sets(st.sampled_from(GROUPS)))),
        journeys=draw(_some(JOURNEYS, st.sampled_from(("active", "finished")))),
        counts=draw(_some(EVENTS, st.dictionaries(days, st.integers(1, 5), max_size=4))),
    )


@dataclass(frozen=True, slots=True)
class Happened:
    """An event at hand, as rules see it."""

    name: str
    properties: Mapping[str, object] = field(default_factory=dict)


happenings = st.builds(Happened, st.sampled_from(EVENTS), _some(TRAITS, json_values))

_ONE = ("=", "!=", "<", "<=", ">", ">=", "contains", "doesNotContain", "beginsWith", "endsWith")
_FIELDS = (
    "push.last_session_status", "push.enabled", "push.status_any_device", "person.user_id",
    "person.language", "person.timezone", "person.created_at", "person.last_seen_at",
    "device.kind", "device.platform", "device.browser", "device.model",
    *(f"trait.{path}" for path in PATHS), *(f"marker.{name}" for name in MARKERS),
    *(f"category.{key}" for key in (*CATEGORIES, "ghost")), *(f"group.{g}" for g in GROUPS),
    *(f"journey.{name}" for name in JOURNEYS),
)  # fmt: skip
_AT_HAND = ("event.name", *(f"properties.{path}" for path in PATHS))


def _fields(scope: Scope, segments: tuple[str, ...]) -> st.SearchStrategy[str]:
    named = (*_FIELDS, *(f"segment.{name}" for name in segments))
    return st.sampled_from(named + (_AT_HAND if scope is Scope.JOURNEY else ()))


@st.composite
def _comparisons(draw: st.DrawFn, fields: st.SearchStrategy[str], agos: bool) -> dict[str, object]:
    name = draw(fields)
    own = {
        "push.last_session_status": STATUSES, "push.status_any_device": STATUSES,
        "person.language": LANGUAGES, "device.kind": ("web", "fcm"),
        "device.browser": ("firefox", "Chrome"), "journey.welcome": ("never", "active"),
        "person.created_at": ("2026-02-28", "2026-02-27T12:30:00.25Z"),
    }.get(name, TEXTS)  # fmt: skip
    literal = st.one_of(st.sampled_from(own), st.booleans(), plain)
    may_be_ago = agos and name.partition(".")[0] in {"trait", "marker", "properties"}
    if may_be_ago or name in {"person.created_at", "person.last_seen_at"}:
        literal = st.one_of(literal, st.sampled_from(AGOS).map(lambda text: {"ago": text}))
    shape = draw(st.sampled_from(("one", "many", "pair", "none")))
    if shape == "one":
        return {"field": name, "operator": draw(st.sampled_from(_ONE)), "value": draw(literal)}
    if shape == "many":
        operator = draw(st.sampled_from(("in", "notIn")))
        return {"field": name, "operator": operator, "value": draw(st.lists(literal, max_size=3))}
    if shape == "pair":
        bounds = draw(st.lists(literal, min_size=2, max_size=2))
        return {"field": name, "operator": "between", "value": bounds}
    return {"field": name, "operator": draw(st.sampled_from(("null", "notNull"))), "value": ""}


_HISTORY = st.fixed_dictionaries(
    {
        "field": st.sampled_from([f"event.{name}" for name in (*EVENTS, "ghost")]),
        "operator": st.sampled_from(("did", "did_not")),
    },
    optional={
        "value": st.fixed_dictionaries(
            {},
            optional={
                "count": st.integers(1, 8).map(lambda count: {"at_least": count}),
                "within": st.sampled_from(("P1D", "P2D", "P7D", "P1W", "P30D", "PT48H")),
            },
        )
    },
)


def rule_documents(
    scope: Scope = Scope.SEGMENT, *, segments: tuple[str, ...] = (), agos: bool = True
) -> st.SearchStrategy[dict]:
    """Valid rules as JSON: groups of groups, a few deep; `agos=False` keeps traits from the clock.

    `segments` are the ids that `segment.ID` may name; whoever evaluates must inline them.
    """
    leaves = st.one_of(_comparisons(_fields(scope, segments), agos), _HISTORY)

    def groups(inner: st.SearchStrategy[dict]) -> st.SearchStrategy[dict]:
        return st.fixed_dictionaries(
            {
                "combinator": st.sampled_from(("and", "or")),
                "rules": st.lists(inner, max_size=3),
            },
            optional={"not": st.booleans()},
        )

    return groups(st.recursive(leaves, groups, max_leaves=6))


def day(ago: int) -> date:
    """The UTC day so many days before NOW."""
    return NOW.date() - timedelta(days=ago)
