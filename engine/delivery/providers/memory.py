"""The provider's twin in memory: answers as it is told, remembers what it accepted."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from typing import Generic

from engine.delivery.providers.provider import Accepted, Answer, Call, M, Outgoing, Push, Receipt


class MemoryProvider(Generic[M]):
    """`Provider` without a network: accepts everything, unless a script says otherwise.

    `attempts` has every message in the order it was sent, `accepted` those the other side took.
    """

    def __init__(self) -> None:
        self.attempts: list[M] = []
        self.accepted: list[M] = []
        self._script: dict[str, deque[tuple[Receipt, bool]]] = defaultdict(deque)

    def script(self, address: str, *receipts: Receipt, took: bool = False) -> None:
        """The next receipts for an endpoint or URL, one per attempt; afterwards it accepts again.

        `took` says that the other side accepted although the receipt does not say so: an answer
        that was lost on its way.
        """
        self._script[address].extend((receipt, took) for receipt in receipts)

    def send(self, batch: Iterable[M]) -> Iterator[tuple[M, Receipt, Answer]]:
        """See `Provider.send`; the answers come in the order of the messages."""
        for message in batch:
            planned = self._script.get(address_of(message))
            receipt, took = planned.popleft() if planned else (Accepted(), True)
            self.attempts.append(message)
            if took or isinstance(receipt, Accepted):
                self.accepted.append(message)
            yield message, receipt, Answer()


def address_of(message: Push | Call) -> str:
    """Where a message goes: the device's endpoint or token, the webhook's URL."""
    if isinstance(message, Call):
        return message.url
    return message.endpoint if isinstance(message, Outgoing) else message.token
