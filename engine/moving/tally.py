"""What became of the rows of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from engine.moving.rows import Bad

SHOWN = 20  # refused rows kept to be shown
Became = Literal["taken", "duplicate", "refused"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row: `owner` is whose it is, by the id of a person; `user` as the file
    names her. A refused one has a code and a message."""

    line: int
    became: Became
    owner: str | None = None
    user: str | None = None
    code: str | None = None
    message: str | None = None

    @classmethod
    def of(cls, bad: Bad) -> Verdict:
        return cls(bad.line, "refused", code=bad.code, message=bad.message)


@dataclass(slots=True)
class Tally:
    """How many rows so far; `faults` are the first SHOWN that were refused."""

    taken: int = 0
    of_users: int = 0  # of those taken: they belong to somebody with a user id
    duplicates: int = 0
    refused: int = 0
    faults: list[Bad] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        """One row more."""
        match verdict.became:
            case "taken":
                self.taken += 1
                self.of_users += verdict.user is not None
            case "duplicate":
                self.duplicates += 1
            case "refused":
                self.refused += 1
                if len(self.faults) < SHOWN:
                    code, message = verdict.code or "", verdict.message or ""
                    self.faults.append(Bad(verdict.line, code, message))
