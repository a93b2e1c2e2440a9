"""Time zones by name: which names count, and what they mean.

The rules of the zones come from the pinned `tzdata` package, so that every machine agrees.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

LONGEST = 64
_FARTHEST = timedelta(hours=14)
_NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?", re.ASCII | re.IGNORECASE)


def lookup(name: str | None) -> tzinfo | None:
    """The zone of this name, or None if it names none.

    Names are IANA's, its old links included (`Asia/Calcutta`), in any case, or a fixed offset east
    of Greenwich: `UTC+5`, `GMT+0530`, `+05:30`. Never a path, nor the machine's own zone.
    """
    known = normalise(name)
    return None if known is None else _zone(known)


def normalise(name: str | None) -> str | None:
    """The one spelling under which a zone is kept: IANA's, or `UTC+05:30`; None if unknown."""
    if not isinstance(name, str) or len(name) > LONGEST:
        return None
    known = _names().get(name.lower())
    if known is not None:
        return known
    offset = _offset(name)
    if offset is None:
        return None
    return timezone(offset).tzname(None)


def chosen(of: str, person: str | None, workspace: str) -> tuple[str, str | None]:
    """The name of the zone that a step goes by, and a note if it had to stand in for another.

    `of` is person or workspace. Without a known zone of her own, the workspace's is hers.
    """
    known = normalise(workspace) or "UTC"
    if of == "workspace":
        return known, None
    own = normalise(person)
    return (own, None) if own else (known, "unknown_zone")


def names() -> frozenset[str]:
    """All of IANA's names that count."""
    return frozenset(_names().values())


def _offset(name: str) -> timedelta | None:
    found = _OFFSET.fullmatch(name)
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if ahead > _FARTHEST:
        return None
    return -ahead if sign == "-" else ahead


@cache
def _names() -> dict[str, str]:
    zones = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return {name.lower(): name for name in zones if name not in _NO_PLACES}


@cache
def _zone(known: str) -> tzinfo:
    if known.lower() not in _names():
        offset = _offset(known)
        return UTC if offset is None else timezone(offset)
    with files("tzdata.zoneinfo").joinpath(*known.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=known)
