"""A strict Firebase: signs service accounts in and takes messages, as FCM HTTP v1 is documented.

Bodies are checked against Google's own schemas (tests/data/fcm.v1.json), tokens by their signature
and age, sizes as documented; what it answers otherwise is planned by the device's token.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from engine import clock
from tests.support.fake_push_service import FakePushService, Fault, Received, Say

SCHEMAS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "fcm.v1.json").read_text()
)["schemas"]
PROJECT = "shop-1234"
EMAIL = f"sender@{PROJECT}.iam.gserviceaccount.com"
AUDIENCE = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
PLATFORM = "https://www.googleapis.com/auth/cloud-platform"  # either will do
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LARGEST = 4096
LASTS = 3600  # seconds of an access token
_RESERVED = re.compile(r"from|message_type|gcm.*|google.*", re.IGNORECASE)
_DURATION = re.compile(r"[0-9]+(\.[0-9]{1,9})?s")
_TYPES = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "object": dict}


def service_account(**changes: Any) -> str:
    """The JSON file that the Firebase console would give out for PROJECT."""
    file = {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": "k1",
        "private_key": PRIVATE.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ).decode(),
        "client_email": EMAIL,
        "token_uri": AUDIENCE,
    }
    return json.dumps({**file, **changes})


PRIVATE = rsa.generate_private_key(65537, 2048)


def error(status: int, code: str | None, message: str = "no", word: str = "", **more: str) -> Say:
    """An error as Google's APIs say it, with FCM's own code where there is one; `more` headers."""
    details = [{"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}]
    told = {"code": status, "message": message, "status": word or code or "UNKNOWN"}
    body = {"error": {**told, "details": details} if code else told}
    headers = tuple((name.replace("_", "-"), value) for name, value in more.items())
    return Say(status, json.dumps(body), (("Content-Type", "application/json"), *headers))


@dataclass
class FcmPeer(FakePushService):
    """`messages` is what was taken; `now` (µs) is its clock."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    sign_ins: int = 0
    sign_in_faults: list[Fault] = field(default_factory=list)
    now: clock.Clock = clock.now
    _tokens: dict[str, int] = field(default_factory=dict)  # until when (µs) each is good

    def register(self, name: str = "app") -> str:
        """A token of an app that is there."""
        token = f"{name}-{os.urandom(4).hex()}:APA91b"
        self._known.add(token)
        return token

    def revoke(self) -> None:
        """No access token is good any more."""
        self._tokens.clear()

    def addressed(self, request: Received) -> str:
        """By the device's token."""
        try:
            return str(json.loads(request.body)["message"]["token"])
        except (ValueError, KeyError, TypeError):
            return request.path

    def strict(self, request: Received) -> Fault:
        if request.path == "/token":
            return self._sign_in(request)
        wrong = self._unauthorised(request)
        if wrong is not None:
            return wrong
        if request.path != f"/v1/projects/{PROJECT}/messages:send" or request.method != "POST":
            return error(404, None, "no such address", "NOT_FOUND")
        try:
            body = json.loads(request.body)
        except ValueError:
            return error(400, "INVALID_ARGUMENT", "Invalid JSON payload received")
        problem = shape_problem(body, "SendMessageRequest") or message_problem(body["message"])
        if problem:
            return error(400, "INVALID_ARGUMENT", problem)
        if body["message"].get("token") not in self._known:
            return error(404, "UNREGISTERED", "Requested entity was not found.", "NOT_FOUND")
        self.messages.append(body["message"])
        name = f"projects/{PROJECT}/messages/{len(self.messages)}"
        return Say(200, json.dumps({"name": name}), (("Content-Type", "application/json"),))

    def _unauthorised(self, request: Received) -> Fault | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.now() < self._tokens.get(token, 0):
            return None
        return error(401, None, "Request had invalid authentication credentials", "UNAUTHENTICATED")

    def _sign_in(self, request: Received) -> Fault:
        self.sign_ins += 1
        if self.sign_in_faults:
            return self.sign_in_faults.pop(0)
        form = {name: each[0] for name, each in parse_qs(request.body.decode()).items()}
        try:
            claims = jwt.decode(
                form["assertion"], PRIVATE.public_key(), ["RS256"], audience=AUDIENCE
            )
        except (KeyError, jwt.InvalidTokenError) as problem:
            return _refused_sign_in(str(problem))
        if form.get("grant_type") != GRANT or claims.get("iss") != EMAIL:
            return _refused_sign_in("another grant or issuer")
        if (
            not {SCOPE, PLATFORM} & set(claims.get("scope", "").split())
            or claims["exp"] - claims["iat"] > 3600
        ):
            return _refused_sign_in("another scope, or too long a life")
        token = f"ya29.{os.urandom(8).hex()}"
        self._tokens[token] = self.now() + LASTS * clock.SECOND
        told = {"access_token": token, "expires_in": LASTS, "token_type": "Bearer"}
        return Say(200, json.dumps(told), (("Content-Type", "application/json"),))


def _refused_sign_in(why: str) -> Say:
    return Say(400, json.dumps({"error": "invalid_grant", "error_description": why}))


def camel(name: str) -> str:
    """A field's name as the schema has it: the service takes `collapse_key` for `collapseKey`."""
    first, *others = name.split("_")
    return first + "".join(each.capitalize() for each in others)


def canonical(value: Any, schema: str = "Message") -> Any:
    """A message in one spelling: names in camel case, enums in capitals, durations in seconds."""
    known = SCHEMAS[schema]["properties"]
    return {
        camel(name): _canonical(each, known[camel(name)]) for name, each in value.items() if each
    }


def _canonical(value: Any, form: dict[str, Any]) -> Any:
    if "$ref" in form:
        return canonical(value, form["$ref"])
    if form["type"] == "array":
        return [_canonical(each, form["items"]) for each in value]
    if form.get("format") == "google-duration":
        return float(value.removesuffix("s"))
    return value.upper() if "enum" in form else value


def shape_problem(value: Any, schema: str, at: str = "") -> str:
    """Where a value breaks one of Google's schemas; empty where it fits."""
    if not isinstance(value, dict):
        return f"{at or schema} is no object"
    known = SCHEMAS[schema]["properties"]
    for name, each in value.items():
        if camel(name) not in known:
            return f'Unknown name "{name}" at "{at}": Cannot find field.'
        problem = _value_problem(each, known[camel(name)], f"{at}.{name}".lstrip("."))
        if problem:
            return problem
    return ""


def _value_problem(value: Any, form: dict[str, Any], at: str) -> str:
    if "$ref" in form:
        return shape_problem(value, form["$ref"], at)
    if form["type"] == "array":
        problems = (_value_problem(each, form["items"], f"{at}[]") for each in value)
        return next((problem for problem in problems if problem), "")
    if not isinstance(value, _TYPES[form["type"]]):
        return f"Invalid value at '{at}' ({form['type']}): {value!r}"
    if "enum" in form and value.upper() not in form["enum"]:
        return f"Invalid value at '{at}': {value!r}"
    if form.get("format") == "google-duration" and not _DURATION.fullmatch(value):
        return f"Invalid value at '{at}': a duration ends in s"
    more = form.get("additionalProperties", {})
    if more.get("type") == "string" and not all(isinstance(each, str) for each in value.values()):
        return f"Invalid value at '{at}': all values are strings"
    return ""


def message_problem(message: dict[str, Any]) -> str:
    """What the schema does not say: one target, reserved names, a life of 28 days, 4,096 bytes."""
    targets = [name for name in ("token", "topic", "condition", "fid") if name in message]
    data = message.get("data", {})
    ttl = message.get("android", {}).get("ttl", "0s")
    if len(targets) != 1:
        return "Exactly one of token, topic, condition or fid must be set"
    if any(_RESERVED.fullmatch(name) for name in data):
        return "Invalid data payload key"
    if float(ttl.removesuffix("s")) > 28 * 24 * 3600:
        return "ttl is more than four weeks"
    shown = {name: message[name] for name in ("notification", "data") if name in message}
    if len(json.dumps(shown, ensure_ascii=False).encode()) > LARGEST:
        return "Android message is too big"
    return ""
