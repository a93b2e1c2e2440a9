"""`/p/`: a person's preferences as a page, opened by a signed link and by nothing else.

The link's token stands behind the #, which browsers send to nobody; a script hands it over in the
body of a POST, and the page's own form keeps it. No cookie: another site has nothing to ride on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from engine.audience import preferences
from engine.audience.incoming import Refused
from engine.audience.tokens import Invalid, PageRef
from engine.reports import people
from engine.store.db import Tx
from engine.workspaces import settings
from journeys import zones
from webapp import refusals
from webapp.ingest.fault import Fault
from webapp.visitor import door, form, texts, wished
from webapp.visitor.body import PreferencesBody
from webapp.visitor.brand import Brand, brand_of, sheet
from webapp.visitor.door import Door
from webapp.visitor.form import Filled
from webapp.visitor.texts import Language

LARGEST = 64 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Vary": "Accept-Language",
}


@dataclass(slots=True)
class View:
    """What the page is drawn from."""

    brand: Brand
    languages: tuple[str | None, ...]  # hers, and the workspace's
    zone: str
    shown: dict[str, Any]
    filled: Filled
    saved: bool = False


def blueprint(at: Door) -> Blueprint:
    """The page; whoever comes too often waits, as at the other visitor endpoints."""
    made = Blueprint("preferences_page", __name__)
    made.get("/p/<colour>.css")(looks)

    @made.get("/p/")
    def opening() -> Response:
        return _page("preferences_open.html", 200)

    @made.post("/p/")
    def show() -> Response:
        limited = door.too_often(at, request)
        if limited is not None:
            return _refused(429, limited.code, limited.retry_after)
        if (request.content_length or LARGEST + 1) > LARGEST:
            return _refused(413, "too_large")
        sent = request.form
        now = at.ingest.clock()
        ref = at.signer.read_page(sent.get("token", "").rpartition("#")[2].strip(), now)
        if isinstance(ref, Invalid):
            return _refused(403, "page_token_invalid")
        answer, shards = at.database.run(_act, ref, sent if "save" in sent else None)
        at.ring(shards)
        if isinstance(answer, View):
            token = sent["token"].rpartition("#")[2].strip()
            status = 422 if answer.filled.errors else 200
            return _page("preferences.html", status, view=answer, token=token)
        return _refused(403 if answer.code == "page_token_invalid" else 400, answer.code)

    return made


def looks(colour: str) -> Response:
    """A colour's style sheet: of a workspace it says nothing that is not in its address."""
    rules = sheet(colour)
    if rules is None:
        return Response(status=404)
    kept = {"Cache-Control": "public, max-age=86400"}
    return Response(rules, 200, kept, content_type="text/css; charset=utf-8")


def _act(
    tx: Tx, ref: PageRef, sent: MultiDict[str, str] | None
) -> tuple[View | Fault | Refused, set[int]]:
    """Save what was sent, if anything was; what the page shows then."""
    who = people.find(tx, ref.workspace_id, ref.person_id)
    if who is None:  # erased since the link was made
        return Refused("page_token_invalid", "nobody"), set()
    known = people.whole(tx, who)
    asked = (*request.accept_languages.values(), known.language)
    shown = wished.shown(tx, who.workspace_id, who.id, asked)
    workspace = settings(tx, who.workspace_id)
    languages = (known.language, workspace["default_language"])
    zone = str(shown["timezone"])
    view = View(brand_of(workspace), languages, zone, shown, form.filled(shown))
    if sent is None:
        return view, set()
    made = form.sent(sent, shown)
    if made.errors:
        view.filled = made
        return view, set()
    shards = _change(tx, who, form.changes(made, shown, tx.now()))
    if not isinstance(shards, set):
        return shards, set()
    view.shown = wished.shown(tx, who.workspace_id, who.id, asked)
    view.filled, view.saved = form.filled(view.shown), True
    return view, shards


def _change(tx: Tx, who: people.Who, body: dict[str, Any]) -> set[int] | Fault | Refused:
    """As `PUT /v1/me/preferences` reads and does it."""
    try:
        wish = wished.wish_of(msgspec.convert(body, PreferencesBody))
    except msgspec.ValidationError as error:
        return Fault("invalid_field", str(error))
    if isinstance(wish, Fault):
        return wish
    return preferences.change(tx, who.workspace_id, who.id, wish, tx.now())


def _refused(status: int, code: str, retry_after: int | None = None) -> Response:
    refusals.count(code)
    response = _page("preferences_invalid.html", status)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _page(template: str, status: int, view: View | None = None, **parts: str) -> Response:
    """In the language of her browser, as the widgets are, else in hers, else the workspace's."""
    tag = texts.spoken((*request.accept_languages.values(), *(view.languages if view else ())))
    language = texts.LANGUAGES[tag]
    text = render_template(
        template, t=_say(language), when=_when(language), language=tag,
        direction=language.direction, view=view, **parts,
    )  # fmt: skip
    response = Response(text, status, HEADERS, content_type="text/html; charset=utf-8")
    logo = view.brand.origin if view else None
    images = " ".join(["'self'", "data:", *([logo] if logo else [])])
    response.headers["Content-Security-Policy"] = POLICY.format(images=images)
    response.headers["Content-Language"] = tag
    return response


def _say(language: Language) -> Callable[..., str]:
    def say(name: str, /, **values: object) -> str:
        if language.direction == "rtl":
            # A name in Latin letters stays in one piece (Unicode's isolates, UAX #9).
            values = {one: f"\u2068{value}\u2069" for one, value in values.items()}
        return language.texts[name].format(**values)

    return say


def _when(language: Language) -> Callable[[str, str], str]:
    def when(at: str, zone: str) -> str:
        local = datetime.fromisoformat(at).astimezone(zones.lookup(zone) or UTC)
        month = language.texts["months"].split()[local.month - 1]
        return language.texts["moment"].format(
            day=local.day, month=month, year=local.year, time=f"{local:%H:%M}"
        )

    return when
