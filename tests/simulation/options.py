"""What a seed decides: how many act, how often what fails; printed with every violation."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Chances are for one occasion; spans are in virtual seconds."""

    humans: int
    pause: float  # mean time between two acts of a human
    shards: int  # how many shards the people fall into
    batch: int  # events and timers in one step
    steppers: int
    senders: int
    window: int  # requests that a sender keeps under way
    interleave: float  # another process runs before this transaction
    crash: float  # the process dies before its commit
    lost: float  # the commit stands, its answer is lost
    ring: float  # a ring arrives
    unclear: float
    later: float
    gone: float
    not_sent: float
    killed: float  # the sender dies around a request
    hang: float  # a request hangs for longer than the reaper's patience
    skew: int  # how wrong the clocks of processes are
    jump: float  # the database's clock jumps, for one look by the jumper
    cap: int | None  # messages to one person in five minutes
    faults: float = 200.0


def of(seed: int) -> Options:
    """The options of a seed."""
    dice = Random(f"options {seed}")

    def often(most: float) -> float:
        """Never in a third of the seeds; else up to `most`."""
        return 0.0 if dice.random() < 1 / 3 else round(dice.uniform(most / 10, most), 3)

    return Options(
        humans=dice.randint(3, 5),
        pause=dice.choice((10.0, 15.0, 20.0)),
        shards=dice.choice((1, 2, 4)),
        batch=dice.choice((1, 3, 500, 500)),
        steppers=dice.randint(1, 2),
        senders=dice.randint(1, 2),
        window=dice.randint(1, 4),
        interleave=dice.choice((0.2, 0.6)),
        crash=often(0.1),
        lost=often(0.1),
        ring=dice.choice((0.0, 0.5, 1.0)),
        unclear=often(0.3),
        later=often(0.3),
        gone=often(0.1),
        not_sent=often(0.2),
        killed=often(0.15),
        hang=often(0.1),
        skew=dice.choice((0, 0, 300, 86_400)),
        jump=often(0.3),
        cap=dice.choice((None, None, 1, 2)),
    )
