"""`/v1/me/preferences`: what a person wants to hear, when and from whom, and a link to say so."""

from __future__ import annotations

from flask import Request

from engine import clock
from engine.audience import preferences
from engine.audience.incoming import Refused
from engine.audience.tokens import Visitor
from engine.store.db import Tx
from webapp.ingest.fault import Fault
from webapp.visitor import body, door, wished
from webapp.visitor.body import PreferencesBody
from webapp.visitor.devices import Answer
from webapp.visitor.door import Door, Speaker

LINK_LASTS = clock.HOUR  # she asked for it, and opens it at once


@door.for_visitor
def read(at: Door, request: Request, visitor: Visitor) -> Answer:
    """All of them: `wished.shown` says in which shape."""

    def act(tx: Tx, one: Speaker) -> Answer:
        return _shown(tx, request, one)

    return door.read(at, door.spoken(visitor, act))


@door.for_visitor
def change(at: Door, request: Request, visitor: Visitor) -> Answer:
    """`PUT`: any of the same members, `categories` and `events` as `{"news": true}`, of `muted`
    those that change; answers as GET does."""
    sent = body.read(request, PreferencesBody)
    if isinstance(sent, Fault):
        return sent
    wish = wished.wish_of(sent)
    if isinstance(wish, Fault):
        return wish

    def act(tx: Tx, one: Speaker) -> tuple[Answer, set[int]]:
        shards = preferences.change(tx, visitor.workspace_id, one.owner, wish, tx.now())
        if isinstance(shards, Refused):
            return shards, set()
        return _shown(tx, request, one), shards

    done = at.database.run(door.spoken(visitor, act))
    if isinstance(done, Refused):
        return done
    answer, shards = done
    at.ring(shards)
    return answer


@door.for_visitor
def link(at: Door, _: Request, visitor: Visitor) -> Answer:
    """`POST /v1/me/preferences/link`: `{"url", "expiresAt"}` of the hosted page, for her alone."""

    def act(tx: Tx, one: Speaker) -> Answer:
        until = tx.now() + LINK_LASTS
        url = at.signer.page_link(at.ingest.base_url, visitor.workspace_id, one.owner, until)
        return {"url": url, "expiresAt": wished.moment(until)}

    return door.read(at, door.spoken(visitor, act))


def _shown(tx: Tx, request: Request, one: Speaker) -> Answer:
    """In the language that her browser asks for, as the widgets are, else in that of her device."""
    languages = (*request.accept_languages.values(), one.row.language)
    return wished.shown(tx, one.row.workspace_id, one.owner, languages)
