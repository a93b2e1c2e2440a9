"""Send push: put one message in the outbox."""

from __future__ import annotations

from typing import cast

from journeys import decision, field
from journeys.decision import Decision, Leave, Mode, Target
from journeys.node import Node, node
from journeys.visit import CARRY_RUN, Visit

_RESULTS = frozenset(name for name in CARRY_RUN if name.startswith("push_"))


@node("send_push", title="Send push", group="message", summary="Send {push}")
class SendPush(Node):
    """Sends a push to her devices; one that a limit or an opt-out holds back lets her go on."""

    push: str = field.reference("Push", to="push_resource")
    target: str = field.choice(
        "To", {"all": "All devices", "web": "Browsers", "native": "Native apps"}, default="all"
    )
    mode: str | None = field.choice(
        "When an answer is unclear",
        {"collapse": "Try again; a repeat replaces the first", "never_twice": "Never try twice"},
        default=None,
        hint="When the push service does not say whether it took it. Empty: as the push says.",
    )

    needs_reachable = True

    def tells(self, port: str) -> frozenset[str]:
        return _RESULTS

    def enter(self, visit: Visit) -> Decision:
        target, mode = cast("Target", self.target), cast("Mode | None", self.mode)
        return Leave(effects=(decision.SendPush(visit.key, self.push, target, mode),))
