"""Subscriptions from another vendor's export: checked as a browser's are, registered in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from engine import clock
from engine.audience import device_import, names
from engine.audience.device_import import Given, Known, Taken
from engine.audience.device_moves import Claim
from engine.audience.device_put import Facts, PutDevice, Subscription
from engine.audience.incoming import Refused
from engine.audience.push_status import text_fact
from engine.delivery.providers.encryption import Invalid, check_keys
from engine.guard import NotAllowed, Origins, push_endpoint
from engine.moving.columns import Columns
from engine.moving.rows import Bad, Row, Table
from engine.moving.tally import Verdict
from engine.store.db import Database, Tx
from journeys import zones
from journeys.rule_values import storable

AT_ONCE = 200  # rows in one transaction: whoever waits for a lock of it waits for no more
LONGEST_ID = 512
NEEDED = ("endpoint", "p256dh", "auth")
FIELDS: Mapping[str, Sequence[str]] = {
    "endpoint": (
        "endpoint", "push_endpoint", "subscription.endpoint", "identifier", "push_token", "url",
    ),
    "p256dh": (
        "p256dh", "keys.p256dh", "subscription.keys.p256dh", "p256dh_key", "web_p256", "public_key",
    ),
    "auth": (
        "auth", "keys.auth", "subscription.keys.auth", "auth_key", "auth_secret", "auth_token",
        "web_auth",
    ),
    "user": (
        "user", "user_id", "external_user_id", "external_id", "customer_id", "contact_id",
        "subscriber_id",
    ),
    "anonymous": ("anonymous", "anonymous_id", "visitor_id"),
    "created": ("created", "created_at", "subscribed_at", "subscription_date", "created_time"),
    "language": ("language", "lang", "locale"),
    "timezone": ("timezone", "timezone_id", "time_zone"),
    "platform": ("platform", "os", "device_os"),
    "browser": ("browser", "browser_name"),
    "model": ("model", "device_model"),
}  # fmt: skip
"""The fields of a subscription, each with the names that exports have for its column."""


@dataclass(frozen=True, slots=True)
class Into:
    """Where they go: the workspace, the key that signs for them, which push services are called."""

    workspace_id: str
    vapid: str
    origins: Origins


def take(
    database: Database, table: Table, columns: Columns, into: Into
) -> Iterator[tuple[list[Verdict], frozenset[int]]]:
    """Register the rows batch by batch: what became of them once it is durable, and the shards to
    wake. Raises Unusable, where what was told before is stored."""
    columns.check(table, NEEDED)
    while some := list(islice(table.rows, AT_ONCE)):
        yield _store(database, some, columns, into)


def _store(
    database: Database, rows: Sequence[Row | Bad], columns: Columns, into: Into
) -> tuple[list[Verdict], frozenset[int]]:
    now = clock.now()
    read = [each if isinstance(each, Bad) else _checked(each, columns, into, now) for each in rows]
    given = [each for each in read if isinstance(each, Given)]

    def act(tx: Tx) -> device_import.Imported:
        return device_import.take(tx, into.workspace_id, given, tx.now())

    done = database.run(act)
    outcomes = iter(done.outcomes)
    told = [
        Verdict.of(each) if isinstance(each, Bad) else _verdict(row.line, each, next(outcomes))
        for row, each in zip(rows, read, strict=True)
    ]
    return told, frozenset(done.shards)


def _verdict(line: int, given: Given, outcome: device_import.Outcome) -> Verdict:
    user = given.request.claim.user_id
    match outcome:
        case Taken(owner=owner):
            return Verdict(line, "taken", names.shown(owner), user)
        case Known(owner=owner):
            return Verdict(line, "duplicate", None if owner is None else names.shown(owner), user)
        case Refused(code, message):
            return Verdict(line, "refused", None, user, code, message)


def _checked(row: Row, columns: Columns, into: Into, now: int) -> Given | Bad:
    """A row as the report that its browser would make, or why it cannot be one."""
    found = {name: _text(value) for name, value in columns.of(row.values).items()}
    odd = [name for name, text in found.items() if text is not None and not storable(text)]
    if odd:
        return Bad(row.line, "invalid_text", f"{odd[0]} holds what no database can keep")
    subscription = _subscription(row.line, found, into)
    if isinstance(subscription, Bad):
        return subscription
    ids = [_known(found.get(name)) for name in ("user", "anonymous")]
    if any(id_ is not None and len(id_) > LONGEST_ID for id_ in ids):
        return Bad(row.line, "id_too_long", f"an id is at most {LONGEST_ID} characters")
    created = _moment(found.get("created"))
    if found.get("created") and created is None:
        return Bad(row.line, "invalid_created", "created is neither ISO 8601 nor seconds of Unix")
    request = PutDevice(
        claim=Claim(into.workspace_id, ids[1], ids[0]),
        kind="web",
        status="allowed",
        cause="import",
        subscription=subscription,
        facts=_facts(found),
    )
    return Given(request, subscription.endpoint, None if created is None else min(created, now))


def _subscription(line: int, found: Mapping[str, str | None], into: Into) -> Subscription | Bad:
    endpoint, p256dh, auth = (found.get(name) for name in NEEDED)
    if endpoint is None or p256dh is None or auth is None:
        missing = ", ".join(name for name in NEEDED if found.get(name) is None)
        return Bad(line, "incomplete", f"has no {missing}")
    address = push_endpoint(endpoint, into.origins)
    if isinstance(address, NotAllowed):
        return Bad(line, address.code, address.reason)
    keys = [each.translate(_BASE64URL).rstrip("=") for each in (p256dh, auth)]
    wrong = check_keys(*keys)
    if isinstance(wrong, Invalid):
        return Bad(line, "invalid_keys", f"{wrong.field} {wrong.reason}")
    return Subscription(address, keys[0], keys[1], into.vapid)


_BASE64URL = str.maketrans("+/", "-_")


def _text(value: object) -> str | None:
    """A cell as text; numbers of NDJSON are ids as well, nothing is None."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return (value.strip() or None) if isinstance(value, str) else None


def _known(id_: str | None) -> str | None:
    """None where it stands for nobody, as in ingestion."""
    return None if id_ is None or names.NOBODY.fullmatch(id_) else id_


def _facts(found: Mapping[str, str | None]) -> Facts:
    zone = text_fact(found.get("timezone"))
    return Facts(
        platform=text_fact(found.get("platform")),
        browser=text_fact(found.get("browser")),
        model=text_fact(found.get("model")),
        language=text_fact(found.get("language")),
        timezone=zones.normalise(zone) if zone else None,
    )


_MILLISECONDS = 10**11  # as seconds this is the year 5138


def _moment(text: str | None) -> int | None:
    """ISO 8601 (UTC where it names no zone), or seconds or milliseconds of Unix, as µs."""
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 13:
        number = int(text)
        return number * (1_000 if number >= _MILLISECONDS else clock.SECOND)
    try:
        found = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None
    at = clock.micros(found if found.tzinfo else found.replace(tzinfo=UTC))
    return at if at >= 0 else None
