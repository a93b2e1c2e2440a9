"""Places for streams: so many in a process, and nobody keeps all of them from the others.

Where all are taken, whoever comes takes over one of an address that has at least two more than his
own; within an address the same holds between its people. So a stranger may use what nobody else
wants, and two windows never take a place from one another by turns.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

PATIENCE = 2.0  # seconds: an evicted stream looks around more often than that
PREFIX = 64  # of an IPv6 address: what one household or host has


@dataclass(eq=False, slots=True)
class Place:
    """`lost`: its stream is to end, for somebody else has it now; `left`: it has ended."""

    address: str
    person: int
    lost: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)


class Places:
    """At most `most` streams at any time, counting those that are still ending."""

    def __init__(self, most: int, patience: float = PATIENCE) -> None:
        self._most = most
        self._patience = patience
        self._held: list[Place] = []  # the oldest first
        self._guard = threading.Lock()

    def take(self, address: str, person: int) -> Place | None:
        """A place for this person's stream, to be given back by `leave`; None where there is none.

        Waits for the end of the stream whose place it takes over.
        """
        mine = Place(neighbourhood(address), person)
        with self._guard:
            if len(self._held) < self._most:
                self._held.append(mine)
                return mine
            victim = self._to_evict(mine)
            if victim is None:
                return None
            # From here on the place counts as the newcomer's, so that nobody else evicts for it.
            self._held.remove(victim)
            self._held.append(mine)
        victim.lost.set()
        if victim.left.wait(self._patience):
            return mine
        with self._guard:
            if not victim.left.is_set():
                self._held[self._held.index(mine)] = victim
                return None
        return mine

    def leave(self, place: Place) -> None:
        """Give it back; doing so twice is harmless."""
        with self._guard:
            place.left.set()
            if place in self._held:
                self._held.remove(place)

    def _to_evict(self, mine: Place) -> Place | None:
        """The oldest of whoever has too many of those that nobody has taken over yet."""
        return _of_the_greedy(self._held, mine, lambda one: one.address) or _of_the_greedy(
            [one for one in self._held if one.address == mine.address],
            mine,
            lambda one: one.person,
        )


def _of_the_greedy(
    held: list[Place], mine: Place, party: Callable[[Place], str | int]
) -> Place | None:
    having = Counter(party(one) for one in held)
    if not having:
        return None
    greedy, most = having.most_common(1)[0]
    if most < having[party(mine)] + 2:
        return None
    return next((one for one in held if party(one) == greedy and not one.lost.is_set()), None)


def neighbourhood(address: str) -> str:
    """What counts as one address: of IPv6 the network, for a host has as many as it likes."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if read.version == 4:
        return str(read)
    return str(ipaddress.ip_network((read, PREFIX), strict=False))
