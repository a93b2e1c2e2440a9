"""A fake desktop: a private D-Bus bus with org.freedesktop.Notifications, as both browsers use it.

A test sees what a person would see (title, body, buttons) and clicks or closes it.
"""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbus_fast import BusType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

from tests.support.journal import Entry, Journal, until
from tests.support.loop_thread import LoopThread

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""

DISMISSED_BY_PERSON = 2
CLOSED_BY_CALL = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A notification on the desktop; `replaces` is set when it took another's place."""

    id: int
    title: str
    body: str
    actions: dict[str, str]
    replaces: bool
    silent: bool


# D-Bus signatures stand where Python has types; the names are those of the specification.
class _Notifications(ServiceInterface):
    def __init__(self, journal: Journal) -> None:
        super().__init__("org.freedesktop.Notifications")
        self._journal = journal
        self._last = 0

    @dbus_method()
    def GetCapabilities(self) -> "as":  # type: ignore[valid-type]  # noqa: N802, F722
        return ["actions", "body", "body-markup", "icon-static", "persistence"]

    @dbus_method()
    def GetServerInformation(self) -> "ssss":  # type: ignore[name-defined]  # noqa: N802, F821
        return ["desktop of the tests", "waymark", "1.0", "1.2"]

    @dbus_method()
    def Notify(  # noqa: N802
        self,
        app: "s",  # type: ignore[name-defined]  # noqa: F821
        replaces: "u",  # type: ignore[name-defined]  # noqa: F821
        icon: "s",  # type: ignore[name-defined]  # noqa: F821
        summary: "s",  # type: ignore[name-defined]  # noqa: F821
        body: "s",  # type: ignore[name-defined]  # noqa: F821
        actions: "as",  # type: ignore[valid-type]  # noqa: F722
        hints: "a{sv}",  # type: ignore[valid-type]  # noqa: F722
        timeout: "i",  # type: ignore[name-defined]  # noqa: F821
    ) -> "u":  # type: ignore[name-defined]  # noqa: F821
        self._last += not replaces
        silent = hints.get("suppress-sound", Variant("b", False)).value
        buttons = dict(zip(actions[::2], actions[1::2], strict=True))
        number = replaces or self._last
        shown = Shown(number, summary, body, buttons, bool(replaces), bool(silent))
        self._journal.note("shown", title=summary, shown=shown)
        return number

    @dbus_method()
    def CloseNotification(self, number: "u") -> None:  # type: ignore[name-defined]  # noqa: N802, F821
        self._journal.note("closed", id=number)
        self.NotificationClosed(number, CLOSED_BY_CALL)

    @dbus_signal()
    def NotificationClosed(self, number: Any, reason: Any) -> "uu":  # type: ignore[name-defined]  # noqa: N802, F821
        return [number, reason]

    @dbus_signal()
    def ActionInvoked(self, number: Any, key: Any) -> "us":  # type: ignore[name-defined]  # noqa: N802, F821
        return [number, key]


class Desktop:
    """Started by its constructor; `environment` goes to the browser."""

    def __init__(self) -> None:
        self.journal = Journal()
        self._folder = Path(tempfile.mkdtemp(prefix="desktop-"))
        socket = self._folder / "bus"
        configuration = self._folder / "bus.conf"
        configuration.write_text(CONFIGURATION.format(socket=socket))
        self._daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile"],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._address = f"unix:path={socket}"
        self.environment = {"DBUS_SESSION_BUS_ADDRESS": self._address}
        until(socket.exists, what="the start of the bus")
        self._loop = LoopThread()
        self._interface = _Notifications(self.journal)
        self._bus = self._loop.run(self._connected())

    async def _connected(self) -> MessageBus:
        bus = await MessageBus(bus_address=self._address, bus_type=BusType.SESSION).connect()
        bus.export("/org/freedesktop/Notifications", self._interface)
        await bus.request_name("org.freedesktop.Notifications")
        return bus

    def wait(self, title: str, seconds: float = 15, after: int = 0) -> Shown:
        """The first notification with this title."""
        entry: Entry = self.journal.wait("shown", seconds=seconds, after=after, title=title)
        shown: Shown = entry["shown"]
        return shown

    def all(self, title: str) -> list[Shown]:
        """Every notification with this title, oldest first."""
        return [entry["shown"] for entry in self.journal.entries("shown", title=title)]

    def click(self, shown: Shown, button: str | None = None) -> None:
        """Click the notification, or its button with this label."""
        keys = [key for key, label in shown.actions.items() if label == button]
        key = keys[0] if button is not None else "default"
        self._loop.run(self._signal("ActionInvoked", shown.id, key))

    def dismiss(self, shown: Shown) -> None:
        """Close it as a person does."""
        self._loop.run(self._signal("NotificationClosed", shown.id, DISMISSED_BY_PERSON))

    async def _signal(self, name: str, *values: Any) -> None:
        getattr(self._interface, name)(*values)

    def close(self) -> None:
        """End the bus."""
        self._loop.run(self._disconnect())
        self._loop.close()
        self._daemon.terminate()
        self._daemon.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _disconnect(self) -> None:
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
