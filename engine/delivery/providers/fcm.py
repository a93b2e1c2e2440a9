"""Firebase Cloud Messaging (HTTP v1): one message for one app, and what each of its errors means.

Errors: https://firebase.google.com/docs/cloud-messaging/error-codes and shared notes of what was
recorded; `details[].errorCode` decides, not the status: a 404 without it is an address of ours that
is wrong, and says nothing about a device.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from engine import clock
from engine.clock import Clock
from engine.delivery.providers.oauth import Access
from engine.delivery.providers.provider import Answer, FcmPush, Gone, Later, Push, Receipt, Rejected
from engine.delivery.providers.receipts import CREDENTIALS, Outcome, answer_of, read_reply, said
from engine.delivery.providers.webpush import BEGIN_WITHIN
from engine.delivery.providers.wire import Answered, Refused, Reply, Request
from engine.guard import NotAllowed, Origins, target

FCM = "https://fcm.googleapis.com"
QUOTA_PAUSE = 60.0  # seconds, where a refusal for the quota does not say for how long
_ALWAYS = ("Content-Type: application/json", "Accept:", "Expect:")


class Fcm:
    """`Service[FcmPush]`; `origins` says where `origin` may be called."""

    carries: ClassVar[type[Push]] = FcmPush

    def __init__(self, access: Access, origins: Origins, now: Clock, origin: str = FCM) -> None:
        self._access = access
        self._origins = origins
        self._now = now
        self._origin = origin

    def request(self, push: FcmPush) -> Request | Reply:
        """`POST /v1/projects/…/messages:send`; Unsent while there is no access token yet."""
        begin_by = clock.monotonic() + BEGIN_WITHIN
        url = f"{self._origin}/v1/projects/{push.account.project_id}/messages:send"
        found = target(url, self._origins)
        if isinstance(found, NotAllowed):
            return Refused(found.code, found.reason)
        token = self._access.token(push.account)
        if not isinstance(token, str):
            return token
        origin, rebuilt = found
        headers = [*_ALWAYS, f"Authorization: Bearer {token}"]
        listed = origin in self._origins.listed
        return Request(rebuilt, origin, listed, headers, push.body, begin_by)

    def receipt(self, push: FcmPush, reply: Reply) -> tuple[Receipt, Answer]:
        """What became of it."""
        if not isinstance(reply, Answered) or reply.status < 400:
            return read_reply(reply, self._now(), {})
        answer = answer_of(reply.status, reply.body, reply.retry_after, self._now())
        if reply.status == 401:
            self._access.refused(push.account)
        code = error_code(reply.body)
        outcome = BY_CODE.get(code or "") or BY_STATUS.get(reply.status)
        if outcome is None:
            return read_reply(reply, self._now(), {})
        return outcome(answer), answer


def error_code(body: bytes) -> str | None:
    """What `details[].errorCode` of an answer says; None where it has none."""
    error = _error(body)
    details = error.get("details")
    for each in details if isinstance(details, list) else ():
        if isinstance(each, dict) and isinstance(each.get("errorCode"), str):
            return str(each["errorCode"])
    return None


def _error(body: bytes) -> Mapping[str, Any]:
    try:
        found = msgspec.json.decode(body, type=dict[str, object])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    error = found.get("error")
    return error if isinstance(error, dict) else {}


def _invalid(answer: Answer) -> Receipt:
    # Of a token that is none FCM says the same as of a message that is wrong or too long: only its
    # words tell, and a device is not given up for a mistake of ours.
    if "registration token" in answer.body.lower():
        return Gone(said(answer))
    return Rejected("bad_request", said(answer))


def _later(answer: Answer) -> Receipt:
    return Later(answer.retry_after, said(answer))


def _quota(answer: Answer) -> Receipt:
    wait = QUOTA_PAUSE if answer.retry_after is None else answer.retry_after
    return Later(wait, said(answer))


def _credentials(answer: Answer) -> Receipt:
    return Rejected(CREDENTIALS, said(answer))


BY_CODE: Mapping[str, Outcome] = {
    "UNREGISTERED": lambda answer: Gone(said(answer)),
    "INVALID_ARGUMENT": _invalid,
    # Of another project's app: with the wrong service account that holds for every device.
    "SENDER_ID_MISMATCH": lambda answer: Rejected("sender_id_mismatch", said(answer)),
    "QUOTA_EXCEEDED": _quota,
    "THIRD_PARTY_AUTH_ERROR": _credentials,  # the project's own key for Apple, or for web push
    "APNS_AUTH_ERROR": _credentials,
}
"""UNAVAILABLE and INTERNAL are not here: what was answered 5xx may have been taken."""

BY_STATUS: Mapping[int, Outcome] = {
    400: _invalid,
    401: _later,  # the access token: the next try has another
    403: _credentials,
    404: lambda answer: Rejected("not_found", said(answer)),
    413: lambda answer: Rejected("too_large", said(answer)),
    429: _quota,
}
