"""A request with events, from its bytes to its answer: key, body, limits, items, engine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from flask import Request, Response

from engine.audience.commit import Overloaded
from engine.audience.incoming import Kind
from engine.audience.keys import Key
from engine.audience.refusals import Refusal
from engine.audience.sightings import SERVERS
from webapp.ingest import answer, cors, gate, items, moments, payload
from webapp.ingest.answer import Note
from webapp.ingest.door import IngestDoor, IngestSettings
from webapp.ingest.fault import Fault
from webapp.ingest.gate import Parsed
from webapp.ingest.items import Batch, Checked
from webapp.ingest.wire import Event

LONGEST_KEY = 200  # characters
_UNKNOWN = Fault("unknown_key", "no workspace has this key")


@dataclass(frozen=True, slots=True)
class Route:
    """What a path says about its body."""

    single: Kind | None = None  # None: a batch
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """The answer, and the origins that may read it."""

    response: Response
    allowed_origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Call:
    """A request whose key and body are read."""

    key: Key
    parsed: Parsed
    settings: IngestSettings


class Reception:
    """Takes requests, as many as the door's limits allow."""

    def __init__(self, door: IngestDoor) -> None:
        self._door = door

    def receive(self, request: Request, route: Route) -> Received:
        """Store what the request brings; durable when the answer is 200."""
        now = self._door.clock()
        call = self._read(request, route, now)
        if isinstance(call, Fault):
            return Received(answer.failure(call))
        fault = self._refused(request, route, call, now)
        origins = call.settings.allowed_origins
        if fault is not None:
            self._door.refused(call.key, [_whole(call.key, route, fault)])
            return Received(answer.failure(fault), origins)
        try:
            stored = self._store(call, route, now)
        except Overloaded as overload:
            fault = Fault("overloaded", "the database takes no more now", overload.retry_after)
            return Received(answer.failure(fault), origins)
        if stored.status_code == HTTPStatus.OK:
            servers = call.key.kind == "secret"
            origin = SERVERS if servers else request.headers.get("Origin", "null")
            self._door.sighted(call.key, origin)
        return Received(stored, origins)

    def _read(self, request: Request, route: Route, now: int) -> _Call | Fault:
        """The key and the body; the key first where the request names it outside of the body."""
        text = key_beside(request)
        key = self._find(text) if text else None
        if key is None or key.kind == "write":
            limited = self._door.limits.address(request, now)
            if limited is not None:
                return limited
        if text and key is None:
            return _UNKNOWN
        body = payload.read(request)
        parsed = body if isinstance(body, Fault) else gate.parse(body, batch=route.single is None)
        if isinstance(parsed, Fault):
            if key is not None:
                self._door.refused(key, [_whole(key, route, parsed)])
            return parsed
        key = key or self._find(key_inside(parsed))
        if key is None:
            return _UNKNOWN
        return _Call(key, parsed, self._door.settings_of(key.workspace_id))

    def _find(self, text: str | None) -> Key | None:
        return self._door.find_key(text) if text and len(text) <= LONGEST_KEY else None

    def _refused(self, request: Request, route: Route, call: _Call, now: int) -> Fault | None:
        """Why this key may not do this, here, or now."""
        if call.key.kind == "secret":
            return None
        if not cors.allows(call.settings.allowed_origins, request.headers.get("Origin")):
            return Fault("origin_not_allowed", "this origin is not on the workspace's list")
        if route.imported or route.single == "group":
            return Fault("secret_key_required", "this call needs the secret key")
        limited = self._door.limits.key(call.key.id, max(1, len(call.parsed.events)), now)
        return limited or self._crowded(call, now)

    def _crowded(self, call: _Call, now: int) -> Fault | None:
        """Whether one of the persons has come too often."""
        counts: dict[str, int] = {}
        for event in call.parsed.events:
            who = isinstance(event, Event) and (event.anonymous_id or event.user_id)
            if who:
                person = f"{call.key.workspace_id} {who}"
                counts[person] = counts.get(person, 0) + 1
        return self._door.limits.persons(counts, now)

    def _store(self, call: _Call, route: Route, now: int) -> Response:
        batch = self._batch(call, route, now)
        checked: list[Checked] = []
        rejected: list[Note] = []
        for index, event in enumerate(call.parsed.events):
            made = event if isinstance(event, Fault) else items.check(index, event, batch)
            if isinstance(made, Fault):
                rejected.append(Note(index, _message_id(event), made))
            else:
                checked.append(made)
        incoming = [one.incoming for one in checked]
        outcomes = self._door.submit(call.key.workspace_id, incoming) if incoming else []
        for item, outcome in zip(incoming, outcomes, strict=True):
            fault = answer.fault_of(outcome)
            if fault is not None:
                rejected.append(Note(item.index, item.message_id, fault))
        rejected.sort(key=lambda note: note.index)
        self._door.refused(call.key, [_item(call, route, note) for note in rejected])
        if rejected and len(rejected) == len(call.parsed.events):
            return answer.all_rejected(rejected, single=route.single is not None)
        unverified = [one.incoming for one in checked if one.unverified]
        return answer.success(
            rejected, [answer.warning(one.index, one.message_id) for one in unverified]
        )

    def _batch(self, call: _Call, route: Route, now: int) -> Batch:
        workspace = call.key.workspace_id
        return Batch(
            key_class=call.key.kind,
            verification=call.settings.identity_verification,
            # A batch carries one token in each of its items.
            verify=lru_cache(64)(lambda token: self._door.verify_identity(workspace, token, now)),
            context=call.parsed.context,
            sent_at=moments.read(call.parsed.around.sent_at),
            received=now,
            imported=route.imported,
            single=route.single,
        )


def _whole(key: Key, route: Route, fault: Fault) -> Refusal:
    """A request of which nothing was looked at further."""
    return Refusal(fault.code, fault.message, route.single, None, key.kind)


def _item(call: _Call, route: Route, note: Note) -> Refusal:
    """One event, by what it says that it is."""
    event = call.parsed.events[note.index]
    kind: str | None = route.single
    name: str | None = None
    if isinstance(event, Event):
        kind, name = kind or _text(event.type), _text(event.event) or _text(event.name)
    return Refusal(note.fault.code, note.fault.message, kind, name, call.key.kind)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def key_beside(request: Request) -> str | None:
    """The key as the user name of HTTP Basic (RFC 7617), else in the query."""
    basic = request.authorization
    if basic is not None and basic.type == "basic" and basic.username:
        return str(basic.username)
    return request.args.get("writeKey") or None


def key_inside(parsed: Parsed) -> str | None:
    """The key in the body, else on the first item that has one."""
    named: list[object] = [parsed.around.write_key]
    named += [event.write_key for event in parsed.events if isinstance(event, Event)]
    return next((text for text in named if isinstance(text, str) and text), None)


def _message_id(event: Event | Fault) -> str | None:
    sent = event.message_id if isinstance(event, Event) else None
    return sent[: items.MESSAGE_ID] if isinstance(sent, str) else None
