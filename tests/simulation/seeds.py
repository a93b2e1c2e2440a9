"""One seed: faults for 200 virtual seconds, healing, rest, and then every promise is asked.

`python -m tests.simulation.seeds 17` runs one and says what broke.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from unittest.mock import patch

from structlog.testing import capture_logs

from engine import clock
from engine.delivery import lanes
from engine.runtime import step
from engine.runtime.published import Published
from engine.runtime.schedules import Schedules
from engine.runtime.step import Limits
from tests.simulation import crew
from tests.simulation.judge import Judge
from tests.simulation.luck import luck
from tests.simulation.options import Options, of
from tests.simulation.people import Human
from tests.simulation.promises import PROMISES
from tests.simulation.scene import Scene
from tests.simulation.store import Template

HEALED = 60.0  # seconds in which hung requests and retries may still end by themselves
ROUNDS = 3_000
ROUNDS_PLANTED = 300
"""Without a fault of ours ten are enough: who goes on after these has broken a promise."""

OUTAGES = frozenset({"send.settle_failed", "webhook.settle_failed", "lanes.upkeep_failed"})
"""What workers log when the database fails them: nothing is broken by it, they try again."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a seed; `did` counts what happened in it."""

    seed: int
    options: Options
    broken: list[str]
    did: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        broken = "".join(f"\n  {each}" for each in self.broken[:20])
        return f"seed {self.seed}: {len(self.broken)} broken, {self.did}\n  {self.options}{broken}"


def simulate(
    seed: int,
    template: Template,
    *,
    early: bool = False,
    schema: str = "",
    tuned: Mapping[str, float] | None = None,
) -> Ended:
    """Run a seed. `early`: a fault is planted, so stop at the first thing that breaks.

    `schema`: SQL that breaks the schema, for a fault that lies there. `tuned`: options that go
    before the seed's own.
    """
    options = replace(of(seed), **(tuned or {}))  # type: ignore[arg-type]  # by field name
    with luck(seed), capture_logs() as logs:
        scene = Scene(seed, options, template)
        scene.store.raw.executescript(schema)
        try:
            with _tuned(scene):
                broken = _broken(scene, early=early)
        finally:
            scene.world.close()
            scene.store.calm = True
            scene.store.close()
    may_fail = OUTAGES if options.crash or options.lost else frozenset()
    stumbles = [
        str(each)
        for each in logs
        if each["log_level"] in ("error", "critical") and each["event"] not in may_fail
    ]
    return Ended(seed, options, [*stumbles[:5], *broken], _did(scene))


def _broken(scene: Scene, *, early: bool) -> list[str]:
    judge = Judge(scene)
    scene.store.seen = judge.look
    _people_it(scene)
    rounds = ROUNDS_PLANTED if early else ROUNDS
    try:
        scene.world.run(scene.world.options.faults)
        scene.world.faulty = False
        scene.world.run(HEALED)
        come_to_rest(scene, rounds)
        scene.world.late()  # what hung until now answers, and must change nothing
        come_to_rest(scene, rounds)
    except Exception as error:
        return [f"stopped by {type(error).__name__}: {error}", traceback.format_exc()]
    mine = "SELECT id FROM run WHERE journey_id = ?"
    scene.journal.called = len(scene.rows(mine, scene.journeys["called"]))
    broken = [*judge.found, *scene.journal.wrong]
    for promise in PROMISES:
        broken += [f"{promise.__name__}: {each}" for each in promise(scene)]
        if broken and early:
            break
    return broken


def _people_it(scene: Scene) -> None:
    world, options = scene.world, scene.world.options
    everybody: list[Human] = []
    everybody += [Human(scene, everybody) for _ in range(options.humans)]
    for number, human in enumerate(everybody):
        world.spawn(f"human {number}", human.begin)
    for name, begin, times in (
        ("stepper", crew.stepper, options.steppers),
        ("sender", crew.sender, options.senders),
        ("caller", crew.caller, 1),
        ("reaper", crew.reaper, 1),
        ("operator", crew.operator, 1),
        ("jumper", crew.jumper, 1),
    ):
        for number in range(times):
            world.spawn(f"{name} {number}", partial(begin, scene))


def come_to_rest(scene: Scene, rounds: int = ROUNDS) -> None:
    """Work without faults until nothing is left to do, letting the time pass that it takes."""
    published, ways = Published(), crew.make_lanes(scene)
    by_clock = Schedules(scene.store, published)
    for _ in range(rounds):
        crew.maintain(scene, ways, by_clock)
        shards = crew.due_shards(scene)
        for number in shards:
            step.run_shard(scene.store, number, published)
        ways.deliver(lanes.PUSH)
        ways.deliver(lanes.WEBHOOK)
        if not shards and not crew.due_shards(scene):
            due = _next_due(scene)
            if due is None:
                return
            scene.world.clock.to(scene.world.clock.straight + max(0, due - scene.world.clock()))
    scene.journal.wrong.append("it never came to rest")


def _next_due(scene: Scene) -> int | None:
    """When something is to be done next; claims are given up after their patience."""
    found = scene.rows(
        "SELECT min(at) AS at FROM ("
        "SELECT min(due_at) AS at FROM shard_pos "
        "UNION ALL SELECT min(due_at) FROM message WHERE state = 'pending' "
        "UNION ALL SELECT min(claimed_at) + 76000000 FROM send WHERE state = 'claimed' "
        "UNION ALL SELECT min(due_at) FROM webhook_call WHERE state = 'pending' "
        "UNION ALL SELECT min(claimed_at) + 51000000 FROM webhook_call WHERE state = 'claimed')"
    )
    at = found[0]["at"]
    return None if at is None else int(at)


@contextmanager
def _tuned(scene: Scene) -> Iterator[None]:
    """Small steps, and a wrong clock in each process."""
    size = scene.world.options.batch
    with (
        patch.object(step, "limits", lambda _database: Limits(size, size)),
        patch.object(clock, "now", scene.world.process_now),
        patch.object(clock, "monotonic", lambda: scene.world.clock.straight / clock.SECOND),
    ):
        yield


def _did(scene: Scene) -> dict[str, int]:
    return {
        "turns": scene.world.turns,
        "kills": scene.world.kills,
        "said": len(scene.journal.said),
        "requests": len(scene.service.requests),
        "opt-outs": len(scene.journal.off),
        "erased": len(scene.journal.erased),
        "aliases": len(scene.journal.aliases),
        "called by the clock": scene.journal.called,
    }


if __name__ == "__main__":
    made = Template()
    for argument in sys.argv[1:]:
        print(simulate(int(argument), made))
    made.close()
