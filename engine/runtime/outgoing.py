"""The outbox's rows of a batch: messages and sends, popup offers, webhook calls; in sets."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

import sqlalchemy as sa

from engine import clock
from engine.audience import inbox
from engine.runtime import bell
from engine.runtime.effects import Gathered, Wanted, engine_event
from engine.runtime.published import Document, Live
from engine.store import bulk
from engine.store.bulk.among import among
from engine.store.db import Tx
from engine.store.tables import device, inbox_item, message, offer, send, webhook_call
from journeys.decision import CallWebhook, SendPush, ShowPopup
from journeys.duration import parse_duration
from journeys.visit import Event

RUN_TIME = "P1D"  # of a push resource that names none
WEBHOOK_TIME = clock.DAY  # how long a webhook is tried
KINDS = {"all": ("web", "fcm", "apns"), "web": ("web",), "native": ("fcm", "apns")}

ABOUT = ("shard", "id", "workspace_id", "person_id", "run_id", "journey_id", "node")
MESSAGE = (*ABOUT, "push", "target", "mode", "event", "state", "reason", "depth")
MESSAGE_TIMES = ("created_at", "due_at", "expires_at")
SEND = ("shard", "message_id", "device_id", "workspace_id", "owner", "epoch", "state", "due_at")
OFFER = (*ABOUT, "popup", "priority", "state", "created_at", "expires_at")
WEBHOOK = (*ABOUT, "url", "body", "state", "depth", *MESSAGE_TIMES)


class Target(NamedTuple):
    """A device as it was when the message was made: the claim compares owner and epoch."""

    id: str
    epoch: int
    kind: str


def write(tx: Tx, shard: int, gathered: Gathered, live: Mapping[str, Live]) -> int:
    """Write what the batch wants done; answer how many sends and calls wait to go out."""
    withdraw_offers(tx, gathered.left)
    bulk.insert_absent(
        tx, offer, OFFER, [_offer(shard, each, gathered.now) for each in gathered.popups]
    )
    calls = [_webhook(shard, each, gathered.now) for each in gathered.webhooks]
    bulk.insert_absent(tx, webhook_call, WEBHOOK, calls)
    _write_items(tx, shard, gathered, live)
    return len(calls) + _write_pushes(tx, shard, gathered, live)


def _write_items(tx: Tx, shard: int, gathered: Gathered, live: Mapping[str, Live]) -> None:
    """What is said in the bell alone."""
    rows = []
    for each in gathered.items:
        known = live[each.living.workspace_id]
        document = known.resources.get(("push", each.effect.push))
        key = (shard, hashed(each.effect.key))
        rows += bell.added(key, each, document, known.site, gathered.now)
    bulk.insert_absent(tx, inbox_item, inbox.COLUMNS, rows)


def hashed(key: str) -> str:
    """An effect's key as an id that fits URLs and tags; the same key is the same id for ever."""
    return blake2b(key.encode(), digest_size=15).hexdigest()


def _write_pushes(tx: Tx, shard: int, gathered: Gathered, live: Mapping[str, Live]) -> int:
    devices = _devices(tx, {each.living.id for each in gathered.pushes})
    messages, sends, items = [], [], []
    for each in gathered.pushes:
        known = live[each.living.workspace_id]
        document = known.resources.get(("push", each.effect.push))
        kinds = KINDS[each.effect.target]
        to = [target for target in devices[each.living.id] if target.kind in kinds]
        reason = "missing_resource" if document is None else None if to else "no_device"
        id_ = hashed(each.effect.key)
        messages.append(_message(shard, each, document or {}, reason, gathered.now))
        items += bell.item((shard, id_), each, document, known.site, gathered.now)
        if reason is not None:
            _tell_suppressed(gathered, each, id_, reason)
            continue
        head = (shard, id_)
        tail = (each.living.workspace_id, each.living.id)
        sends += [(*head, target.id, *tail, target.epoch, "pending", gathered.now) for target in to]
    bulk.insert_absent(tx, message, (*MESSAGE, *MESSAGE_TIMES), messages)
    bulk.insert_absent(tx, send, SEND, sends)
    bulk.insert_absent(tx, inbox_item, inbox.COLUMNS, items)
    return len(sends)


def _devices(tx: Tx, people: Iterable[int]) -> dict[int, list[Target]]:
    """The devices of these people that can be sent to, read without a lock."""
    found: dict[int, list[Target]] = defaultdict(list)
    wanted = set(people)
    if wanted:
        rows = tx.execute(
            sa.select(device.c.owner, device.c.id, device.c.epoch, device.c.kind)
            .where(
                among(tx, device.c.owner, wanted),
                device.c.status == "allowed",
                device.c.endpoint.is_not(None),
            )
            .order_by(device.c.id)
        )
        for owner, id_, epoch, kind in rows:
            found[owner].append(Target(id_, epoch, kind))
    return found


def withdraw_offers(tx: Tx, left: Iterable[tuple[int, str]]) -> None:
    """Close the open offers of runs that moved on; those of this batch are not written yet."""
    pairs = set(left)
    if pairs:
        tx.execute(
            offer.update()
            .where(
                # Not by shard: an offer stays where it was made, its run may have been merged.
                among(tx, offer.c.person_id, {person for person, _ in pairs}),
                offer.c.run_id.in_({run for _, run in pairs}),
                offer.c.state == "open",
            )
            .values(state="withdrawn")
        )


def _about(shard: int, wanted: Wanted[Any]) -> tuple[Any, ...]:
    """Whose effect it is, by ABOUT; the node stands in the effect's key run:node:visit."""
    run = wanted.ride.run
    node = wanted.effect.key.rsplit(":", 1)[0].removeprefix(f"{run.id}:")
    living = wanted.living
    return (
        shard,
        hashed(wanted.effect.key),
        living.workspace_id,
        living.id,
        run.id,
        run.journey,
        node,
    )


def _message(
    shard: int, wanted: Wanted[SendPush], document: Document, reason: str | None, now: int
) -> tuple[Any, ...]:
    effect = wanted.effect
    run_time = clock.span(parse_duration(document.get("run_time") or RUN_TIME))
    return (
        *_about(shard, wanted),
        effect.push,
        effect.target,
        effect.mode or document.get("mode") or "collapse",
        _event(wanted.ride.run.event),
        "suppressed" if reason else "pending",
        reason,
        wanted.ride.run.depth,
        now,
        now,
        now + run_time,
    )


def _offer(shard: int, wanted: Wanted[ShowPopup], now: int) -> tuple[Any, ...]:
    effect = wanted.effect
    expires_at = clock.micros(effect.expires_at)
    return (*_about(shard, wanted), effect.popup, effect.priority, "open", now, expires_at)


def _webhook(shard: int, wanted: Wanted[CallWebhook], now: int) -> tuple[Any, ...]:
    effect = wanted.effect
    body = json.dumps({"key": effect.key, "body": effect.body}, separators=(",", ":"))
    times = (now, now, now + WEBHOOK_TIME)
    return (*_about(shard, wanted), effect.url, body, "pending", wanted.ride.run.depth, *times)


def _tell_suppressed(gathered: Gathered, wanted: Wanted[SendPush], id_: str, reason: str) -> None:
    _shard, _id, _workspace, _person, run, journey, node = _about(0, wanted)
    about = {"message": id_, "run": run, "node": node, "journey": journey, "reason": reason}
    depth = wanted.ride.run.depth + 1
    gathered.entries.append(
        engine_event(
            wanted.living, "push_suppressed", f"suppressed:{id_}", gathered.now, about, depth
        )
    )


def _event(event: Event | None) -> str | None:
    if event is None:
        return None
    return json.dumps({"name": event.name, "properties": dict(event.properties)})
