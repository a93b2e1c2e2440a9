"""Witnesses in the database itself: triggers that note what really changed, in the transaction.

They share nothing with the code they watch: `claims` how people and devices stood when a send was
claimed, `states` every change of a send, `applied` which events a position passed and when,
`entered` and `moved` what runs did.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

TABLES = """
CREATE TABLE w_claim (n INTEGER PRIMARY KEY, at, message, device, token, mode, person, push,
    owner, epoch, device_owner, device_epoch, push_on, erased);
CREATE TABLE w_state (n INTEGER PRIMARY KEY, at, message, device, token, before, after);
CREATE TABLE w_applied (n INTEGER PRIMARY KEY, at, shard, seq, person, kind, name, message);
CREATE TABLE w_back (n INTEGER PRIMARY KEY, shard, before, after);
CREATE TABLE w_entered (n INTEGER PRIMARY KEY, at, run, journey, person, key, earlier);
CREATE TABLE w_moved (n INTEGER PRIMARY KEY, at, run, journey, before, after, state, reason, since);
"""

TRIGGERS = """
CREATE TRIGGER w_claims AFTER UPDATE OF state ON send WHEN NEW.state = 'claimed' BEGIN
  INSERT INTO w_claim
  SELECT NULL, sim_now(), NEW.message_id, NEW.device_id, NEW.token, m.mode, m.person_id, m.push,
    NEW.owner, NEW.epoch, d.owner, d.epoch, r.push_on, r.erased
  FROM message m LEFT JOIN reach r ON r.person_id = m.person_id
    LEFT JOIN device d ON d.id = NEW.device_id
  WHERE m.shard = NEW.shard AND m.id = NEW.message_id;
END;
CREATE TRIGGER w_states AFTER UPDATE OF state ON send WHEN NEW.state <> OLD.state BEGIN
  INSERT INTO w_state VALUES
    (NULL, sim_now(), NEW.message_id, NEW.device_id, OLD.token, OLD.state, NEW.state);
END;
CREATE TRIGGER w_positions AFTER UPDATE OF pos ON shard_pos WHEN NEW.pos > OLD.pos BEGIN
  INSERT INTO w_applied
  SELECT NULL, sim_now(), shard, seq, person_id, kind, name, message_id FROM event
  WHERE shard = NEW.shard AND seq > OLD.pos AND seq <= NEW.pos AND kind <> 'moved'
  ORDER BY seq;
END;
CREATE TRIGGER w_backwards AFTER UPDATE OF pos ON shard_pos WHEN NEW.pos < OLD.pos BEGIN
  INSERT INTO w_back VALUES (NULL, NEW.shard, OLD.pos, NEW.pos);
END;
CREATE TRIGGER w_entries AFTER INSERT ON run BEGIN
  INSERT INTO w_entered
  SELECT NULL, sim_now(), NEW.id, NEW.journey_id, NEW.person_id, NEW.entry_key,
    (SELECT count(*) FROM run r WHERE r.journey_id = NEW.journey_id AND r.id <> NEW.id
      AND r.person_id = NEW.person_id AND r.entry_key = NEW.entry_key);
END;
CREATE TRIGGER w_moves AFTER UPDATE ON run
WHEN NEW.node IS NOT OLD.node OR NEW.state <> OLD.state BEGIN
  INSERT INTO w_moved VALUES (NULL, sim_now(), NEW.id, NEW.journey_id, OLD.node, NEW.node,
    NEW.state, NEW.reason, NEW.entered_at);
END;
"""


def watch(connection: sqlite3.Connection, now: Callable[[], int]) -> None:
    """Place the witnesses; `now` is the database's clock."""
    connection.create_function("sim_now", 0, now)
    connection.executescript(TABLES + TRIGGERS)
