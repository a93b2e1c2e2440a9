"""A file of events from before: newline-delimited JSON, one Segment message a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from engine.audience.incoming import Accepted, Duplicate, Incoming, Outcome
from engine.audience.tokens import Invalid
from webapp.ingest import answer, gate, items
from webapp.ingest.fault import Fault
from webapp.ingest.items import Batch

AT_ONCE = 1_000  # lines in one commit
SHOWN = 20  # faults kept to be shown

Submit = Callable[[Sequence[Incoming]], list[Outcome]]


@dataclass(slots=True)
class Tally:
    """What became of the lines so far; an import done twice finds duplicates."""

    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    """(line, code, message) of the first SHOWN."""

    def refuse(self, line: int, fault: Fault) -> None:
        """Count a line that is not taken."""
        self.rejected += 1
        if len(self.faults) < SHOWN:
            self.faults.append((line, fault.code, fault.message))


def take(lines: Iterable[bytes], submit: Submit, now: int) -> Iterator[Tally]:
    """Store the lines as the server's own history, which triggers nothing; the tally after each
    commit. Raises what `submit` raises: what was told before is stored."""
    batch = batch_of(now)
    tally = Tally()
    # A line's own end would send it to the slower reading: see gate.is_as_written.
    bare = ((number, line.strip()) for number, line in enumerate(lines, 1))
    numbered = ((number, line) for number, line in bare if line)
    while some := list(islice(numbered, AT_ONCE)):
        _store(some, batch, submit, tally)
        yield tally


def batch_of(now: int) -> Batch:
    """What holds for all of the server's own history."""
    return Batch(
        key_class="secret",
        verification=False,
        verify=lambda _token: Invalid("not asked"),
        context={},
        sent_at=None,
        received=now,
        imported=True,
    )


def _store(lines: list[tuple[int, bytes]], batch: Batch, submit: Submit, tally: Tally) -> None:
    taken: list[tuple[int, Incoming]] = []
    for number, line in lines:
        made = checked(line, batch)
        if isinstance(made, Fault):
            tally.refuse(number, made)
        else:
            taken.append((number, made))
    outcomes = submit([incoming for _, incoming in taken])
    for (number, _), outcome in zip(taken, outcomes, strict=True):
        match outcome:
            case Accepted():
                tally.accepted += 1
            case Duplicate():
                tally.duplicates += 1
            case _:
                fault = answer.fault_of(outcome)
                if fault is not None:
                    tally.refuse(number, fault)


def checked(line: bytes, batch: Batch) -> Incoming | Fault:
    """The value for the engine of one message as JSON, or why it is refused."""
    parsed = gate.parse(line, batch=False)
    if isinstance(parsed, Fault):
        return parsed
    (event,) = parsed.events
    made = event if isinstance(event, Fault) else items.check(0, event, batch)
    return made if isinstance(made, Fault) else made.incoming
