"""Whatever the graph and whatever happens: nothing twice, an end or a wait, always the same."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from journeys.advance import HOPS, Loop, advance, check_exit, respond
from journeys.entry import Entered, History, enter
from journeys.lint import has_errors, lint
from journeys.plan import Plan
from journeys.run import At, Ended, Run, Waiting
from journeys.trail import KEPT
from journeys.visit import Event, Moment, Timer
from tests.journeys.building import NOON, ana, compiled, event, is_

EVENTS = ("go", "paid", "popup_answered", "push_clicked", "webhook_finished", "left")

FACTS = {"timezone": "Europe/Berlin", "traits": {"due": "2026-01-20"}}

CONFIGS: dict[str, st.SearchStrategy[dict]] = {
    "wait": st.fixed_dictionaries({"time": st.sampled_from(["PT1M", "P1D", "P30D"])}),
    "wait_for_time": st.fixed_dictionaries(
        {"at": st.sampled_from(["00:00", "09:00", "23:59"])},
        optional={"weekdays": st.just(["sun"]), "max_lateness": st.just("PT1H")},
    ),
    "wait_for_date": st.fixed_dictionaries(
        {"field": st.sampled_from(["trait.due", "properties.x", "trait.n"])},
        optional={"offset": st.sampled_from(["-P1D", "P2D"]), "at": st.just("09:00")},
    ),
    "wait_for_event": st.fixed_dictionaries(
        {"event": st.sampled_from(EVENTS)},
        optional={
            "timeout": st.sampled_from(["PT1M", "P2D"]),
            "about": st.sampled_from(["any", "this_run"]),
            "where": st.just(is_("properties.x", 1)),
        },
    ),
    "condition": st.fixed_dictionaries(
        {
            "rule": st.sampled_from(
                [is_("properties.x", 1), is_("trait.n", 1), is_("push.enabled", True)]
            )
        }
    ),
    "branches": st.just(
        {
            "arms": [
                {"name": "a", "rule": is_("properties.x", 1)},
                {"name": "b", "rule": is_("trait.n", 1)},
            ]
        }
    ),
    "random_split": st.fixed_dictionaries(
        {"arms": st.just([{"name": "a", "weight": 1}, {"name": "b", "weight": 3}])},
        optional={"sticky": st.sampled_from(["run", "person"])},
    ),
    "holdout": st.just({"percent": 50}),
    "show_popup": st.just({"popup": "p", "expires_in": "PT5M"}),
    "add_to_inbox": st.just({"push": "p"}),
    "send_push": st.just({"push": "p"}),
    "set_traits": st.just({"traits": {"n": 1}, "markers": {}}),
    "webhook": st.just({"url": "https://shop.example/hook"}),
    "start_journey": st.just({"journey": "j"}),
    "end": st.just({}),
}

PORTS = {
    "wait_for_date": ("next", "past", "no_date"),
    "wait_for_event": ("happened", "timeout"),
    "condition": ("yes", "no"),
    "branches": ("a", "b", "else"),
    "holdout": ("treated", "held_out"),
    "random_split": ("a", "b"),
    "show_popup": ("subscribe", "later", "dismissed", "expired"),
    "webhook": ("done", "failed"),
    "end": (),
}


@st.composite
def documents(draw: st.DrawFn) -> dict:
    """Any graph of any nodes, loops included, that may be published."""
    kinds = draw(st.lists(st.sampled_from(sorted(CONFIGS)), min_size=1, max_size=7))
    ids = [f"n{index}" for index in range(len(kinds))]
    nodes = [{"id": "start", "type": "event_trigger", "config": {"event": "go"}}]
    nodes += [
        {"id": name, "type": kind, "config": draw(CONFIGS[kind])}
        for name, kind in zip(ids, kinds, strict=True)
    ]
    edges = [{"source": "start", "target": ids[0]}]
    for name, kind in zip(ids, kinds, strict=True):
        for port in PORTS.get(kind, ("next",)):
            target = draw(st.none() | st.sampled_from(ids))
            if target is not None:
                edges.append({"source": name, "sourceHandle": port, "target": target})
    reentry = draw(st.sampled_from([{"mode": "once"}, {"mode": "after_exit"}, {"mode": "always"}]))
    made = {"reentry": reentry}
    if draw(st.booleans()):
        made["exit_when"] = {"event": "left"}
    if draw(st.booleans()):
        made["goal"] = {"event": "paid", "window": "P1D", "exit": draw(st.booleans())}
    return {"name": "Any", "settings": made, "nodes": nodes, "edges": edges}


publishable = documents().filter(lambda made: not has_errors(lint(made)))

steps = st.lists(
    st.tuples(
        st.sampled_from(EVENTS),
        st.fixed_dictionaries(
            {},
            optional={
                "x": st.sampled_from([1, 2]),
                "answer": st.sampled_from(["subscribe", "later", "new"]),
                "outcome": st.sampled_from(["done", "failed"]),
            },
        ),
        st.booleans(),  # about the last run and the node where it stands
        st.sampled_from(
            [timedelta(0), timedelta(minutes=2), timedelta(days=1), timedelta(days=40)]
        ),
    ),
    max_size=12,
)


@dataclass
class Life:
    """All that came of a person's events, with each step done twice and compared."""

    runs: dict[str, Run]
    keys: list[str]
    visits: int = 0
    left: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def take(self, moved, again) -> None:
        assert moved == again
        if moved is None:
            return
        self.runs[moved.run.id] = moved.run
        self.keys += [effect.key for effect in moved.effects]
        self.visits += len(moved.visits)
        assert len(moved.visits) <= HOPS
        assert isinstance(moved.run.state, Waiting | Ended)
        assert Run.from_state(moved.run.to_state()) == moved.run
        left = self.left.setdefault(moved.run.id, [])
        left += [(each.node, each.port) for each in moved.visits]
        trail = [(step.node, step.port) for step in moved.run.trail]
        assert trail == left[-KEPT:]
        assert moved.run.untold == len(left) - len(trail)
        times = [step.at for step in moved.run.trail]
        assert times == sorted(times)


def lived(plan: Plan, happenings: list) -> Life:
    life, log, now = Life({}, []), list[Event](), NOON
    person = ana(popup_back_off_until=NOON + timedelta(days=2), **FACTS)
    for seq, (name, properties, about, passes) in enumerate(happenings, 1):
        now = _timers(plan, life, log, now, now + passes)
        told = dict(properties)
        if about and life.runs:
            run = list(life.runs.values())[-1]
            told |= {"run": run.id, "node": run.node}
        happened = event(name, seq, at=now, **told)
        log.append(happened)
        moment = Moment(now, person, seq, tuple(log))
        for run in list(life.runs.values()):
            life.take(respond(plan, run, happened, moment), respond(plan, run, happened, moment))
            assert check_exit(plan, run, moment) is None
        history = _history(life)
        entered = enter(plan, happened, moment, history)
        assert entered == enter(plan, happened, moment, history)
        if isinstance(entered, Entered):
            assert entered.run.id not in life.runs
            assert isinstance(entered.run.state, At)
            life.take(
                advance(plan, entered.run, None, moment), advance(plan, entered.run, None, moment)
            )
    _timers(plan, life, log, now, now + timedelta(days=100))
    return life


def _timers(plan: Plan, life: Life, log: list[Event], now, until):
    for _ in range(1000):
        due = [run for run in life.runs.values() if run.until is not None and run.until <= until]
        if not due:
            return max(now, until)
        run = min(due, key=lambda each: (each.until, each.id))
        assert run.until is not None
        now = max(now, run.until)
        moment = Moment(now, ana(**FACTS), len(log), tuple(log))
        timer = Timer(run.until)
        life.take(advance(plan, run, timer, moment), advance(plan, run, timer, moment))
    return max(now, until)


def _history(life: Life) -> History:
    active = frozenset(run.entry_key for run in life.runs.values() if not run.ended)
    ended = {
        run.entry_key: run.state.at for run in life.runs.values() if isinstance(run.state, Ended)
    }
    return History(active, ended)


@given(publishable, steps)
@settings(max_examples=150)
def test_nothing_happens_twice_and_every_run_ends_or_waits(made, happenings):
    life = lived(compiled(made), happenings)
    assert max(Counter(life.keys).values(), default=1) == 1
    for run in life.runs.values():
        if isinstance(run.state, Waiting):
            assert run.state.until is not None or run.state.awaits


@given(publishable, steps)
def test_the_same_life_gives_the_same_end(made, happenings):
    one, other = (lived(compiled(made), happenings) for _ in range(2))
    assert (one.runs, one.keys) == (other.runs, other.keys)


@given(documents(), steps)
def test_even_what_may_not_be_published_never_spins(made, happenings):
    """A loop without a wait is found by the linter; if it is there all the same, it is stopped."""
    try:
        lived(compiled(made), happenings)
    except Loop:
        assert "loop_without_wait" in {problem.code for problem in lint(made)}


@given(publishable)
def test_a_run_waits_for_nothing_its_plan_does_not_name(made):
    plan = compiled(made)
    for run in lived(plan, [("go", {}, False, timedelta(0))]).runs.values():
        assert set(run.awaits) <= plan.awaited_names


def test_drawing_lots_is_fair():
    split = {"name": "A", "nodes": [
        {"id": "start", "type": "event_trigger", "config": {"event": "go"}},
        {"id": "lot", "type": "random_split", "config": {"arms": [
            {"name": "a", "weight": 1}, {"name": "b", "weight": 3}]}}],
        "edges": [{"source": "start", "target": "lot"}],
        "settings": {"reentry": {"mode": "always"}}}  # fmt: skip
    plan, went = compiled(split), Counter[str]()
    for seq in range(1, 2001):
        moment = Moment(NOON, ana(), seq)
        entered = enter(plan, event("go", seq), moment, History())
        assert isinstance(entered, Entered)
        moved = advance(plan, replace(entered.run), None, moment)
        went[moved.visits[-1].port] += 1
    assert 0.22 < went["a"] / 2000 < 0.28
