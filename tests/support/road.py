"""The road between a browser and a server: it can be closed, as where there is no network."""

import asyncio
import contextlib

from tests.support.loop_thread import LoopThread

HOST = "127.0.0.1"
PIECE = 65_536


class Road:
    """Hands everything on to `port`; started by its constructor at `self.port`, open."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._loop = LoopThread()
        self._going: set[asyncio.Task[None]] = set()
        self.port = 0
        self.open()

    def open(self) -> None:
        """Take connections, at the same port as before."""
        self._server = self._loop.run(asyncio.start_server(self._travel, HOST, self.port))
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Refuse new connections and cut those there are."""
        self._loop.run(self._end())

    def forget(self) -> None:
        """Close it for good."""
        self.close()
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        for task in set(self._going):
            task.cancel()
        await asyncio.gather(*self._going, return_exceptions=True)

    async def _travel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._going.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await self._both_ways(reader, writer)
        finally:
            writer.transport.abort()
            self._going.discard(task)

    async def _both_ways(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection(HOST, self._to)
        try:
            await asyncio.gather(_carry(reader, forth), _carry(back, writer))
        finally:
            forth.transport.abort()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(PIECE):
        writer.write(piece)
        await writer.drain()
    # Whoever has nothing more to say may still listen: the other way ends by itself.
    if writer.can_write_eof():
        writer.write_eof()
