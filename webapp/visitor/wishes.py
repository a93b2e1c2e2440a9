"""`/v1/me/preferences`: what a person wants to hear, when and from whom, and a link to say so."""

from __future__ import annotations

from flask import Request

from engine import clock
from engine.audience import preferences
from engine.audience.incoming import Refused
from engine.store.db import Tx
from webapp.ingest.fault import Fault
from webapp.visitor import body, door, wished
from webapp.visitor.body import PreferencesBody
from webapp.visitor.devices import Answer
from webapp.visitor.door import Door

LINK_LASTS = clock.HOUR  # she asked for it, and opens it at once


def read(at: Door, request: Request) -> Answer:
    """All of them: `wished.shown` says in which shape."""
    visitor = door.visitor_of(at, request)
    if isinstance(visitor, Fault):
        return visitor

    def act(tx: Tx) -> Answer:
        one = door.speaker(tx, visitor)
        if isinstance(one, Refused):
            return one
        return wished.shown(tx, visitor.workspace_id, one.owner)

    return door.read(at, act)


def change(at: Door, request: Request) -> Answer:
    """`PUT`: any of the same members, `categories` and `events` as `{"news": true}`, of `muted`
    those that change; answers as GET does."""
    visitor = door.visitor_of(at, request)
    if isinstance(visitor, Fault):
        return visitor
    sent = body.read(request, PreferencesBody)
    if isinstance(sent, Fault):
        return sent
    wish = wished.wish_of(sent)
    if isinstance(wish, Fault):
        return wish

    def act(tx: Tx) -> tuple[Answer, set[int]]:
        one = door.speaker(tx, visitor)
        if isinstance(one, Refused):
            return one, set()
        shards = preferences.change(tx, visitor.workspace_id, one.owner, wish, tx.now())
        if isinstance(shards, Refused):
            return shards, set()
        return wished.shown(tx, visitor.workspace_id, one.owner), shards

    answer, shards = at.database.run(act)
    at.ring(shards)
    return answer


def link(at: Door, request: Request) -> Answer:
    """`POST /v1/me/preferences/link`: `{"url", "expiresAt"}` of the hosted page, for her alone."""
    visitor = door.visitor_of(at, request)
    if isinstance(visitor, Fault):
        return visitor

    def act(tx: Tx) -> Answer:
        one = door.speaker(tx, visitor)
        if isinstance(one, Refused):
            return one
        until = tx.now() + LINK_LASTS
        url = at.signer.page_link(at.ingest.base_url, visitor.workspace_id, one.owner, until)
        return {"url": url, "expiresAt": wished.moment(until)}

    return door.read(at, act)
