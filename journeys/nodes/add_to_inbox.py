"""Add to inbox: say something in the bell, without a push."""

from __future__ import annotations

from journeys import decision, field
from journeys.decision import Decision, Leave
from journeys.node import Node, node
from journeys.visit import Visit


@node("add_to_inbox", title="Add to inbox", group="message", summary="Add {push} to the inbox")
class AddToInbox(Node):
    """Puts what a push says into her inbox, without sending it.

    Neither limits nor opt-outs hold it back: nothing rings. So it counts towards no limit either.
    """

    push: str = field.reference("Push", to="push_resource")

    def enter(self, visit: Visit) -> Decision:
        return Leave(effects=(decision.AddToInbox(visit.key, self.push),))
