"""What is read of messages and their sends, and what a message is when its sends are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

Key = tuple[int, str]  # a message: (shard, id)
Place = tuple[int, str, str]  # a send: (shard, message, device)
State = tuple[str, int]  # a send's state, and when (µs) it is due


class Message(NamedTuple):
    """A message that waits, or whose sends are under way."""

    shard: int
    id: str
    workspace_id: str
    person_id: int
    run_id: str | None
    journey_id: str | None
    node: str | None
    push: str
    trial: str | None  # what a test says otherwise than what is saved, JSON
    mode: str
    event: str | None
    decided: bool
    depth: int
    due_at: int
    expires_at: int
    state: str
    reason: str | None  # what it waits for, if it was held back
    created_at: int
    campaign_id: str | None = None

    @property
    def key(self) -> Key:
        return (self.shard, self.id)

    @property
    def campaign(self) -> dict[str, str]:
        """What its events say of the campaign that it is of, if it is of one."""
        return {} if self.campaign_id is None else {"campaign": self.campaign_id}


class Sending(NamedTuple):
    """A send of a message that waits, beside its device as it is now."""

    shard: int
    message_id: str
    device_id: str
    state: str
    owner: int
    epoch: int
    due_at: int
    attempts: int
    device_owner: int | None
    device_epoch: int
    device_status: str
    reset: bool  # an admin reset subscribers after this device last subscribed
    kind: str
    endpoint: str | None
    p256dh: str | None
    auth: str | None
    vapid_key_id: str | None
    workspace_id: str

    @property
    def key(self) -> Key:
        return (self.shard, self.message_id)

    @property
    def current(self) -> bool:
        """Whether the device still belongs to whom the message was made for (promise S5)."""
        return self.device_owner == self.owner and self.device_epoch == self.epoch

    @property
    def able(self) -> bool:
        """Whether the device can be sent to."""
        return self.device_status == "allowed" and self.endpoint is not None and not self.reset


class Standing(NamedTuple):
    """A send as it stands, for whoever settles it."""

    shard: int
    message_id: str
    device_id: str
    epoch: int
    state: str
    token: str | None
    claimed_at: int | None
    due_at: int
    attempts: int
    unclear: int

    @property
    def key(self) -> Key:
        return (self.shard, self.message_id)

    def held(self, token: str) -> bool:
        """Whether it is still claimed under this token."""
        return self.state == "claimed" and self.token == token


class Settled(NamedTuple):
    """What becomes of a claimed send; `due_at` only where it waits again."""

    shard: int
    message_id: str
    device_id: str
    state: str
    reason: str | None
    answer: str | None
    due_at: int
    attempts: int
    unclear: int


class Profile(NamedTuple):
    """What templates and quiet hours ask of a person; traits and markers as JSON."""

    person_id: int
    user_id: str | None
    language: str | None
    timezone: str | None
    traits: str
    markers: str


def following(
    messages: Iterable[Message],
    sends: Iterable[Sending | Standing],
    changed: Mapping[Place, State],
) -> list[Message]:
    """These messages with state and due time after all their sends.

    `changed` says what became of some sends; the others are as they were read. A message is pending
    while any waits, open while any is claimed, suppressed if all are, else done; due when the first
    of those that wait is. One without sends stays as it is.
    """
    states: dict[Key, list[State]] = defaultdict(list)
    for one in sends:
        states[one.key].append(changed.get(one[:3]) or (one.state, one.due_at))
    return [_following(one, states[one.key]) for one in messages]


def _following(one: Message, sends: list[State]) -> Message:
    if not sends:
        return one
    due = min((due_at for state, due_at in sends if state == "pending"), default=one.due_at)
    return one._replace(state=_state({state for state, _ in sends}), due_at=due)


def _state(sends: set[str]) -> str:
    if "pending" in sends:
        return "pending"
    if "claimed" in sends:
        return "open"
    return "suppressed" if sends == {"suppressed"} else "done"
