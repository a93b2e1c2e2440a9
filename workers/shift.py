"""A shift: what works in one process, from its bell to the ticker that makes up for lost rings."""

from collections.abc import Callable
from functools import partial

from dramatiq import Broker

from workers.bell import Bell
from workers.broker import make_broker
from workers.crew import Crew
from workers.ticker import Tick, Ticker, poll
from workers.work import Work

POLL = 2.0  # seconds; how late a wait can end, or a lost ring be made up for
MAINTAIN = 10.0
ROUND = 0.01  # seconds between two rounds of rings to a server

MakeWork = Callable[[Bell], Work]


def make_bell(broker_url: str | None) -> tuple[Broker, Bell]:
    """The broker at this URL and its bell; None is the broker inside the process."""
    broker = make_broker(broker_url)
    return broker, Bell(broker, pause=ROUND if broker_url else 0.0)


class Shift:
    """Works on what the broker rings for, and on what its own poll finds.

    With a server as broker there is a second, small crew that only the poll rings for, inside the
    process: while the server is away, work goes on, at most a poll interval later.
    """

    def __init__(self, broker_url: str | None, make_work: MakeWork, *, threads: int) -> None:
        self._brokers = [make_bell(broker_url)]
        if broker_url:
            self._brokers.append(make_bell(None))
        self.bell = self._brokers[0][1]
        work = make_work(self.bell)
        self._crews = [
            Crew(broker, work, bell, threads=threads if bell is self.bell else 1)
            for broker, bell in self._brokers
        ]
        self._ticker = Ticker(
            Tick("poll", POLL, partial(poll, work, self._brokers[-1][1])),
            Tick("maintain", MAINTAIN, work.maintain),
        )

    def start(self) -> None:
        for crew in self._crews:
            crew.start()
        self._ticker.start()

    def stop(self) -> None:
        """Finish what is under way, then close the brokers."""
        self._ticker.stop()
        for crew in self._crews:
            crew.stop()
        for broker, bell in self._brokers:
            bell.close()
            broker.close()


class Watch:
    """The scheduler: no work of its own, it rings for what is due and keeps order."""

    def __init__(self, broker_url: str | None, make_work: MakeWork) -> None:
        self._broker, self._bell = make_bell(broker_url)
        work = make_work(self._bell)
        self._ticker = Ticker(
            Tick("poll", POLL, partial(poll, work, self._bell)),
            Tick("maintain", MAINTAIN, work.maintain),
        )

    def start(self) -> None:
        self._ticker.start()

    def stop(self) -> None:
        self._ticker.stop()
        self._bell.close()
        self._broker.close()
