"""Push service and webhook receiver: what they took, and what their answers became on the way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from engine.delivery.providers.provider import (
    Accepted,
    Answer,
    Call,
    Gone,
    Later,
    NotSent,
    Outgoing,
    Receipt,
    Unclear,
)
from tests.simulation.world import World

Said = Literal["accepted", "gone", "later", "unclear", "nothing"]


@dataclass(slots=True)
class Request:
    """One request of one claim. `took`: the service has it, whatever we were told."""

    message: str
    device: str
    token: str
    at: int
    took: bool = False
    said: Said = "nothing"

    @property
    def perhaps(self) -> bool:
        """Whether, for all we can know, the service may have taken it."""
        return self.took or self.said in ("accepted", "unclear", "nothing")


def said(receipt: Receipt) -> Said:
    match receipt:
        case Accepted():
            return "accepted"
        case Gone():
            return "gone"
        case Later():
            return "later"
        case _:
            return "unclear"


class PushService:
    """The twin of a push service for `Delivery`, with a journal."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.requests: list[Request] = []
        self.dead: set[str] = set()

    def send(self, batch: Iterable[Outgoing]) -> Iterator[tuple[Outgoing, Receipt, Answer]]:
        """See `Provider.send`: some under way at once, answered in any order."""
        world, under_way = self.world, list[Outgoing]()
        messages = iter(batch)
        more = True
        while more or under_way:
            while more and len(under_way) < world.options.window:
                one = next(messages, None)
                more = one is not None
                under_way += [one] if one is not None else []
            if under_way:
                chosen = under_way.pop(world.dice.randrange(len(under_way)))
                yield chosen, self._answer(chosen), Answer()

    def _answer(self, outgoing: Outgoing) -> Receipt:
        world, options = self.world, self.world.options
        world.give_way()
        if world.happens(options.killed / 2):
            world.kill()  # claimed, and never asked for
        if world.happens(options.not_sent):
            return NotSent(world.dice.choice(("late", "connect")))
        token, _, _ = outgoing.id.partition(":")
        message, _, device = json.loads(outgoing.payload)["id"].partition("/")
        request = Request(message, device, token, world.clock())
        self.requests.append(request)
        receipt = self._receive(outgoing, request)
        if world.happens(options.hang):
            world.sleep(world.dice.uniform(60, 140))
        world.give_way()
        if world.happens(options.killed / 2):
            world.kill()  # the answer reaches nobody
        request.said = said(receipt)
        return receipt

    def _receive(self, outgoing: Outgoing, request: Request) -> Receipt:
        world, options = self.world, self.world.options
        if outgoing.endpoint in self.dead or world.happens(options.gone):
            self.dead.add(outgoing.endpoint)
            return Gone("unsubscribed")
        if world.happens(options.later):
            return Later(world.dice.choice((None, 0.5, 3.0, 20.0)), "busy")
        if world.happens(options.unclear):
            request.took = world.dice.random() < 0.5
            return Unclear("reset", world.dice.choice((None, None, 2.0)))
        request.took = True
        return Accepted()


class Receiver:
    """A customer's server for webhooks: it may get a call twice, but under one id."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.took: dict[str, int] = {}

    def send(self, batch: Iterable[Call]) -> Iterator[tuple[Call, Receipt, Answer]]:
        """See `Provider.send`."""
        world, options = self.world, self.world.options
        for call in batch:
            world.give_way()
            receipt: Receipt = Accepted()
            if world.happens(options.killed):
                world.kill()
            if world.happens(options.later):
                receipt = Later(2.0, "busy")
            elif world.happens(options.unclear):
                receipt = Unclear("reset")
                self.took[call.id] = self.took.get(call.id, 0) + 1
            else:
                self.took[call.id] = self.took.get(call.id, 0) + 1
            yield call, receipt, Answer()
