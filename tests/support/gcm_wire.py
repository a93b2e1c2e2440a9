"""The wire of Google's push client: protobuf fields, and frames over a TLS connection."""

import asyncio
import struct
from typing import Any

# Tags of the Mobile Connection Server's frames.
PING, PING_ACK, LOGIN, LOGIN_OK, CLOSE, IQ, DATA = 0, 1, 2, 3, 4, 7, 8


def varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    out = b""
    while True:
        number, low = number >> 7, number & 127
        out += bytes([low | (128 if number else 0)])
        if not number:
            return out


def field(number: int, value: int | str | bytes) -> bytes:
    """One field: a varint for numbers and booleans, length-prefixed for the rest."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def fixed64(number: int, value: int) -> bytes:
    """One field of eight bytes."""
    return varint(number << 3 | 1) + struct.pack("<Q", value)


def parse(data: bytes) -> dict[int, list[Any]]:
    """Field number to its values: ints for varints and fixed ones, bytes for the rest."""
    fields: dict[int, list[Any]] = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        value: int | bytes
        match key & 7:
            case 0:
                value, at = _varint(data, at)
            case 1:
                (value,), at = struct.unpack_from("<Q", data, at), at + 8
            case 5:
                (value,), at = struct.unpack_from("<I", data, at), at + 4
            case 2:
                size, at = _varint(data, at)
                value, at = data[at : at + size], at + size
            case kind:
                raise ValueError(f"wire type {kind}")
        fields.setdefault(key >> 3, []).append(value)
    return fields


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte, at = data[at], at + 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at


async def read_frame(reader: asyncio.StreamReader) -> tuple[int, dict[int, list[Any]]]:
    """The next frame's tag and fields."""
    tag = (await reader.readexactly(1))[0]
    size = shift = 0
    while True:
        byte = (await reader.readexactly(1))[0]
        size |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return tag, parse(await reader.readexactly(size))


def frame(tag: int, body: bytes) -> bytes:
    """A frame as it is written."""
    return bytes([tag]) + varint(len(body)) + body
