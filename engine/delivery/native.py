"""Content becomes what apps get: a message for Firebase, a payload for Apple; measured, cut to fit.

Both carry the same besides what is shown: `url` as it is in the push, `lang`, the buttons, and
`waymark` with the token by which an app reports what became of it (`POST /v1/reports`). The buttons
are the category that an iOS app registers: their names, joined by a dot.

Firebase: `SendMessageRequest` of FCM HTTP v1. A collapse key is not used: of an app that is off
Firebase keeps four, and of more than four no one knows which; the tag replaces what is shown.
Apple: "Generating a remote notification".
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import msgspec

from engine.audience.content import Content, Refused, Site
from engine.delivery.compose import Stamp, filled, fitted
from engine.delivery.providers import apns
from engine.delivery.providers.provider import ApnsPush, FcmPush, Urgency
from engine.native_keys import ApnsKey, Credentials, FcmAccount

LARGEST = 4096  # bytes: Firebase counts what reaches the app, Apple the payload
FCM_LONGEST = 28 * 24 * 3600  # seconds that Firebase keeps a message
_PRIORITY: Mapping[Urgency, tuple[str, int]] = {
    # What is to be seen is HIGH to Firebase: a NORMAL one waits until the phone wakes by itself.
    "high": ("HIGH", 10),
    "normal": ("HIGH", 10),
    "low": ("NORMAL", 5),
    "very-low": ("NORMAL", 1),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A push for one native device: what it says, and how it is to be carried.

    `id` is the claim's own word for it, `token` the device's; `ttl` in seconds, `now` in seconds
    since the epoch.
    """

    id: str
    token: str
    content: Content
    site: Site
    stamp: Stamp
    ttl: int
    urgency: Urgency
    now: int


def push(letter: Letter, credentials: Credentials) -> FcmPush | ApnsPush | Refused:
    """As the service of these credentials takes it."""
    if isinstance(credentials, FcmAccount):
        return for_fcm(letter, credentials)
    return for_apns(letter, credentials)


def for_fcm(letter: Letter, account: FcmAccount) -> FcmPush | Refused:
    """A body that does not fit is cut, the rest is never."""
    made = fitted(letter.content, lambda content: _fcm(letter, content), LARGEST)
    if isinstance(made, Refused):
        return made
    # The token is no part of what is measured: it never reaches the app.
    body = b'{"message":{"token":%b,%b}' % (msgspec.json.encode(letter.token), made[1:])
    return FcmPush(letter.id, letter.token, body, account)


def for_apns(letter: Letter, key: ApnsKey) -> ApnsPush | Refused:
    """A body that does not fit is cut, the rest is never."""
    made = fitted(letter.content, lambda content: _apns(letter, content), apns.LARGEST)
    if isinstance(made, Refused):
        return made
    return ApnsPush(
        id=letter.id,
        token=letter.token,
        payload=made,
        key=key,
        expires_at=_expires(letter),
        priority=_PRIORITY[letter.urgency][1],
        collapse_id=letter.stamp.tag[: apns.COLLAPSE_ID],
        apns_id=apns_id(letter.stamp.send_id),
    )


def apns_id(send_id: str) -> str:
    """The same UUID for each try of a send, so that Apple's answers and logs name one thing."""
    return str(uuid.UUID(bytes=sha256(send_id.encode()).digest()[:16], version=4))


def _expires(letter: Letter) -> int:
    """0 tells Apple to try once and keep nothing."""
    return letter.now + letter.ttl if letter.ttl > 0 else 0


def _fcm(letter: Letter, content: Content) -> bytes:
    notification = filled(
        {"title": content.title, "body": content.body, "image": _picture(content)}
    )
    message = {
        "notification": notification,
        "data": _data(letter, content),
        "android": _android(letter, content),
        "apns": _by_firebase(letter, content),
    }
    return msgspec.json.encode(message)


def _data(letter: Letter, content: Content) -> dict[str, str]:
    """All values are text; `from`, `gcm…`, `google…` and `message_type` are Firebase's own."""
    more = _more(letter, content)
    return {
        name: value if isinstance(value, str) else msgspec.json.encode(value).decode()
        for name, value in more.items()
    }


def _android(letter: Letter, content: Content) -> dict[str, object]:
    shown: dict[str, object] = {
        "tag": letter.stamp.tag,
        "sound": None if content.silent else content.sound,
        "defaultSound": not content.silent and content.sound is None,
        "sticky": content.require_interaction,
        # The first is how long to wait before it begins.
        "vibrateTimings": [f"{ms / 1000:g}s" for ms in (0, *content.vibrate)]
        if content.vibrate
        else None,
    }
    return {
        "priority": _PRIORITY[letter.urgency][0],
        "ttl": f"{min(max(0, letter.ttl), FCM_LONGEST)}s",
        "notification": filled(shown),
    }


def _by_firebase(letter: Letter, content: Content) -> dict[str, object]:
    """For an iOS app that is reached by Firebase: it adds title, body and data itself."""
    headers = {
        "apns-priority": str(_PRIORITY[letter.urgency][1]),
        "apns-expiration": str(_expires(letter)),
        "apns-collapse-id": letter.stamp.tag[: apns.COLLAPSE_ID],
    }
    picture = _picture(content)
    return {
        "headers": headers,
        "payload": {"aps": _aps(content)},
        **({"fcmOptions": {"image": picture}} if picture else {}),
    }


def _apns(letter: Letter, content: Content) -> bytes:
    alert = filled({"title": content.title, "body": content.body})
    aps = {"alert": alert, **_aps(content)}
    return msgspec.json.encode({"aps": aps, **_more(letter, content)})


def _aps(content: Content) -> dict[str, object]:
    rich = bool(content.image or content.actions)
    return filled(
        {
            "sound": None if content.silent else content.sound or "default",
            "category": ".".join(each.action for each in content.actions),
            "thread-id": content.source,
            # Lets the app's own extension fetch the picture before it is shown.
            "mutable-content": 1 if rich else None,
        }
    )


def _more(letter: Letter, content: Content) -> dict[str, object]:
    """What an app needs besides what is shown."""
    stamp = letter.stamp
    actions = [
        filled({"action": each.action, "title": each.title, "url": each.url, "reply": each.reply})
        for each in content.actions
    ]
    ours = {"id": stamp.send_id, "t": stamp.token, "h": letter.site.base_url, "o": stamp.mark}
    return filled(
        {
            "waymark": ours,
            "url": content.url,
            "lang": content.language,
            "image": content.image,
            "icon": content.icon,
            "badge": content.badge,
            "actions": actions,
        }
    )


def _picture(content: Content) -> str | None:
    """A picture that Firebase can fetch: a relative link is of the site, which it does not know."""
    link = content.image
    return link if link and link.lower().startswith(("https://", "http://")) else None
