"""Time travel: a journey and its people in memory, where days pass in no time.

    world = World(document)
    ana = world.person("ana", push="ask")
    ana.event("session_started")
    world.passes("P3D")
    assert ana.popups == ["simple"]

What the engine does around the core is done here in the simplest way that keeps its promises: one
person's events in order, timers before the events that come after them, results as events.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from journeys import decision
from journeys import plan as plans
from journeys.advance import advance, respond, retime
from journeys.becoming import counted, devices_of, history, written
from journeys.decision import Effect
from journeys.definition import load
from journeys.duration import parse_duration
from journeys.entry import Entered, Refused, enter
from journeys.person import JourneyState, Person
from journeys.plan import Plan
from journeys.rules import Rule, Scope, parse
from journeys.run import Ended, Moved, Passed, Run
from journeys.visit import ADDRESSED, CALLED, Event, Moment, Start, Timer

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""A Monday at noon."""

JOURNEY = "journey"
_MOST_EVENTS = 10_000  # that may follow from one another


class Traveller:
    """A person in a `World`: what she does, and what has come to her."""

    def __init__(self, world: World, person: Person) -> None:
        self._world = world
        self.person = person
        self.runs: list[Run] = []
        self.effects: list[Effect] = []
        self.events: list[Event] = []
        self.refused: list[Refused] = []
        self.passed: list[Passed] = []

    @property
    def pushes(self) -> list[str]:
        """The keys of the push resources sent to her, in order."""
        return [each.push for each in self.effects if isinstance(each, decision.SendPush)]

    @property
    def inbox(self) -> list[str]:
        """The keys of the push resources put into her bell without a push, in order."""
        return [each.push for each in self.effects if isinstance(each, decision.AddToInbox)]

    @property
    def popups(self) -> list[str]:
        """The keys of the popups offered to her, in order."""
        return [each.popup for each in self.effects if isinstance(each, decision.ShowPopup)]

    @property
    def started(self) -> list[str]:
        """The ids of the journeys that hers started for her, in order."""
        return [each.journey for each in self.effects if isinstance(each, decision.StartJourney)]

    @property
    def webhooks(self) -> list[str]:
        """The URLs called for her, in order."""
        return [each.url for each in self.effects if isinstance(each, decision.CallWebhook)]

    @property
    def run(self) -> Run:
        """Her last run."""
        return self.runs[-1]

    @property
    def at(self) -> str | None:
        """The node where her last run stands, None if there is none or it has ended."""
        return None if not self.runs or self.run.ended else self.run.node

    @property
    def ended(self) -> str | None:
        """Why her last run ended, None if there is none or it has not."""
        state = self.runs[-1].state if self.runs else None
        return state.reason if isinstance(state, Ended) else None

    def event(self, name: str, /, **properties: object) -> None:
        """Something happens to her now, and all that follows from it."""
        self._world.happens(self, name, properties)

    def answers(self, answer: str, *categories: str) -> None:
        """She answers the popup offered to her last. Raises LookupError if none is open."""
        offers = [each for each in self.effects if isinstance(each, decision.ShowPopup)]
        if not offers or offers[-1].expires_at <= self._world.now:
            raise LookupError("no popup is open")
        if answer != "subscribe":
            until = self._world.now + self._world.back_off
            self.becomes(popup_back_off_until=until)
        told = {"popup": offers[-1].popup, "answer": answer, "categories": list(categories)}
        self.event("popup_answered", **told, **self._world.about(offers[-1].key))

    def push(self, status: str, *, cause: str = "prompt") -> None:
        """Her browser's push status changes: ask, allowed, blocked, unsupported or suspended."""
        before = self.person.last_session_status
        self.person = replace(self.person, last_session_status=status, devices=devices_of(status))
        self.event("push_status_changed", **{"from": before, "to": status, "cause": cause})

    def becomes(self, **changes: object) -> None:
        """Facts of her change (`timezone`, `traits`, …), and her waits are aimed anew."""
        self.person = replace(self.person, **changes)  # type: ignore[arg-type]  # by field name
        self.aim_anew()

    def aim_anew(self) -> None:
        """Her waits are for what their times and dates are now."""
        moment = self._world.moment(self)
        self.runs = [retime(self._world.plan, run, moment) for run in self.runs]


class World:
    """One journey, its people, and the time, which only `passes` and `until` move.

    `segments` are rules by id. `back_off` is how long a person is not asked again after a popup
    she did not say yes to; `webhooks` what each call comes to, done or failed. Raises ConfigInvalid
    and the like for a document that cannot be compiled.
    """

    def __init__(
        self,
        document: object,
        *,
        start: datetime = START,
        timezone: str = "UTC",
        segments: Mapping[str, object] | None = None,
        back_off: str = "PT0S",
        journey: str = JOURNEY,
    ) -> None:
        self.now = start
        self.journey = journey
        self.timezone = timezone
        self.back_off = parse_duration(back_off)
        self.webhooks = "done"
        self.people: dict[str, Traveller] = {}
        self._segments: dict[str, Rule] = {
            name: parse(rule, scope=Scope.SEGMENT) for name, rule in (segments or {}).items()
        }
        self.plan: Plan = self._compiled(document)
        self._seq = 0

    def _compiled(self, document: object) -> Plan:
        return plans.compile(
            load(document), journey=self.journey, version="1", segments=self._segments
        )

    def person(self, name: str, *, push: str = "ask", **facts: object) -> Traveller:
        """A new person, last seen with this push status; `facts` are fields of `Person`."""
        person = Person(
            id=name,
            created_at=self.now,
            last_seen_at=self.now,
            last_session_status=push,
            devices=devices_of(push),
            workspace_timezone=self.timezone,
            **facts,  # type: ignore[arg-type]  # by field name
        )
        self.people[name] = Traveller(self, person)
        return self.people[name]

    def passes(self, length: str) -> None:
        """Time passes: an ISO 8601 duration."""
        self.until(self.now + parse_duration(length))

    def until(self, at: datetime) -> None:
        """Time passes until then; each timer goes off at its own time, the earliest first."""
        while True:
            due = min(self._timers(at), key=lambda each: each[0], default=None)
            if due is None:
                break
            until, traveller, index = due
            self.now = max(self.now, until)
            run = traveller.runs[index]
            moved = advance(self.plan, run, Timer(until), self.moment(traveller))
            self._settle(traveller, deque(self._moved(traveller, index, moved)))
        self.now = max(self.now, at)

    def _timers(self, at: datetime) -> Iterator[tuple[datetime, Traveller, int]]:
        for traveller in self.people.values():
            for index, run in enumerate(traveller.runs):
                if run.until is not None and run.until <= at:
                    yield run.until, traveller, index

    def moment(self, traveller: Traveller) -> Moment:
        """What the person's runs are told now."""
        return Moment(self.now, traveller.person, self._seq, tuple(traveller.events))

    def happens(self, traveller: Traveller, name: str, properties: Mapping[str, object]) -> None:
        """An event of a person is accepted and processed, with all that follows from it."""
        self._settle(traveller, deque([(name, properties, 0)]))

    def _settle(self, traveller: Traveller, waiting: deque[_Happening]) -> None:
        for _ in range(_MOST_EVENTS):
            if not waiting:
                return
            waiting.extend(self._process(traveller, *waiting.popleft()))
        raise RuntimeError(f"{_MOST_EVENTS} events followed from one")

    def _process(
        self, traveller: Traveller, name: str, properties: Mapping[str, object], depth: int
    ) -> Iterator[_Happening]:
        self._seq += 1
        event = Event(f"e{self._seq}", name, properties, self.now, self._seq, depth=depth)
        traveller.person = counted(traveller.person, event)
        traveller.events.append(event)
        for index, run in enumerate(traveller.runs):
            moved = respond(self.plan, run, event, self.moment(traveller))
            if moved is not None:
                yield from self._moved(traveller, index, moved)
        yield from self._enter(traveller, event)

    def _enter(self, traveller: Traveller, event: Event) -> Iterator[_Happening]:
        moment = self.moment(traveller)
        start = Start(self.journey) if event.name in ADDRESSED else None
        match enter(self.plan, event, moment, history(traveller.runs), start):
            case Refused(reason="no_trigger"):
                return
            case Refused() as refused:
                traveller.refused.append(refused)
            case Entered(run):
                traveller.runs.append(run)
                yield "journey_entered", {"run": run.id, "journey": run.journey}, run.depth + 1
                moved = advance(self.plan, run, None, moment)
                yield from self._moved(traveller, len(traveller.runs) - 1, moved)

    def _moved(self, traveller: Traveller, index: int, moved: Moved) -> list[_Happening]:
        """Keep a run that moved; the events that follow."""
        run = traveller.runs[index] = moved.run
        traveller.effects += moved.effects
        traveller.passed += moved.visits
        follows = [each for effect in moved.effects for each in self._do(traveller, effect)]
        about = {"run": run.id, "journey": run.journey}
        if moved.goal_reached:
            follows.append(("goal_reached", about, run.depth + 1))
        if isinstance(run.state, Ended):
            finished = {**about, "reason": run.state.reason}
            follows.append(("journey_finished", finished, run.depth + 1))
        over = all(each.ended for each in traveller.runs)
        state: JourneyState = "finished" if over else "active"
        journeys = {**traveller.person.journeys, self.journey: state}
        traveller.person = replace(traveller.person, journeys=journeys)
        return follows

    def about(self, key: str) -> dict[str, object]:
        """What an event about the message of this effect carries."""
        run, node, _ = key.split(":")
        return {"message": key, "key": key, "run": run, "node": node, "journey": self.journey}

    def _do(self, traveller: Traveller, effect: Effect) -> Iterator[_Happening]:
        """Do what an effect says, and tell what comes of it."""
        match effect:
            case decision.SetTraits(traits=traits, markers=markers):
                traveller.person = written(traveller.person, traits, markers)
                traveller.aim_anew()
            case decision.StartJourney(journey=journey, told=told, depth=depth):
                if journey == self.journey:
                    yield CALLED, told, depth
            case decision.AddToInbox():
                pass
            case _:
                yield self._answered(traveller, effect)

    def _answered(self, traveller: Traveller, effect: _Answered) -> _Happening:
        """What comes back at once of what goes out."""
        about = self.about(effect.key)
        match effect:
            case decision.SendPush(push=push):
                if traveller.person.push_enabled:
                    return "push_accepted", {"push": push, **about}, 0
                return "push_suppressed", {"push": push, "reason": "no_device", **about}, 0
            case decision.ShowPopup(popup=popup):
                return "popup_shown", {"popup": popup, **about}, 0
            case decision.NotOffered(popup=popup, reason=reason):
                return "popup_suppressed", {"popup": popup, "reason": reason, **about}, 0
            case decision.CallWebhook():
                return "webhook_finished", {"outcome": self.webhooks, **about}, 0


_Answered = decision.SendPush | decision.ShowPopup | decision.NotOffered | decision.CallWebhook
_Happening = tuple[str, Mapping[str, object], int]
"""An event about to be accepted: its name, its properties, its depth."""
