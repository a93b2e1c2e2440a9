"""API trigger: a server of the customer's, or another journey, starts the journey for somebody."""

from __future__ import annotations

from datetime import timedelta

from journeys import field
from journeys.node import Learned, Node, Trigger, node
from journeys.visit import CALLED


@node("api_trigger", title="When it is called", group="trigger", summary="Called as {name}")
class ApiTrigger(Node):
    """Starts a run for each person for whom your server, or another journey, calls this one."""

    name: str = field.text("Called as", longest=60, hint="Who calls may say which start is meant.")

    def trigger(self) -> Trigger:
        return Trigger(CALLED, None, _ANY_AGE, addressed=True, name=self.name)

    def learned(self, port: str) -> Learned:
        return Learned(event=CALLED)


_ANY_AGE = timedelta.max
