"""Content becomes a payload, in the form that the browser behind an endpoint reads best (N10).

The payload is the service worker's contract (webapp/snippet/src/payload.ts): short keys, the
send's signed token for reports, its owner's mark, and the origins that links may lead to. Apple's
browsers get a declarative push message (W3C Push API;
https://webkit.org/blog/16535/meet-declarative-web-push/): Safari since 18.4 shows it even where no
worker runs, older ones hand it to the worker, who reads it as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct, structs

from engine.audience.content import CUT, Action, Content, Refused, Site
from engine.delivery.providers.encryption import LARGEST

DECLARATIVE_HOSTS = ".push.apple.com"
APPLE = "https://web.push.apple.com/"
"""An address there, to ask what Apple's browsers would be given."""
BELL = "/static/bell.png"
"""What a notification bears where neither it nor its workspace has an icon (C20)."""
WEB_PUSH = 8030  # by this number the JSON says that it is a declarative push message


class Stamp(Struct, frozen=True, gc=False):
    """What of a payload is this send's own; `at_ms` in milliseconds, `token` for its reports,
    `mark` of whose device it was."""

    send_id: str
    token: str
    tag: str
    at_ms: int
    mark: str


def declares(content: Content, endpoint: str) -> bool:
    """Whether a declarative message is right for this content and that push service.

    The browser opens its links by itself and is told whole ones; a relative link is of the site,
    which the worker alone knows.
    """
    if DECLARATIVE_HOSTS not in endpoint:
        return False  # most are of others, and need no closer look
    host = urlsplit(endpoint).hostname or ""
    links = (content.url, *(each.url for each in content.actions))
    return host.endswith(DECLARATIVE_HOSTS) and all(_whole(link) for link in links)


def payload(
    content: Content, site: Site, stamp: Stamp, *, declared: bool = False
) -> bytes | Refused:
    """The JSON that is encrypted; a body that does not fit is cut, the rest is never."""
    encode = _form(declared=declared)
    return fitted(content, lambda each: encode(each, site, stamp), LARGEST)


def fitted(content: Content, encode: Callable[[Content], bytes], largest: int) -> bytes | Refused:
    """What `encode` makes of a content, its body cut until there are `largest` bytes"""
    made = encode(content)
    while len(made) > largest and content.body:
        over = len(made) - largest
        kept = content.body.rstrip(CUT)[: max(0, len(content.body) - max(1, over // 4) - 1)]
        content = structs.replace(content, body=f"{kept}{CUT}" if kept else "")
        made = encode(content)
    if len(made) > largest:
        return Refused("too_large", f"{len(made)} bytes without a body, more than {largest}")
    return made


def measured(content: Content, site: Site, stamp: Stamp, *, declared: bool = False) -> int:
    """Bytes of the JSON before anything is cut to make it fit into `LARGEST`."""
    return len(_form(declared=declared)(content, site, stamp))


def _form(*, declared: bool) -> Callable[[Content, Site, Stamp], bytes]:
    return _declared if declared else _encoded


def _encoded(content: Content, site: Site, stamp: Stamp) -> bytes:
    actions = [_button(each, "url") for each in content.actions]
    note = {
        **_note(content, site, stamp),
        "url": content.url,
        "actions": actions,
        "renotify": False,
    }
    return msgspec.json.encode({"v": 1, **_ours(site, stamp), "n": filled(note)})


def _declared(content: Content, site: Site, stamp: Stamp) -> bytes:
    """`mutable`: a worker that is there shows it instead, and reports what becomes of it."""
    actions = [_button(each, "navigate") for each in content.actions]
    links = {"navigate": content.url, "actions": actions}
    note = {**_note(content, site, stamp), **links, "data": {"waymark": _ours(site, stamp)}}
    document = {"web_push": WEB_PUSH, "notification": filled(note), "mutable": True}
    return msgspec.json.encode(document)


def _ours(site: Site, stamp: Stamp) -> dict[str, object]:
    """What our worker needs besides what is shown."""
    return {
        "id": stamp.send_id,
        "t": stamp.token,
        "h": site.base_url,
        "o": stamp.mark,
        "d": [site.base_url, *_origins(site.domains)],
    }


def _note(content: Content, site: Site, stamp: Stamp) -> dict[str, object]:
    """What both forms call the same (Notifications API, `NotificationOptions`)."""
    return {
        "title": content.title,
        "body": content.body,
        "icon": content.icon or f"{site.base_url}{BELL}",
        "badge": content.badge,
        "image": content.image,
        "tag": stamp.tag,
        "requireInteraction": content.require_interaction,
        "silent": content.silent,
        "timestamp": stamp.at_ms,
        "lang": content.language,
        "vibrate": list(content.vibrate),
        "dir": None if content.dir == "auto" else content.dir,
    }


def filled(note: dict[str, object]) -> dict[str, object]:
    """Without what is empty, off or not there."""
    return {name: value for name, value in note.items() if value not in (None, "", [], False)}


def _whole(link: str | None) -> bool:
    return link is not None and link.lower().startswith(("https://", "http://"))


def _button(action: Action, link: str) -> dict[str, str | None]:
    button = {"action": action.action, "title": action.title, link: action.url}
    if not action.reply:
        return button
    return {**button, "type": "text", "placeholder": action.placeholder}


def _origins(domains: Sequence[str]) -> list[str]:
    return [domain if "://" in domain else f"https://{domain}" for domain in domains]
