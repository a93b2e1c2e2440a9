"""`/v1/me/popups`: the one popup that a person is offered now, and what she does with it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from flask import Request

from engine import clock, workspaces
from engine.audience import offers, popup_content, preferences
from engine.audience.incoming import Refused
from engine.audience.offers import Mark, Offer
from engine.audience.tokens import OfferRef, Visitor
from engine.store.db import Tx
from webapp.ingest.fault import Fault
from webapp.visitor import body, door
from webapp.visitor.body import AnswerBody, ShownBody
from webapp.visitor.devices import Answer
from webapp.visitor.door import Door, Speaker

NEAR = 500
"""Events: with more to do a shard is behind, and it is not for a page's request to catch up."""

WRONG_TOKEN = Refused("offer_token_invalid", "this is not the offer's token")


@door.for_visitor
def current(at: Door, _: Request, visitor: Visitor) -> Answer:
    """`{"items": [offer]}`, or no item.

    Events that were accepted before the call and are not worked on yet are worked on here and now,
    or waited for, a second at most: the popup that one of them leads to is then in the answer.
    Where too many wait already, it is answered at once. `"pending": true` says that they are still
    being worked on: ask again.
    """
    with at.database.read() as tx:
        found, ahead = _look(tx, at, visitor, None)
    if found is None and ahead is not None:
        found, ahead = _worked(at, visitor, ahead)
    if found is None and ahead is not None and at.waits.acquire(blocking=False):
        try:
            found, ahead = _waited(at, visitor, ahead)
        finally:
            at.waits.release()
    if found is not None:
        return found
    return {"items": []} if ahead is None else {"items": [], "pending": True}


def _waited(at: Door, visitor: Visitor, ahead: Ahead | None) -> tuple[Answer, Ahead | None]:
    until = clock.monotonic() + at.wait
    found: Answer = None
    while found is None and ahead is not None and clock.monotonic() < until:
        time.sleep(at.pause)
        found, ahead = _worked(at, visitor, ahead)
    return found, ahead


def _worked(at: Door, visitor: Visitor, ahead: Ahead) -> tuple[Answer, Ahead | None]:
    """Work on what is ahead, if that is little, and look again."""
    if 0 < ahead.behind <= NEAR:
        at.work(ahead.mark.shard)
    with at.database.read() as tx:
        return _look(tx, at, visitor, ahead)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is still to be worked off; the engine's own events may lead on, so many times."""

    mark: Mark
    rounds: int = 3
    behind: int = 0  # events up to the mark


def _look(tx: Tx, at: Door, visitor: Visitor, ahead: Ahead | None) -> tuple[Answer, Ahead | None]:
    """The answer, or None and what is to be waited for before there is none."""
    one = door.speaker(tx, visitor)
    if isinstance(one, Refused):
        return one, None
    ahead = ahead or Ahead(offers.mark(tx, one.owner))
    # Asked before the offers: what is worked off by now has left its offers already.
    behind = offers.behind(tx, ahead.mark)
    found = offered(tx, at, one)
    if found is not None:
        return {"items": [found]}, None
    if behind:
        return None, replace(ahead, behind=behind)
    return None, _further(tx, ahead, offers.mark(tx, one.owner))


def offered(tx: Tx, at: Door, one: Speaker) -> dict[str, object] | None:
    """The offer that she is shown now, in the words of this browser's language."""
    fits = partial(popup_content.fits, device=one.row)
    found = offers.current(tx, one.owner, tx.now(), fits)
    if found is None:
        return None
    known = preferences.categories(tx, one.row.workspace_id)
    site = workspaces.settings(tx, one.row.workspace_id)
    return _shown(at, found, popup_content.localised(found.content, known, site, one.row.language))


def _further(tx: Tx, ahead: Ahead, head: Mark) -> Ahead | None:
    if head == ahead.mark or ahead.rounds == 1:
        return None
    return Ahead(head, ahead.rounds - 1, offers.behind(tx, head))


def _shown(at: Door, found: Offer, content: dict[str, object]) -> dict[str, object]:
    return {
        "id": found.name,
        "token": at.signer.offer(found.workspace_id, found.name),
        "popup": found.popup,
        "expiresAt": clock.moment(found.expires_at).isoformat().replace("+00:00", "Z"),
        "content": content,
    }


def answer(at: Door, request: Request, offer: str) -> Answer:
    """`POST /v1/me/popups/{offer}/answer` (204)."""
    sent = body.read(request, AnswerBody)
    if isinstance(sent, Fault):
        return sent

    def act(tx: Tx, found: Offer) -> set[int] | Refused:
        return offers.answer(tx, found, sent.answer, sent.categories, tx.now())

    return _about(at, request, (offer, sent.token), act)


def shown(at: Door, request: Request, offer: str) -> Answer:
    """`POST /v1/me/popups/{offer}/shown` (204): the popup is on the screen."""
    sent = body.read(request, ShownBody)
    if isinstance(sent, Fault):
        return sent

    def act(tx: Tx, found: Offer) -> set[int] | Refused:
        return offers.shown(tx, found, tx.now())

    return _about(at, request, (offer, sent.token), act)


@door.for_visitor
def _about(
    at: Door,
    _: Request,
    visitor: Visitor,
    named: tuple[str, str],
    act: Callable[[Tx, Offer], set[int] | Refused],
) -> Answer:
    """Act on an offer that is named by its id and its token, for the person it was made to."""
    name, token = named
    if at.signer.read_offer(token) != OfferRef(visitor.workspace_id, name):
        return WRONG_TOKEN

    def found(tx: Tx, one: Speaker) -> set[int] | Refused:
        offer = offers.by_name(tx, visitor.workspace_id, name, one.owner)
        return offers.UNKNOWN if offer is None else act(tx, offer)

    shards = at.database.run(door.spoken(visitor, found))
    if isinstance(shards, Refused):
        return shards
    at.ring(shards)
    return None
