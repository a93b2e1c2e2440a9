"""Files as people have them: every odd row is refused alone, by its line; memory stays flat."""

import csv
import gzip
import io
import json
import tracemalloc
from collections.abc import Iterable
from typing import IO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.moving import rows
from engine.moving.columns import Columns
from engine.moving.rows import LONGEST, Bad, Row, Unusable

CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


def told(data: bytes) -> list[tuple[int, object]]:
    """(line, the values or the code of its refusal) of each row."""
    return [
        (each.line, each.code if isinstance(each, Bad) else each.values)
        for each in rows.read(io.BytesIO(data)).rows
    ]


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6), st.sampled_from(",;\t"))
def test_what_a_csv_writer_wrote_is_read_as_it_was(table: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b", "c"], *table])

    read = [values for _, values in told(out.getvalue().encode())]

    # Python's reader takes a bare carriage return in a quoted field as it stands, as we do.
    assert read == [dict(zip("abc", row, strict=True)) for row in table]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # A quote that nobody closed costs its own row, in the middle and at the end.
        (b'a,b\n1,"x\n2,y\n3,z\n', [(2, "invalid_quotes"), (3, "2y"), (4, "3z")]),
        (b'a,b\n1,"x\n2,"y\n3,"z"\n', [(2, "invalid_quotes"), (3, "invalid_quotes"), (4, "3z")]),
        (b'a,b\n1,"x"y\n2,z\n', [(2, "invalid_quotes"), (3, "2z")]),
        (b'a,b\n1,"x\ny"\n2,"z ""q"""\n', [(2, "1x\ny"), (4, '2z "q"')]),
        (b"a,b\n1\n1,2,3\n\n4,5\r\n", [(2, "ragged"), (3, "ragged"), (5, "45")]),
        (b"\xef\xbb\xbfa;b\n1;2\n", [(2, "12")]),
        (b"a,b\nAna,M\xfcller\n1,2\n", [(2, "not_utf8"), (3, "12")]),
        (b"a,b\n1,\0\n1,2\n", [(2, "nul_character"), (3, "12")]),
        (b"a,b\n1," + b"x" * LONGEST + b"\n1,2\n", [(2, "line_too_long"), (3, "12")]),
        (b"a,b,\n1,2,\n", [(2, "12")]),
    ],
)
def test_an_odd_row_of_csv_is_refused_alone(data: bytes, expected: list[tuple[int, str]]) -> None:
    found = [
        (line, "".join(each.values()) if isinstance(each, dict) else each)
        for line, each in told(data)
    ]
    assert found == expected


def test_an_odd_line_of_ndjson_is_refused_alone() -> None:
    lines = [
        b'{"a": 1}',
        b"[1]",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b"{" * 5_000,
        b"\xff",
        b"",
        b'{"b": {}}',
    ]
    codes = ["invalid_json"] * 4
    expected = [
        (1, {"a": 1}),
        *zip(range(2, 6), codes, strict=True),
        (6, "not_utf8"),
        (8, {"b": {}}),
    ]
    assert told(b"\n".join(lines)) == expected


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty", 1),
        (b"\n\n", "empty", 1),
        ("a,b\n1,2\n".encode("utf-16"), "not_utf8", 1),
        (b"PK\x03\x04\x14\0", "not_text", 1),
        (b"\0\x01,b\n", "nul_character", 1),
        (b"x" * (LONGEST + 9), "line_too_long", 1),
        (b"a,a\n1,2\n", "invalid_head", 1),
        (b",\n1,2\n", "invalid_head", 1),
        (b"\nN\xe4me,b\n", "not_utf8", 2),
        (gzip.compress(b"a,b\n1,2\n" * 9, mtime=0)[:-9], "damaged", 18),
    ],
)
def test_a_file_that_is_of_no_use_is_named_by_its_line(data: bytes, code: str, line: int) -> None:
    with pytest.raises(Unusable) as caught:
        told(data)
    assert (caught.value.bad.code, caught.value.bad.line) == (code, line)


class Made(io.RawIOBase):
    """A file of 1 GB that nobody stored."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = next(self._lines, b"")
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


@pytest.mark.parametrize("unclosed", [False, True])
def test_memory_stays_flat_however_long_the_file_is(*, unclosed: bool) -> None:
    """1 GB in one line, and a field whose quote is never closed."""
    many = [b"1,2\n"] * 1_000 if unclosed else [b"y" * (1 << 13)] * (1 << 17)
    first = b'a,b\n1,"x' if unclosed else b"a,b\n"
    file = io.BufferedReader(Made([first, *many, b"\n1,2\n"]))
    tracemalloc.start()
    found = list(rows.read(cast("IO[bytes]", file)).rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found[0], Bad)
    assert isinstance(found[-1], Row)
    assert peak < 4 * 1024 * 1024


def test_columns_are_found_by_usual_names_and_by_what_was_said() -> None:
    known = {"user": ("user_id", "external_id"), "auth": ("auth", "keys.auth")}
    line = {"External ID": "u", "keys": {"auth": "s"}, "Who": "w"}

    assert Columns(known, {}).of(line) == {"user": "u", "auth": "s"}
    assert Columns(known, {"user": "Who"}).of(line) == {"user": "w", "auth": "s"}
    with pytest.raises(LookupError):
        Columns(known, {"usr": "Who"})
    table = rows.read(io.BytesIO(b"User-Id,x\n1,2\n"))
    with pytest.raises(Unusable, match="no column for auth among User-Id, x"):
        Columns(known, {}).check(table, ["user", "auth"])


def test_a_form_that_was_said_is_not_guessed() -> None:
    assert told(json.dumps({"a": "1"}).encode()) == [(1, {"a": "1"})]
    assert rows.read(io.BytesIO(b'{"a": 1}'), "csv").head == ('{"a": 1}',)
