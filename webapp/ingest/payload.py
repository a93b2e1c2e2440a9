"""The body of a request as bytes, never more of it than is allowed."""

from __future__ import annotations

import zlib

from flask import Request

from webapp.ingest.fault import Fault

LARGEST = 1_000_000  # bytes, decompressed
_GZIP = 31  # zlib's word for: with a gzip header (RFC 1952)
_TOO_LARGE = Fault("too_large", f"a request is at most {LARGEST} bytes, decompressed")


def read(request: Request) -> bytes | Fault:
    """Up to a megabyte, gunzipped where `Content-Encoding` says so; any content type."""
    sent = request.stream.read(LARGEST + 1)
    if len(sent) > LARGEST or (request.content_length or 0) > LARGEST:
        return _TOO_LARGE
    match request.headers.get("Content-Encoding", "").strip().lower():
        case "" | "identity":
            return sent
        case "gzip" | "x-gzip":
            return gunzip(sent)
        case _:
            return Fault("unsupported_encoding", "Content-Encoding must be gzip or absent")


def gunzip(packed: bytes) -> bytes | Fault:
    """One gzip member, unpacked no further than the limit."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacker.decompress(packed, LARGEST + 1)
    except zlib.error:
        return Fault("invalid_gzip", "the body is not gzip")
    if len(unpacked) > LARGEST:
        return _TOO_LARGE
    if not unpacker.eof or unpacker.unused_data:
        return Fault("invalid_gzip", "the body is not one whole gzip member")
    return unpacked
