"""What must never be, looked for after every commit: forbidden claims, people inside twice."""

from __future__ import annotations

import sqlite3

from engine import clock
from tests.simulation.scene import TRANSACTIONAL, Scene

BURST = 5 * clock.MINUTE


class Judge:
    """Looks after every commit at what was claimed in it, and at the end at everything."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.found = scene, list[str]()
        self._claims = 0
        self._decided: dict[str, tuple[int, int, str]] = {}  # message: (person, at, push)

    def look(self) -> None:
        """After a commit: was one of its claims forbidden? Is somebody in a journey twice?"""
        for row in self.scene.rows("SELECT * FROM w_claim WHERE n > ?", self._claims):
            self._claims = row["n"]
            self._claim(row)
        twice = self.scene.rows(
            "SELECT journey_id, person_id FROM run JOIN journey j ON j.id = journey_id "
            "WHERE state = 'active' GROUP BY 1, 2, entry_key HAVING count(*) > 1"
        )
        self.found += [f"in a journey twice: {tuple(row)}" for row in twice]

    def _claim(self, row: sqlite3.Row) -> None:
        journal, person = self.scene.journal, row["person"]
        what = f"{row['message']} to {person} on {row['device']}"
        if row["owner"] != row["device_owner"] or row["epoch"] != row["device_epoch"]:
            self.found.append(f"claimed for a former owner: {what}")
        if not row["push_on"] or row["erased"]:
            self.found.append(f"claimed against the row of her own choice: {what}")
        for one in (*journal.off, *journal.erased):
            if self.scene.canonical(one) == person:
                self.found.append(f"claimed after an answered opt-out or erasure: {what}")
        owner = journal.owners.get(row["device"])
        known = owner is not None and row["device"] not in journal.moving
        if known and self.scene.canonical(owner or 0) != person:
            self.found.append(f"claimed for somebody else than its owner: {what}")
        self._count(row, what)

    def _count(self, row: sqlite3.Row, what: str) -> None:
        """The cap, counted once for each message, also those of people merged since."""
        cap = self.scene.world.options.cap
        if row["message"] in self._decided or row["push"] in TRANSACTIONAL:
            return
        hers = [
            when
            for person, when, _ in self._decided.values()
            if self.scene.canonical(person) == row["person"]
        ]
        # A clock that jumped back frees nobody; what others were sent before it did says nothing.
        at = max((row["at"], *hers))
        before = sum(when > at - BURST for when in hers)
        if cap is not None and before >= cap:
            self.found.append(f"more than {cap} messages in five minutes: {what}")
        self._decided[row["message"]] = (row["person"], at, row["push"])
