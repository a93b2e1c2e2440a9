"""Show popup: offer a popup to a person and wait for her answer."""

from __future__ import annotations

from datetime import timedelta

from journeys import decision, field
from journeys.decision import Awaited, Decision, Leave, Stay
from journeys.node import Learned, Node, node
from journeys.visit import Event, Signal, Visit

_ANSWER = Awaited("popup_answered", about_this_run=True, about_this_visit=True)
_SHOWN = frozenset({"popup_shown"})
_ANSWERS = ("subscribe", "later", "dismissed")


@node("show_popup", title="Show popup", group="message", summary="Show {popup}")
class ShowPopup(Node):
    """Offers a popup on the next page she sees, and waits for the answer.

    While her back-off lasts she is not asked, and leaves as expired at once.
    """

    popup: str = field.reference("Popup", to="popup")
    expires_in: timedelta = field.duration(
        "Offer it for", least=timedelta(minutes=1), default=timedelta(days=1)
    )

    ports = (*_ANSWERS, "expired")

    def enter(self, visit: Visit) -> Decision:
        back_off = visit.person.popup_back_off_until
        if back_off is not None and back_off > visit.now:
            held_back = decision.NotOffered(visit.key, self.popup, "back_off")
            return Leave("expired", effects=(held_back,), reason="back_off")
        until = visit.now + self.expires_in
        offer = decision.ShowPopup(visit.key, self.popup, until, visit.priority)
        return Stay(until=until, events=self.awaited(), effects=(offer,))

    def resume(self, visit: Visit, signal: Signal) -> Decision:
        if not isinstance(signal, Event):
            return Leave("expired")
        answer = signal.properties.get("answer")
        # An answer that a newer snippet may invent is no consent: she only closed it.
        return Leave(answer if answer in _ANSWERS else "dismissed")

    def awaited(self) -> tuple[Awaited, ...]:
        return (_ANSWER,)

    def holds_back(self, port: str) -> bool:
        return port != "expired"

    def tells(self, port: str) -> frozenset[str]:
        # Its answer is used up by leaving with it; one that comes late may follow an expiry.
        return _SHOWN if port != "expired" else _SHOWN | {"popup_answered", "popup_suppressed"}

    def learned(self, port: str) -> Learned:
        asks = port == "subscribe"
        return Learned(keeps="nothing" if asks else "status", asks=asks)
