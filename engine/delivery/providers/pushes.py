"""All pushes by one transport: each goes out by the service of its kind, in one window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

from engine.delivery.providers.provider import Answer, ApnsPush, FcmPush, Outgoing, Push, Receipt
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.wire import Reply, Request

S = TypeVar("S", Outgoing, FcmPush, ApnsPush, contravariant=True)


class Service(Protocol[S]):
    """One protocol: what is asked for a message, and what an answer to it means.

    `request` opens no connection; a reply in its place says that there will be none.
    """

    @property
    def carries(self) -> type[Push]:
        """The kind of message that goes out by it."""

    def request(self, push: S) -> Request | Reply: ...

    def receipt(self, push: S, reply: Reply) -> tuple[Receipt, Answer]: ...


class PushProvider:
    """`Provider[Push]`: every service behind one `send`."""

    def __init__(self, transport: Transport[Push], *services: Service[Any]) -> None:
        self._transport = transport
        self._services = {service.carries: service for service in services}

    def send(self, batch: Iterable[Push]) -> Iterator[tuple[Push, Receipt, Answer]]:
        """See `Provider.send`. What is not begun within a second of being taken is NotSent."""
        requests = ((push, self._services[type(push)].request(push)) for push in batch)
        for push, reply in self._transport.stream(requests):
            receipt, answer = self._services[type(push)].receipt(push, reply)
            yield push, receipt, answer
