"""Webhook: call a server of the customer and go on with its answer."""

from __future__ import annotations

from journeys import field
from journeys.decision import Awaited, CallWebhook, Decision, Json, Leave, Stay
from journeys.node import Learned, Node, node
from journeys.visit import Event, Signal, Visit

_RESULT = Awaited("webhook_finished", about_this_run=True, about_this_visit=True)


@node("webhook", title="Webhook", group="data", summary="Call {url}")
class Webhook(Node):
    """Calls a server of yours, and goes on when it has taken the call or failed for good."""

    url: str = field.url("URL")
    body: Json = field.json("Body", default=None)

    ports = ("done", "failed")

    def enter(self, visit: Visit) -> Decision:
        call = CallWebhook(visit.key, self.url, self.body)
        return Stay(events=self.awaited(), effects=(call,))

    def resume(self, visit: Visit, signal: Signal) -> Decision:
        done = isinstance(signal, Event) and signal.properties.get("outcome") == "done"
        return Leave("done" if done else "failed")

    def awaited(self) -> tuple[Awaited, ...]:
        return (_RESULT,)

    def learned(self, port: str) -> Learned:
        return Learned(keeps="status")
