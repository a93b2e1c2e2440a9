"""Content becomes a payload.

The payload is the service worker's contract (webapp/snippet/src/payload.ts): short keys, the
send's signed token for reports, and the origins that links may lead to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from engine.audience.content import CUT, Action, Content, Refused, Site
from engine.delivery.providers.encryption import LARGEST


def payload(
    content: Content, site: Site, *, send_id: str, token: str, tag: str, at_ms: int
) -> bytes | Refused:
    """The JSON that is encrypted; a body that does not fit is cut, the rest is never."""
    made = _encoded(content, site, send_id, token, tag, at_ms)
    while len(made) > LARGEST and content.body:
        over = len(made) - LARGEST
        kept = content.body.rstrip(CUT)[: max(0, len(content.body) - max(1, over // 4) - 1)]
        content = replace(content, body=f"{kept}{CUT}" if kept else "")
        made = _encoded(content, site, send_id, token, tag, at_ms)
    if len(made) > LARGEST:
        return Refused("too_large", f"{len(made)} bytes without a body, more than {LARGEST}")
    return made


def _encoded(content: Content, site: Site, send_id: str, token: str, tag: str, at_ms: int) -> bytes:
    note: dict[str, object] = {
        "title": content.title,
        "body": content.body,
        "icon": content.icon,
        "badge": content.badge,
        "image": content.image,
        "tag": tag,
        "url": content.url,
        "actions": [_button(each) for each in content.actions],
        "requireInteraction": content.require_interaction,
        "silent": content.silent,
        "renotify": False,
        "timestamp": at_ms,
        "lang": content.language,
        "vibrate": list(content.vibrate),
        "dir": None if content.dir == "auto" else content.dir,
    }
    document = {
        "v": 1,
        "id": send_id,
        "t": token,
        "h": site.base_url,
        "n": {name: value for name, value in note.items() if value not in (None, "", [], False)},
        "d": [site.base_url, *_origins(site.domains)],
    }
    return msgspec.json.encode(document)


def _button(action: Action) -> dict[str, str | None]:
    button = {"action": action.action, "title": action.title, "url": action.url}
    if not action.reply:
        return button
    return {**button, "type": "text", "placeholder": action.placeholder}


def _origins(domains: Sequence[str]) -> list[str]:
    return [domain if "://" in domain else f"https://{domain}" for domain in domains]
