"""What there is to do, as functions bound by the composition root: workers know nothing else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.delivery import lanes

WEBHOOKS = lanes.WEBHOOK
"""The lane of calls to customers' servers: they may hang, so they run apart from pushes."""
CAMPAIGNS = lanes.CAMPAIGN
"""The lane of campaigns: they are long, so no journey's push ever waits for a thread of theirs."""


@dataclass(frozen=True, slots=True)
class Work:
    """Each function is safe to repeat, to run twice at once, and to be cut off at any point."""

    shards: int
    """Shards are numbered from 0; a hint about any other is ignored."""
    lanes: frozenset[str]
    """The lanes of sends; a hint about any other is ignored."""
    process_shard: Callable[[int], bool]
    """Apply one batch of a shard's events and due waits; True when there is more."""
    deliver: Callable[[str], bool]
    """Claim, send and settle one batch of a lane; True when there is more."""
    due_shards: Callable[[], Iterable[int]]
    """Shards with events not applied or waits that are over."""
    due_lanes: Callable[[], Iterable[str]]
    """Lanes with sends that may go now."""
    maintain: Callable[[], None]
    """Free what was claimed and never settled, prune what is past its time."""
