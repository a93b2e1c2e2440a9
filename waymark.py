"""The command; the composition root, the only file that sees both the web and the workers."""

import gc
import signal
import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from commands import extracts, imports, journeys, members, quarantine, records
from commands.common import Commands, data_option, opened, settings, warn_if_not_durable
from engine import first_run, telemetry
from engine.delivery import lanes
from engine.delivery.lanes import Lanes
from engine.heartbeat import Heartbeat, Kind
from engine.runtime import shard, step, waking
from engine.runtime.published import Published
from engine.runtime.schedules import Schedules
from engine.settings import Settings, keep_key
from engine.store import db, migrate
from engine.store.db import Database
from engine.store.tables import SHARDS
from webapp import LARGEST_BODY, create_app, single
from webapp.front import CONNECTIONS, Allowed, Front
from webapp.ports import Ports
from webapp.version import VERSION
from workers.bell import Bell
from workers.shift import MakeWork, Shift, Watch, make_bell
from workers.work import Work

THREADS = 2
DRAIN_SECONDS = 30
GARBAGE = 20_000  # objects more than went, until the collector of the web looks at the young

host_option = click.option("--host", default="127.0.0.1", show_default=True)
port_option = click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)


# ---- The parts put together.


def make_work(given: Settings, database: Database, kind: Kind) -> MakeWork:
    """The engine as the workers know it. Raises SettingsError where there is no master key."""
    heart = Heartbeat(database, kind)
    apps = lanes.AppOrigins(given.fcm_origin, given.apns_origin)
    key, outside = given.key, lanes.real(given.push_hosts, given.webhook_origins, apps)

    def make(bell: Bell) -> Work:
        rang = partial(_ring_each, bell)
        ways = Lanes(database, outside, key, given.base_url, rang, given.inbox_days)
        published = Published(given.base_url)
        by_clock = Schedules(database, published)
        return Work(
            shards=SHARDS,
            lanes=lanes.LANES,
            process_shard=lambda number: _step(database, number, published, bell),
            deliver=ways.deliver,
            due_shards=lambda: _due_shards(database),
            due_lanes=ways.due,
            maintain=lambda: _maintain(ways, heart, database, by_clock, bell),
        )

    return make


def _step(database: Database, number: int, published: Published, bell: Bell) -> bool:
    worked = step.run_shard(database, number, published)
    for lane in lanes.STEPS if worked.outgoing else ():
        bell.ring_sends(lane)
    if worked.woke is not None:
        bell.ring(worked.woke)
    return worked.more


def _maintain(
    ways: Lanes, heart: Heartbeat, database: Database, by_clock: Schedules, bell: Bell
) -> None:
    ways.maintain()
    heart.beat()
    _ring_each(bell, waking.catch_up(database))
    _ring_each(bell, by_clock.tick())


def _due_shards(database: Database) -> list[int]:
    with database.read() as tx:
        return shard.due_shards(tx, tx.now())


def _ring_each(bell: Bell, shards: Iterable[int]) -> None:
    for number in shards:
        bell.ring(number)


def web_app(target: str) -> Front:
    """The web alone, as each process of `waymark web` makes it for itself: "THREADS DATA".

    Until Granian listens to signals, SIGTERM ends the process: the handler that it has of its
    parent would let it pass unheard.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threads, _, data = target.partition(" ")
    telemetry.start_logging()
    given = settings(Path(data))
    _, bell = make_bell(given.broker_url)
    app = create_app(Ports(given, db.connect(given.database_url), bell, int(threads)))
    _look_at_garbage_less()
    return Front(app.wsgi_app, int(threads), Allowed(LARGEST_BODY, given.body_seconds))


def _look_at_garbage_less() -> None:
    """What stands after the start stays, and a request's events refer to nothing in a circle.

    By Python's own measure the collector comes a few times in each batch, and finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 10, 10)


def _until_told_to_stop(part: Shift | Watch, name: str) -> None:
    """Run until SIGTERM or SIGINT, then finish what is under way."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    part.start()
    click.echo(f"The {name} runs (Ctrl+C stops it)")
    told.wait()
    part.stop()


# ---- The command line.


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION)
def main() -> None:
    """Waymark: web-push journeys, self-hosted."""


for command in (
    records.migrate,
    records.doctor,
    records.workspace,
    members.member,
    imports.import_,
    extracts.export,
    quarantine.quarantine,
    journeys.journey,
):
    main.add_command(command)


@main.command()
@host_option
@port_option
@data_option
def up(host: str, port: int, data: Path) -> None:
    """Everything in one process: web, workers, scheduler; SQLite in the data folder."""
    telemetry.start_logging()
    base_url = f"http://127.0.0.1:{port}"
    if settings(data, base_url).master_key is None:
        keep_key(data)
    given = settings(data, base_url)
    with opened(given) as database:
        migrate.upgrade(database)
        warn_if_not_durable(database)
        told = first_run.prepare(
            database, given.data, base_url=given.base_url, master_key=given.key
        )
        shift = Shift(given.broker_url, make_work(given, database, "up"), threads=THREADS)
        demo = first_run.demo_workspace(database, given.data)
        ports = Ports(given, database, shift.bell, demo=demo)
        app = create_app(ports)
        allowed = Allowed(LARGEST_BODY, given.body_seconds)
        try:
            server = single.server(app, host, port, 8, allowed)
        except OSError as error:
            raise click.ClickException(f"port {port} cannot be used: {error.strerror}") from error
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, partial(_leave, ports.leaving))
        shift.start()
        if told:
            click.echo(f"The keys of your first workspace are in {told}")
        click.echo(f"Waymark {VERSION} runs on {given.base_url} (Ctrl+C stops it)")
        server.run()  # until `_leave`; the requests under way are answered
        server.close()
        shift.stop()


def _leave(leaving: threading.Event, _number: int, _frame: FrameType | None) -> NoReturn:
    leaving.set()
    raise SystemExit(0)


@main.command()
@host_option
@port_option
@click.option("--processes", type=click.IntRange(1), default=2, show_default=True)
@click.option("--threads", type=click.IntRange(1), default=8, show_default=True, help="In each.")
@data_option
def web(host: str, port: int, processes: int, threads: int, data: Path) -> None:
    """The web alone (Granian): ingestion, APIs, pages."""
    telemetry.start_logging()
    given = settings(data)
    _ = given.key  # said here once rather than by each process
    with opened(given) as database:
        warn_if_not_durable(database)
    Granian(
        f"{threads} {data}",  # what waits may hold some of the threads, never all
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http1_settings=HTTP1Settings(header_read_timeout=1000 * given.body_seconds),
        http=HTTPModes.http1,  # HTTP/2 is a proxy's: its streams are no connections to count
        workers=processes,
        backpressure=CONNECTIONS,
        websockets=False,
        workers_kill_timeout=DRAIN_SECONDS,
        respawn_failed_workers=True,  # one that is killed takes nobody along
        log_enabled=False,
    ).serve(target_loader=web_app)


@main.command()
@click.option("--threads", type=click.IntRange(1), default=4, show_default=True, help="Per queue.")
@data_option
def worker(threads: int, data: Path) -> None:
    """Works on events, waits and sends; run as many as you like."""
    telemetry.start_logging()
    given = settings(data)
    with opened(given) as database:
        warn_if_not_durable(database)
        shift = Shift(given.broker_url, make_work(given, database, "worker"), threads=threads)
        _until_told_to_stop(shift, "worker")


@main.command()
@data_option
def scheduler(data: Path) -> None:
    """Rings for what is due and keeps order; run as many as you like."""
    telemetry.start_logging()
    given = settings(data)
    with opened(given) as database:
        _until_told_to_stop(
            Watch(given.broker_url, make_work(given, database, "scheduler")), "scheduler"
        )
