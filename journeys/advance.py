"""Move one run as far as it will go: the heart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from journeys.decision import Awaited, Decision, Effect, Leave, Stay, TooLate
from journeys.keys import key_of
from journeys.plan import Plan
from journeys.run import DEPTH, At, Ended, EndReason, Moved, Passed, Run, State, Waiting
from journeys.trail import longer
from journeys.visit import Event, Moment, Signal, Timer, Visit

HOPS = 100


class Loop(Exception):
    """A run passed through more nodes than any honest journey has."""


def advance(plan: Plan, run: Run, signal: Signal | None, moment: Moment) -> Moved:
    """The run after this signal, and what it wants done. `signal` is None on arrival.

    A timer before its time changes nothing, nor does an event that the run does not wait for.
    Raises Loop after 100 hops.
    """
    if isinstance(run.state, Ended) or _early(run.state, signal, moment.now):
        return Moved(run)
    if isinstance(signal, Event):
        return _awaited(plan, run, signal, moment) or Moved(run)
    if run.depth > DEPTH:
        return _end(run, "quarantined", moment.now)
    if plan.exit_rule is not None and plan.exit_rule(moment.person, run.event, moment.now):
        return _end(run, "exited", moment.now)
    return _Walk(plan, run, moment).go(signal)


def respond(plan: Plan, run: Run, event: Event, moment: Moment) -> Moved | None:
    """What an event means to an active run, or None if nothing.

    In this order: the goal (once, within its window), `exit_when`, the event it waits for. An
    event that has started or moved the run is used up; one with another entry key is another run's.
    """
    if isinstance(run.state, Ended) or event.id in run.used or not _same_key(plan, run, event):
        return None
    run, reached = _goal(plan, run, event, moment)
    if reached and plan.goal is not None and plan.goal.exit:
        return replace(_end(run, "goal", moment.now), goal_reached=True)
    moved = _exit(plan, run, event, moment) or _awaited(plan, run, event, moment)
    if reached:
        return replace(moved or Moved(run), goal_reached=True)
    return moved


def check_exit(plan: Plan, run: Run, moment: Moment) -> Moved | None:
    """The run ended, if its `exit_when` rule holds now; else None."""
    if plan.exit_rule is None or isinstance(run.state, Ended):
        return None
    if not plan.exit_rule(moment.person, run.event, moment.now):
        return None
    return _end(run, "exited", moment.now)


def retime(plan: Plan, run: Run, moment: Moment) -> Run:
    """The run aimed anew at its wish, for when the person's zone or the zone data changed."""
    if not isinstance(run.state, Waiting) or run.state.wish is None:
        return run
    if run.state.until is None or run.state.until <= moment.now:
        return run  # due: its timer is on the way, and a new aim would lose it
    node = run.state.node
    stay = plan.nodes[node].retime(_Walk(plan, run, moment).visiting(node))
    if stay is None:
        return run
    return replace(run, state=replace(run.state, until=stay.until, wish=stay.wish))


def end(run: Run, reason: EndReason, now: datetime) -> Run:
    """The run, ended from outside: merged, quarantined, or exited by an operator."""
    return _end(run, reason, now).run


class _Walk:
    """A run while it moves: the one mutable thing here, gone when the run stands still."""

    __slots__ = ("before", "carried", "effects", "event", "memory", "moment", "passed", "plan",
                 "run", "since", "used", "visit", "visit_since")  # fmt: skip

    def __init__(self, plan: Plan, run: Run, moment: Moment) -> None:
        self.plan, self.run, self.moment = plan, run, moment
        self.effects: list[Effect] = []
        self.passed: list[Passed] = []
        self.visit, self.event, self.memory = run.visit, run.event, run.memory
        self.since, self.visit_since, self.used = run.since, run.visit_since, run.used
        self.before: tuple[Event, ...] = ()  # what was carried from the visit before this one
        self.carried = run.carried

    def go(self, signal: Signal | None) -> Moved:
        at: str | None = self.run.state.node
        if isinstance(self.run.state, At):
            signal = None
        for _ in range(HOPS):
            if at is None:
                return self._stand(Ended("finished", self.moment.now, self.passed[-1].node))
            decision = self._arrive(at) if signal is None else self._resume(at, signal)
            match decision:
                case Leave():
                    at, signal = self._leave(at, decision), None
                case Stay():
                    self.effects += decision.effects
                    signal = self._overtook(at, decision.events)
                    if signal is None:
                        names = tuple(dict.fromkeys(each.name for each in decision.events))
                        return self._stand(Waiting(at, decision.until, names, decision.wish))
                case TooLate():
                    self.passed.append(Passed(at, "", "too_late"))
                    return self._stand(Ended("too_late", self.moment.now, at))
        raise Loop(self.run.id)

    def awaits(self, at: str, event: Event) -> bool:
        """Whether the node where the run waits would be moved by this event."""
        visit = self.visiting(at)
        return any(visit.awaits(each, event) for each in self.plan.awaited[at])

    def _arrive(self, at: str) -> Decision:
        self.visit += 1
        self.since, self.visit_since = self.visit_since, self.moment.position
        self.before, self.carried = self.carried, ()
        return self.plan.nodes[at].enter(self.visiting(at))

    def _resume(self, at: str, signal: Signal) -> Decision:
        if isinstance(signal, Event):
            self.used = (*self._unseen(), signal.id)
        return self.plan.nodes[at].resume(self.visiting(at), signal)

    def _unseen(self) -> tuple[str, ...]:
        # What was used before the present visit began lies at or before the next visit's `since`.
        return self.used if self.visit_since == self.moment.position else ()

    def _leave(self, at: str, decision: Leave) -> str | None:
        self.effects += decision.effects
        self.passed.append(Passed(at, decision.port, decision.reason))
        if decision.event is not None:
            self.event = decision.event
        if decision.remember is not None:
            self.memory = {**self.memory, at: decision.remember}
        return self.plan.edges.get((at, decision.port))

    def _overtook(self, at: str, awaited: Sequence[Awaited]) -> Event | None:
        """The first event, since the visit before this one began, that this visit waits for."""
        if not awaited:
            return None
        visit = self.visiting(at)
        for event in (*self.before, *filter(self._is_recent, self.moment.recent)):
            if event.id in self.used or not _same_key(self.plan, self.run, event):
                continue
            if any(visit.awaits(each, event) for each in awaited):
                return event
        return None

    def _is_recent(self, event: Event) -> bool:
        return self.since < event.seq <= self.moment.position

    def visiting(self, at: str) -> Visit:
        run, moment = self.run, self.moment
        waiting = _NOT_WAITING if self.passed or not isinstance(run.state, Waiting) else run.state
        return Visit(
            run.id,
            at,
            self.visit,
            moment.now,
            moment.person,
            self.event,
            run.journey,
            self.plan.settings.priority,
            run.depth,
            waiting.until,
            waiting.wish,
            self.memory.get(at),
        )

    def _stand(self, state: State) -> Moved:
        run, passed = self.run, self.passed
        moved = Run(
            id=run.id,
            journey=run.journey,
            version=run.version,
            person=run.person,
            state=state,
            entered_at=run.entered_at,
            entry_key=run.entry_key,
            visit=self.visit,
            since=self.since,
            visit_since=self.visit_since,
            used=self.used,
            event=self.event,
            depth=run.depth,
            goal_at=run.goal_at,
            memory=self.memory,
            carried=self.carried,
            trail=longer(run.trail, ((each.node, each.port) for each in passed), self.moment.now),
        )
        return Moved(moved, tuple(self.effects), tuple(passed))


_NOT_WAITING = Waiting("")


def _early(state: State, signal: Signal | None, now: datetime) -> bool:
    """Whether nothing has happened that the run could act on."""
    if not isinstance(state, Waiting):
        return False
    match signal:
        case None:
            return True
        case Timer():
            return state.until is None or now < state.until
        case Event():
            return signal.name not in state.awaits


def _end(run: Run, reason: EndReason, now: datetime) -> Moved:
    if isinstance(run.state, Ended):
        return Moved(run)
    return Moved(replace(run, state=Ended(reason, now, run.state.node)))


def _same_key(plan: Plan, run: Run, event: Event) -> bool:
    """False if the journey is keyed and the event says that it belongs to another key's run."""
    if plan.settings.reentry.key is None:
        return True
    key = key_of(plan.settings.reentry.key, event)
    return key is None or key == run.entry_key


def _goal(plan: Plan, run: Run, event: Event, moment: Moment) -> tuple[Run, bool]:
    goal = plan.goal
    if goal is None or run.goal_at is not None or event.name != goal.event.name:
        return run, False
    if moment.now > run.entered_at + goal.window or not _concerns(goal.event, run, event, moment):
        return run, False
    return replace(run, goal_at=moment.now), True


def _exit(plan: Plan, run: Run, event: Event, moment: Moment) -> Moved | None:
    awaited = plan.exit_event
    if awaited is not None and _concerns(awaited, run, event, moment):
        return _end(run, "exited", moment.now)
    return check_exit(plan, run, moment)


def _awaited(plan: Plan, run: Run, event: Event, moment: Moment) -> Moved | None:
    if not isinstance(run.state, Waiting) or event.name not in run.state.awaits:
        return None
    walk = _Walk(plan, run, moment)
    if not walk.awaits(run.state.node, event):
        return None
    return walk.go(event)


def _concerns(awaited: Awaited, run: Run, event: Event, moment: Moment) -> bool:
    if event.name != awaited.name or (awaited.about_this_run and event.run != run.id):
        return False
    return awaited.where is None or awaited.where(moment.person, event, moment.now)
