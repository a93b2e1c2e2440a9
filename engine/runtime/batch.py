"""One batch while it is decided: people, their runs, and what comes of each event and timer.

All in memory: a fault in one run is that run's alone and leaves nothing half-done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from engine import clock
from engine.audience import daily, push_status
from engine.audience.living import COUNTED, Json, Living
from engine.audience.people import People
from engine.runtime import telling
from engine.runtime.effects import Gathered
from engine.runtime.histories import Histories
from engine.runtime.published import Live
from engine.runtime.runs import MOST_STALLED, Ride
from engine.runtime.signals import Unreadable, as_event, start_of
from engine.runtime.telling import ToTell
from engine.store import log
from engine.store.log import Logged
from journeys.advance import advance, respond, retime
from journeys.entry import Entered, enter
from journeys.plan import Plan
from journeys.run import Moved, Waiting
from journeys.visit import Event, Moment, Start, Timer

logger = structlog.get_logger("engine.runtime")

MOST_ENTRIES = 100  # of one person into journeys in a UTC day: a loop must not go on for ever (A26)

Due = tuple[int, str, int]  # (wake_at, run, person), as `runs.due` answers
Act = Callable[[], Moved | None]


@dataclass(slots=True)
class Batch:
    """Everything the step knows; `go` runs it through the journeys."""

    shard: int
    now: int
    people: People
    live: Mapping[str, Live]
    plans: dict[str, Plan]
    riding: dict[int, list[Ride]]
    histories: Histories
    recent: dict[int, list[Event]]
    gathered: Gathered
    position: int
    asked: frozenset[str]  # journeys that some rule asks about
    visits: Counter[tuple[str, str, str, str, str, int]] = field(default_factory=Counter)
    days: daily.Counts = field(default_factory=Counter)
    calls: list[ToTell] = field(default_factory=list)

    @property
    def rides(self) -> Iterator[Ride]:
        """Every run of the batch, also those that ended in it."""
        for rides in self.riding.values():
            yield from rides

    def go(self, events: Sequence[Logged], due: Sequence[Due]) -> None:
        """Timers due before an event come before it, then the event; the last timers at the end."""
        for event, at in zip(events, self._times(events), strict=True):
            self._timers_until(at, event.person_id)
            self._event(event)
        for timer in due:
            self._timer(timer)
        for living in self.people:
            self.gathered.changed(living)

    def _times(self, events: Sequence[Logged]) -> list[int]:
        """For each event the time up to which its person's timers come first.

        It is the earliest receipt of what she still has in this batch: events that a merge has
        forwarded stand behind later ones, and an answer among them was in time all the same.
        """
        earliest: dict[int, int] = {}
        times = []
        for event in reversed(events):
            living = self.people.of(event.person_id)
            who = event.person_id if living is None else living.id
            earliest[who] = min(event.received_at, earliest.get(who, self.now))
            times.append(earliest[who])
        return times[::-1]

    def _timers_until(self, at: int, person_id: int) -> None:
        """Her timers due by then, also those of runs that began in this very batch."""
        living = self.people.of(person_id)
        if living is None:
            return
        over = [
            (ride.wake_at, ride.run.id, living.id)
            for ride in self.riding[living.id]
            if ride.wake_at is not None and ride.wake_at <= at
        ]
        for timer in sorted(over):
            self._timer(timer)

    def _event(self, event: Logged) -> None:
        self.position = event.seq
        living = self.people.of(event.person_id)
        if living is None or event.kind == log.MOVED:
            return
        aims, changes, push = living.aims, len(living.changes), living.push
        try:
            told = living.apply(event)
            signal = as_event(event)
        except Exception as error:
            raise Unreadable(event.seq) from error
        self._note(living, event, told, changes, push)
        if living.aims != aims:
            self._aim_anew(living, event.received_at)
        if event.kind == log.START:
            self._start(living, event, signal)
        elif event.kind in COUNTED:
            self._heard(living, event, signal)

    def _heard(self, living: Living, event: Logged, signal: Event) -> None:
        """Something happened to her."""
        self.recent[living.id].append(signal)
        for ride in list(self.riding[living.id]):
            if ride.active:
                self._tell(living, ride, event, signal)
        self._enter(living, event, signal)

    def _note(
        self, living: Living, event: Logged, told: Json, changes: int, push: push_status.State
    ) -> None:
        """Count an event that was just folded in, and tell it to whoever asked for it.

        `changes` and `push` are as they were before it.
        """
        live = self.live[living.workspace_id]
        for name in daily.happened(event, told, living, changes, live.resources):
            self.days[living.workspace_id, clock.day(event.at), name] += 1
        if live.told:
            self.calls += telling.calls(live.told, living, event, told, push)

    def _tell(self, living: Living, ride: Ride, event: Logged, signal: Event) -> None:
        """An event for a run: now, or once the run can go on again."""
        plan = self.plans[ride.run.version]
        if event.name not in plan.awaited_names and plan.exit_rule is None:
            return
        if ride.stalled or plan.journey in self.live[living.workspace_id].held:
            ride.held = ride.held or not ride.stalled
            ride.stall(event)
            if len(ride.stalled) > MOST_STALLED:
                ride.overfull(self.now)
                self.histories.follow(ride)
            return
        self._try(living, ride, event, lambda: self._respond(living, plan, ride, signal, event))

    def _aim_anew(self, living: Living, at: int) -> None:
        """Her zone or her dates may be others: who waits for one waits for the new one (R6)."""
        for ride in self.riding[living.id]:
            if ride.active and not ride.stalled and not ride.held:
                plan = self.plans[ride.run.version]
                aimed = retime(plan, ride.run, self._moment(living, at))
                if aimed != ride.run:
                    ride.moved(aimed)

    def _respond(
        self, living: Living, plan: Plan, ride: Ride, signal: Event, event: Logged
    ) -> Moved | None:
        return respond(plan, ride.run, signal, self._moment(living, event.received_at))

    def _timer(self, due: Due) -> None:
        """A run's time has come. It may have moved on in this batch, or be held by a pause."""
        wake_at, run_id, person_id = due
        living = self.people.of(person_id)
        ride = next((one for one in self.riding[person_id] if one.run.id == run_id), None)
        if living is None or ride is None or not ride.active or ride.wake_at != wake_at:
            return
        if ride.run.journey in self.live[living.workspace_id].held:
            ride.stall(None)  # in its place among the events that come before the resume
            ride.wake_at, ride.held = None, True
        elif ride.stalled:
            self._retry(living, ride)
        elif ride.run.until is not None and clock.micros(ride.run.until) > self.now:
            ride.wake_at, ride.touched = clock.micros(ride.run.until), True
        else:
            self._try(living, ride, None, lambda: self._wake(living, ride, wake_at))

    def _wake(self, living: Living, ride: Ride, wake_at: int) -> Moved:
        plan = self.plans[ride.run.version]
        signal = Timer(clock.moment(wake_at)) if isinstance(ride.run.state, Waiting) else None
        return advance(plan, ride.run, signal, self._moment(living, self.now))

    def _retry(self, living: Living, ride: Ride) -> None:
        """Give a run that failed, or was held, its signals again, in their order."""
        waiting, ride.stalled = ride.stalled, []
        while waiting and ride.active and not ride.stalled:
            event, waiting = waiting[0], waiting[1:]
            self._try(living, ride, event, self._again(living, ride, event))
        if ride.stalled:
            ride.stalled += waiting
        elif ride.active:
            ride.moved(ride.run)

    def _again(self, living: Living, ride: Ride, event: Logged | None) -> Act:
        if event is None:
            return lambda: self._wake(living, ride, self.now)
        signal, plan = as_event(event), self.plans[ride.run.version]
        return lambda: self._respond(living, plan, ride, signal, event)

    def _try(self, living: Living, ride: Ride, event: Logged | None, act: Act) -> None:
        """Move a run; a fault is its own: it is tried again later, then put in quarantine."""
        try:
            moved = act()
        except Exception as error:
            logger.exception("run.failed", run=ride.run.id, node=ride.run.node)
            ride.stall(event)
            ride.failed(f"{type(error).__name__}: {error}"[:500], self.now)
            self.histories.follow(ride)
            return
        if moved is not None:
            self._moved(living, ride, moved)

    def _moved(self, living: Living, ride: Ride, moved: Moved) -> None:
        ride.moved(moved.run)
        living.forget()
        self.histories.follow(ride)
        aims = living.aims
        self.gathered.take(living, ride, moved)
        if living.aims != aims:
            self._aim_anew(living, self.now)
        today = clock.day(self.now)
        for passed in moved.visits:
            about = (ride.workspace_id, ride.run.journey, ride.run.version)
            self.visits[(*about, passed.node, passed.port, today)] += 1

    def _enter(self, living: Living, event: Logged, signal: Event) -> None:
        """Start the journeys that this event triggers."""
        for plan in self.live[living.workspace_id].triggers.get(event.name, ()):
            self._let_in(living, event, signal, plan)

    def _start(self, living: Living, event: Logged, signal: Event) -> None:
        """Start the journey that this event is meant for."""
        start = start_of(event)
        plan = self.live[living.workspace_id].plans.get(start.journey)
        if plan is None:
            logger.warning("journey.not_started", journey=start.journey, reason="not_live")
            return
        self._let_in(living, event, signal, plan, start)

    def _let_in(
        self, living: Living, event: Logged, signal: Event, plan: Plan, start: Start | None = None
    ) -> None:
        if self.histories.entered[living.id] >= MOST_ENTRIES:
            logger.warning("journey.too_many_entries", journey=plan.journey)
            return
        moment = self._moment(living, event.received_at)
        history = self.histories.of(living.id, plan.journey)
        try:
            entered = enter(plan, signal, moment, history, start)
        except Exception:
            # A rule that fails for somebody lets nobody in; it is logged, not hidden.
            logger.exception("journey.entry_failed", journey=plan.journey)
            return
        if isinstance(entered, Entered):
            self._begin(living, plan, Ride(living.workspace_id, living.id, entered.run))
        elif start is not None:
            logger.info("journey.not_started", journey=plan.journey, reason=entered.reason)

    def _begin(self, living: Living, plan: Plan, ride: Ride) -> None:
        ride.fresh = ride.touched = True
        self.histories.entered[living.id] += 1
        self.plans[plan.version] = plan
        self.riding[living.id].append(ride)
        self.histories.follow(ride)
        living.forget()
        self.gathered.tell(living, ride, "journey_entered", {})
        moment_at = clock.micros(ride.run.entered_at)
        self._try(
            living,
            ride,
            None,
            lambda: advance(plan, ride.run, None, self._moment(living, moment_at)),
        )

    def _moment(self, living: Living, at: int) -> Moment:
        """What a run is told. An event is judged as of its acceptance, however late we are."""
        live = self.live[living.workspace_id]
        person = living.person(
            defaults=live.categories,
            journeys=self.histories.states(living.id, self.asked),
            timezone=live.timezone,
        )
        return Moment(
            now=clock.moment(at),
            person=person,
            position=self.position,
            recent=self.recent[living.id],
        )
