"""Rows as a file: CSV (RFC 4180) that no table program runs, or NDJSON, one object a line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, get_args

Form = Literal["ndjson", "csv"]
FORMS: tuple[Form, ...] = get_args(Form)
MEDIA: Mapping[Form, str] = {"ndjson": "application/x-ndjson", "csv": "text/csv"}

Row = Mapping[str, object]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(form: Form, columns: Sequence[str], pages: Iterable[Sequence[Row]]) -> Iterator[str]:
    """The file of these pages of rows, a page at a time; the head of a CSV file comes first."""
    if form == "csv":
        yield csv_lines([columns])
    for page in pages:
        if not page:
            continue
        if form == "csv":
            yield csv_lines([[_cell(row[name]) for name in columns] for row in page])
        else:
            yield "".join(f"{_json({name: row[name] for name in columns})}\n" for row in page)


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Lines of a CSV file. What a table program would run as a formula is text (CWE-1236)."""
    text = io.StringIO()
    harmless = ([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    csv.writer(text, lineterminator="\r\n").writerows(harmless)
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
