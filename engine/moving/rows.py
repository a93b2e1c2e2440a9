"""The rows of a file, CSV (RFC 4180) or NDJSON, also gzipped: a stream, however large it is.

A row that cannot be read is refused alone, by its line; what makes the whole file unreadable (the
wrong encoding, no head) is said before anything is taken from it.
"""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from typing import IO, Literal, NoReturn, cast

Form = Literal["csv", "ndjson"]

LONGEST = 64 * 1024  # bytes of a line, and of a row of several lines
LINES = 100  # of one row of CSV: a quote that nobody closed costs no more than these
COLUMNS = 500
GZIP = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"  # what a spreadsheet is, too


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in a row by the names of its columns; `line` is its first, from 1."""

    line: int
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that is not taken, and why; the code is the same word for ever."""

    line: int
    code: str
    message: str


class Unusable(Exception):
    """The whole file is of no use. What was told of it before has been read."""

    def __init__(self, line: int, code: str, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.bad = Bad(line, code, message)


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, once; `head` names the columns of CSV in order, None for NDJSON."""

    head: tuple[str, ...] | None
    rows: Iterator[Row | Bad]


class _Lines:
    """The lines of a stream, numbered from 1 and bounded; some can be given back."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._again: deque[tuple[int, bytes | None]] = deque()
        self._number = 0

    def next(self) -> tuple[int, bytes | None] | None:
        """(number, line); None in the line's place where it is longer than LONGEST."""
        if self._again:
            return self._again.popleft()
        line = self._read(LONGEST + 1)
        if not line:
            return None
        self._number += 1
        if len(line) <= LONGEST:
            return self._number, line
        while not line.endswith(b"\n") and (line := self._read(LONGEST)):
            pass
        return self._number, None

    def give_back(self, lines: list[tuple[int, bytes | None]]) -> None:
        """These are read again, before what follows them."""
        self._again.extendleft(reversed(lines))

    def _read(self, most: int) -> bytes:
        try:
            return self._raw.readline(most)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            message = "the compressed file is damaged or cut off behind this line"
            raise Unusable(max(1, self._number), "damaged", message) from None


def read(raw: IO[bytes], form: Form | None = None) -> Table:
    """The rows of a file; where `form` is not said, its first line tells.

    Raises Unusable, also while the rows are read.
    """
    lines = _Lines(_opened(raw))
    first = lines.next()
    while first is not None and first[1] is not None and not _bare(first[1]).strip():
        first = lines.next()
    if first is None:
        raise Unusable(1, "empty", "there is nothing in the file")
    number, line = first
    line = _begun(number, line)
    if form == "ndjson" or (form is None and line.lstrip().startswith(b"{")):
        lines.give_back([(number, line)])
        return Table(None, _objects(lines))
    return _csv(lines, number, line)


def _opened(raw: IO[bytes]) -> IO[bytes]:
    """The stream behind a compression that shows itself, whatever the file is called."""
    held = raw if isinstance(raw, BufferedReader) else BufferedReader(cast("RawIOBase", raw))
    return cast("IO[bytes]", gzip.open(held)) if held.peek(2)[:2] == GZIP else held


def _bare(line: bytes) -> bytes:
    return line.removeprefix(_UTF8_MARK)


def _begun(number: int, line: bytes | None) -> bytes:
    """A file's first line without its mark, if it can be one."""
    if line is None:
        raise Unusable(number, "line_too_long", _TOO_LONG)
    if line.startswith(_UTF16_MARKS):
        raise Unusable(number, "not_utf8", "the file is UTF-16: save it as UTF-8")
    if line.startswith(_ZIP):
        raise Unusable(number, "not_text", "this is an archive or a spreadsheet: save it as CSV")
    return _bare(line)


def _text(number: int, line: bytes | None) -> str | Bad:
    """A line as text; no database holds U+0000."""
    if line is None:
        return Bad(number, "line_too_long", _TOO_LONG)
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        where = f"byte {error.start + 1} of the line is not UTF-8"
        return Bad(number, "not_utf8", f"{where}: save the file as UTF-8, it may be Latin-1")
    return Bad(number, "nul_character", "holds U+0000") if "\0" in text else text


_TOO_LONG = f"a line is at most {LONGEST} bytes"


# ---- NDJSON: an object a line.


def _objects(lines: _Lines) -> Iterator[Row | Bad]:
    while (one := lines.next()) is not None:
        text = _text(*one)
        if isinstance(text, Bad):
            yield text
        elif text.strip():
            yield _object(one[0], text)


def _object(number: int, text: str) -> Row | Bad:
    try:
        value = _DECODER.decode(text.strip())
    except (ValueError, RecursionError) as error:
        return Bad(number, "invalid_json", str(error))
    if not isinstance(value, dict):
        return Bad(number, "invalid_json", "a line must be a JSON object")
    return Row(number, value)


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return made


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant)


# ---- CSV: a head, then a row a line, or several where a quoted field has line ends.


def _csv(lines: _Lines, number: int, line: bytes) -> Table:
    """Semicolons and tabs part columns as well as commas: the head shows which."""
    delimiter = max(",;\t", key=lambda each: line.count(each.encode()))
    found = _record(lines, number, line, delimiter)
    if isinstance(found, Bad):
        raise Unusable(found.line, found.code, f"the head of the table: {found.message}")
    head = tuple(name.strip() for name in found)
    named = [name for name in head if name]
    if len(named) != len(set(named)) or not named or len(head) > COLUMNS:
        message = f"the head must name 1 to {COLUMNS} columns, each once"
        raise Unusable(number, "invalid_head", message)
    return Table(head, _records(lines, head, delimiter))


def _records(lines: _Lines, head: tuple[str, ...], delimiter: str) -> Iterator[Row | Bad]:
    while (one := lines.next()) is not None:
        fields = _record(lines, *one, delimiter)
        if isinstance(fields, Bad):
            yield fields
        elif len(fields) == len(head):
            # A column without a name is a trailing delimiter of the program that wrote it.
            yield Row(one[0], {name: text for name, text in zip(head, fields, strict=True) if name})
        elif any(fields):
            counts = f"{len(fields)} fields where the head has {len(head)}"
            yield Bad(one[0], "ragged", counts)


def _record(lines: _Lines, number: int, line: bytes | None, delimiter: str) -> list[str] | Bad:
    """The fields of the row that begins here. Of a faulty one only the first line is used up."""
    text = _text(number, line)
    if isinstance(text, Bad):
        return text
    if '"' not in text:
        return text.rstrip("\r\n").split(delimiter)
    more: list[tuple[int, bytes | None]] = []
    whole = _whole(lines, text, more)
    try:
        found = [] if whole is None else list(csv.reader([whole], delimiter=delimiter, strict=True))
    except csv.Error:
        found = []
    if len(found) == 1:
        return found[0]
    lines.give_back(more)
    message = "a quoted field is not closed, or goes on behind its closing quote"
    return Bad(number, "invalid_quotes", message)


def _whole(lines: _Lines, text: str, more: list[tuple[int, bytes | None]]) -> str | None:
    """The text to where its quotes are even; `more` are the lines it took. None: nowhere near."""
    quotes = text.count('"')
    while quotes % 2:
        following = lines.next() if len(more) < LINES and len(text) <= LONGEST else None
        if following is None:
            return None
        more.append(following)
        part = _text(*following)
        if isinstance(part, Bad):
            return None
        text, quotes = text + part, quotes + part.count('"')
    return text
