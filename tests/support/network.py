"""A test that leaves this machine is a mistake: sockets end at the loopback."""

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any
from unittest import mock

LOCAL_NAMES = {"localhost", "", "0.0.0.0", "::"}


class LeftTheMachine(AssertionError):
    """A test tried to reach an address that is not of this machine."""


def is_local(host: object) -> bool:
    """Whether a host as sockets take it is this machine, without asking a resolver."""
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in LOCAL_NAMES or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


@contextlib.contextmanager
def closed() -> Iterator[None]:
    """Within this block Python's sockets connect, and resolve, on the loopback only."""
    connect, connect_ex, resolve = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def check(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
            self.close()
            raise LeftTheMachine(f"connection to {address[0]}:{address[1]}")

    def guarded(self: socket.socket, address: Any) -> None:
        check(self, address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        check(self, address)
        return connect_ex(self, address)

    def resolved(host: Any, *args: Any, **kwargs: Any) -> Any:
        literal = {**kwargs, "flags": kwargs.get("flags", 0) | socket.AI_NUMERICHOST}
        if is_local(host):
            return resolve(host, *args, **kwargs)
        if len(args) < 5:
            return resolve(host, *args, **literal)  # an address is parsed, a name is refused
        raise LeftTheMachine(f"resolving {host}")

    with (
        mock.patch.object(socket.socket, "connect", guarded),
        mock.patch.object(socket.socket, "connect_ex", guarded_ex),
        mock.patch.object(socket, "getaddrinfo", resolved),
    ):
        yield
