"""A browser with the snippet in it, as the engine meets it: what it keeps, proves and reports."""

import json
import secrets
from dataclasses import dataclass, field

import sqlalchemy as sa

from engine import clock
from engine.audience import device_rows, devices, ingestion, names, push_status
from engine.audience.device_moves import Claim
from engine.audience.device_put import Facts, PutDevice, Subscription
from engine.audience.device_rows import Row
from engine.audience.devices import PutAnswer
from engine.audience.incoming import Incoming, Refused
from engine.audience.ingestion import Item
from engine.audience.tokens import Visitor
from engine.runtime import step
from engine.runtime.published import Published
from engine.runtime.shard import due_shards
from engine.store.db import Database, Tx
from engine.store.tables import person_device, profile, status_change, workspace

START = 1_800_000_000 * clock.SECOND


class Ticking:
    """The test's clock: a second passes with each look at it."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self, _tx: Tx | None = None) -> int:
        self.at += clock.SECOND
        return self.at


@dataclass
class Shop:
    """A workspace over a database, with a clock of its own."""

    database: Database
    id: str = field(default_factory=lambda: f"ws_{secrets.token_hex(6)}")
    now: Ticking = field(default_factory=Ticking)

    def __post_init__(self) -> None:
        self.database.now = self.now
        self.database.run(
            lambda tx: tx.execute(
                workspace.insert(),
                {"id": self.id, "name": "Shop", "settings": "{}", "created_at": self.now()},
            )
        )

    def put(self, request: PutDevice) -> PutAnswer | Refused:
        return self.database.run(lambda tx: devices.put(tx, request, tx.now()))

    def row(self, device_id: str) -> Row:
        with self.database.read() as tx:
            row = device_rows.by_id(tx, self.id, device_id)
        assert row is not None
        return row

    def owned(self, person: int) -> list[Row]:
        with self.database.read() as tx:
            return device_rows.of_owner(tx, person)

    def withdraw(self, device_id: str, cause: push_status.Cause = "disable") -> None:
        self.database.run(
            lambda tx: devices.withdraw(
                tx, device_rows.by_id(tx, self.id, device_id), cause, tx.now()
            )
        )

    def accept(self, *incoming: Incoming) -> None:
        self.database.run(
            lambda tx: ingestion.accept(tx, [Item(self.id, one) for one in incoming], tx.now())
        )

    def fold(self) -> None:
        """Let the shards do all that is in the log."""
        published = Published()
        while True:
            with self.database.read() as tx:
                due = due_shards(tx, self.now.at)
            if not due:
                return
            for shard in due:
                step.run_shard(self.database, shard, published)

    def user(self, user_id: str) -> int:
        return self.canonical(names.person_id(self.id, "user", user_id))

    def anonymous(self, anonymous_id: str) -> int:
        return self.canonical(names.person_id(self.id, "anonymous", anonymous_id))

    def canonical(self, person: int) -> int:
        with self.database.read() as tx:
            return names.canonical(tx, person)

    def push(self, person: int) -> push_status.State:
        """What the fold knows of this person's devices."""
        with self.database.read() as tx:
            row = tx.execute(sa.select(profile).where(profile.c.person_id == person)).mappings()
            known = row.first()
            held = tx.execute(
                sa.select(person_device).where(person_device.c.person_id == person)
            ).mappings()
            facts = {
                one["device_id"]: push_status.DeviceFacts(
                    one["kind"], one["status"], bool(one["subscribed"]), one["anonymous_id"],
                    one["platform"], one["browser"], one["model"],
                )
                for one in held
            }  # fmt: skip
        if known is None:
            return push_status.State()
        return push_status.State(known["last_session_status"], known["last_session_device"], facts)

    def changes(self, person: int) -> list[tuple[str, str, str]]:
        """(from, to, cause) of the kept changes, oldest first."""
        with self.database.read() as tx:
            rows = tx.execute(
                sa.select(
                    status_change.c.from_status, status_change.c.to_status, status_change.c.cause
                )
                .where(status_change.c.person_id == person)
                .order_by(status_change.c.at)
            )
            return [(row[0], row[1], row[2]) for row in rows]


def incoming(kind: str, name: str, now: int, properties: object = None, **ids: str) -> Incoming:
    body = json.dumps({} if properties is None else {"properties": properties})
    return Incoming(
        index=0, kind=kind, name=name, message_id=secrets.token_hex(8),
        user_id=ids.get("user_id"), anonymous_id=ids.get("anonymous_id"),
        previous_id=ids.get("previous_id"), previous_is_anonymous=False, group_id=None, at=now,
        body=body, digest=b"", key_class="write", imported=False,
    )  # fmt: skip


@dataclass
class Browser:
    """What one browser keeps, and the calls its snippet makes."""

    shop: Shop
    permission: push_status.Reportable = "ask"
    anonymous_id: str = field(default_factory=lambda: secrets.token_hex(6))
    user_id: str | None = None
    subscription: Subscription | None = None
    visitor: Visitor | None = None
    device_id: str = ""
    owner: int = 0

    def subscribe(self) -> None:
        """The browser grants and makes a subscription."""
        self.permission = "allowed"
        self.subscription = self.subscription or subscription()

    def block(self) -> None:
        self.permission, self.subscription = "blocked", None

    def request(self, cause: push_status.Cause = "sync", **changes: object) -> PutDevice:
        """What a report would say now."""
        fields = {
            "claim": Claim(self.shop.id, self.anonymous_id, self.user_id),
            "kind": "web",
            "status": self.permission,
            "cause": cause,
            "subscription": self.subscription if self.permission == "allowed" else None,
            "facts": Facts(platform="linux", browser="Firefox"),
            "visitor": self.visitor,
        }
        return PutDevice(**{**fields, **changes})  # type: ignore[arg-type]

    def report(self, cause: push_status.Cause = "sync", **changes: object) -> PutAnswer:
        """As `device.ts` does it: a visitor token that has ended is left out in a second try."""
        answer = self.shop.put(self.request(cause, **changes))
        if answer == devices.ENDED:
            answer = self.shop.put(self.request(cause, **{**changes, "visitor": None}))
        assert isinstance(answer, PutAnswer), answer
        self.device_id, self.owner = answer.device_id, answer.owner
        self.visitor = Visitor(self.shop.id, answer.device_id, answer.epoch)
        return answer

    def name(self, user_id: str) -> None:
        """The page names its user; another one gets an anonymousId of his own."""
        if self.user_id not in (None, user_id):
            self.anonymous_id = secrets.token_hex(6)
        self.user_id = user_id

    def forget(self) -> None:
        self.anonymous_id, self.user_id = secrets.token_hex(6), None

    def login(self, user_id: str) -> PutAnswer:
        self.name(user_id)
        return self.report()

    def reset(self) -> PutAnswer:
        self.forget()
        return self.report()

    def ids(self) -> dict[str, str]:
        named = {} if self.user_id is None else {"user_id": self.user_id}
        return {"anonymous_id": self.anonymous_id, **named}

    def session(self) -> None:
        """A session begins: `session_started` goes in."""
        properties = {"push_status": self.permission, "device": {"browser": "Firefox"}}
        started = incoming("track", "session_started", self.shop.now(), properties, **self.ids())
        self.shop.accept(started)

    def identify(self) -> None:
        self.shop.accept(incoming("identify", "identify", self.shop.now(), **self.ids()))


def subscription(endpoint: str | None = None) -> Subscription:
    """A made-up subscription; the engine takes it as checked."""
    address = endpoint or f"https://fcm.googleapis.com/fcm/send/{secrets.token_hex(8)}"
    return Subscription(address, secrets.token_urlsafe(16), secrets.token_urlsafe(16))
