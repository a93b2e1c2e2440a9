"""Those who work: steppers, senders, callers, the reaper, and an operator who cannot keep still."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy.exc import DBAPIError

from engine import clock
from engine.delivery import lanes
from engine.delivery.lanes import Lanes, Outside
from engine.runtime import control, shard, step, waking
from engine.runtime.published import Published
from engine.runtime.schedules import Schedules
from engine.store.db import Busy
from tests.simulation.scene import Scene, publish, welcome
from tests.support.room import BASE_URL, MASTER_KEY

Act = Callable[[], float | None]

STEPS = 50
"""Of one shard in a turn: a fault that lets it spin must not stop the world from being judged."""


def stepper(scene: Scene) -> Act:
    """A worker's memory of what is published, and its turns: by bells and by polling."""
    published, dice = Published(), scene.world.dice

    def act() -> float:
        rung = sorted(scene.rung)
        scene.rung.clear()
        if dice.random() < 0.4:
            rung = due_shards(scene)
        dice.shuffle(rung)
        for number in rung:
            for _ in range(STEPS):
                if not _tried(lambda: step.run_shard(scene.store, number, published).more):  # noqa: B023
                    break
        return dice.uniform(0.5, 6)

    return act


def sender(scene: Scene) -> Act:
    ways = make_lanes(scene)

    def act() -> float:
        _tried(lambda: ways.deliver(lanes.PUSH))
        return scene.world.dice.uniform(1, 8)

    return act


def caller(scene: Scene) -> Act:
    ways = make_lanes(scene)

    def act() -> float:
        _tried(lambda: ways.deliver(lanes.WEBHOOK))
        return scene.world.dice.uniform(2, 15)

    return act


def reaper(scene: Scene) -> Act:
    ways, by_clock = make_lanes(scene), Schedules(scene.store, Published(), page=3)

    def act() -> float:
        _tried(lambda: maintain(scene, ways, by_clock))
        return scene.world.dice.uniform(10, 30)

    return act


def operator(scene: Scene) -> Act:
    """Publishes, pauses and resumes while people are inside."""
    dice, room = scene.world.dice, scene.room

    def act() -> float | None:
        if scene.over:
            _everything_resumed(scene)
            return None
        id_ = scene.journeys[dice.choice(("welcome", "views"))]
        match dice.randrange(3):
            case 0:
                _tried(lambda: bool(publish(scene, welcome(dice.choice((20, 25))))))
            case 1:
                _tried(
                    lambda: bool(scene.store.run(control.pause, room.workspace, id_, "operator"))
                )
            case _:
                _tried(lambda: _resume(scene, id_))
        return dice.uniform(5, 40)

    return act


def jumper(scene: Scene) -> Act:
    """The database's host gets another time."""
    world = scene.world

    def act() -> float:
        if world.happens(world.options.jump):
            world.clock.jumped += world.dice.randint(-400, 600) * clock.SECOND
        return world.dice.uniform(20, 60)

    return act


def make_lanes(scene: Scene) -> Lanes:
    """A sender's memory: its caches and what it knows of hosts."""
    outside = Outside(scene.service, scene.receiver)
    return Lanes(scene.store, outside, MASTER_KEY, BASE_URL, scene.ring)


def maintain(scene: Scene, ways: Lanes, by_clock: Schedules) -> bool:
    ways.maintain()
    waking.catch_up(scene.store)
    scene.ring(by_clock.tick())
    return True


def due_shards(scene: Scene) -> list[int]:
    with scene.store.read() as tx:
        return shard.due_shards(tx, tx.now())


def _resume(scene: Scene, journey: str) -> bool:
    return bool(waking.resume(scene.store, scene.room.workspace, journey, "operator"))


def _everything_resumed(scene: Scene) -> None:
    """As one who dies after the first commit: the rest is left to the upkeep."""
    workspace = scene.room.workspace
    for name in ("welcome", "views"):
        act = partial(
            control.resume, workspace_id=workspace, journey_id=scene.journeys[name], by="x"
        )
        while not _tried(lambda: bool(scene.store.run(act))):  # noqa: B023
            scene.world.sleep(1)


def _tried(act: Callable[[], bool]) -> bool:
    """As workers do it: where the database failed, the next turn will tell."""
    try:
        return act()
    except (DBAPIError, Busy):
        return False
