"""Every table, in the order data flows: the schema in one place.

Times are BIGINT microseconds since the epoch, UTC, and end in `_at` or `_until`. JSON is TEXT: the
log is not queried inside, and what segments ask for stands typed in `person_value`.

Sharded tables carry `shard` first in their primary key, so that they can be partitioned or
distributed by it. What must be unique across shards stands in the unsharded side tables
`person`, `person_link`, `reach`, `device` and `seen_message`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql

SHARDS = 64

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Rows that are rewritten often leave room on their page, so that an update stays in place (HOT).
HOT: Any = {"postgresql_with": {"fillfactor": "50"}}

# Text in the order of its code points in a PostgreSQL of any locale; SQLite has no other order.
BY_CODE_POINT = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def _at(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null)


def _flag(name: str, default: str = "false") -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text(default))


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _number(name: str, default: int | None = None, *, null: bool = False) -> Column[int]:
    server = None if default is None else text(str(default))
    return Column(name, BigInteger, nullable=null, server_default=server)


def _shard() -> Column[int]:
    return Column("shard", Integer, primary_key=True, autoincrement=False)


def _person() -> Column[int]:
    return Column("person_id", BigInteger, primary_key=True, autoincrement=False)


def _workspace() -> Column[str]:
    return Column("workspace_id", Text, ForeignKey("workspace.id"), nullable=False)


def _tenant() -> Column[str]:
    """The workspace of a hot row, without a foreign key: its check would cost the firehose."""
    return Column("workspace_id", Text, nullable=False)


def _when(name: str, table_columns: tuple[str, ...], where: str, *, unique: bool = False) -> Index:
    condition = text(where)
    return Index(
        name, *table_columns, unique=unique, postgresql_where=condition, sqlite_where=condition
    )


# ---- The control plane: what marketers and operators write.

workspace = Table(
    "workspace",
    metadata,
    _key("id"),
    _text("name"),
    _text("settings"),
    _flag("push_enabled", "true"),
    _number("reset_epoch", 0),
    _number("version", 1),
    _at("created_at"),
    _number("messages_reset_at", 0),  # what was made until then is no longer sent (C18), µs
)

api_key = Table(
    "api_key",
    metadata,
    _key("id"),
    _workspace(),
    _text("kind"),  # write | secret
    Column("digest", LargeBinary, nullable=False, unique=True),  # SHA-256 of the key
    _text("shown"),  # the write key itself (it is public), the first characters of a secret one
    _at("created_at"),
    _at("revoked_at", null=True),
    _at("last_used_at", null=True),  # to the minute
)

identity_key = Table(
    "identity_key",
    metadata,
    Column("workspace_id", Text, ForeignKey("workspace.id"), primary_key=True),
    _key("kid"),  # "" is the identity secret
    _text("algorithm"),  # HS256 | ES256
    _text("material"),  # the sealed secret, or a public key in PEM
    _at("created_at"),
)

vapid_key = Table(
    "vapid_key",
    metadata,
    _key("id"),
    _workspace(),
    _text("public"),
    _text("sealed"),
    _at("created_at"),
    _at("retired_at", null=True),
)

push_service = Table(  # what a workspace sends to apps with: one for each service
    "push_service",
    metadata,
    Column("workspace_id", Text, ForeignKey("workspace.id"), primary_key=True),
    _key("kind"),  # fcm | apns
    _text("id"),  # another with each change
    _text("shown"),  # what of it may be shown, JSON
    _text("sealed"),
    _at("created_at"),
)

# Who logs in: one row for a person of the staff, whatever workspaces she belongs to.
member = Table(
    "member",
    metadata,
    _key("id"),
    Column("email", Text, nullable=False, unique=True),  # in lower case
    _text("password", null=True),  # null until she has accepted an invitation
    _text("totp", null=True),  # sealed: the secret of her second factor
    _text("totp_offered", null=True),  # sealed: one that she has not confirmed by a code yet
    _number("totp_step", null=True),  # the last step whose code was taken (RFC 6238 §5.2)
    _at("created_at"),
)

membership = Table(
    "membership",
    metadata,
    Column("workspace_id", Text, ForeignKey("workspace.id"), primary_key=True),
    Column("member_id", Text, ForeignKey("member.id"), primary_key=True, index=True),
    _text("role"),  # viewer | marketer | admin
    _text("user_id", null=True),
    _at("created_at"),
    _at("joined_at", null=True),  # null while she is only invited: no right yet
)

member_session = Table(
    "member_session",
    metadata,
    _key("id"),
    Column("digest", LargeBinary, nullable=False, unique=True),  # SHA-256 of the cookie
    Column("member_id", Text, ForeignKey("member.id"), nullable=False, index=True),
    _workspace(),  # which of hers is on the screen
    _at("created_at"),
    _at("seen_at"),
    _text("address"),
    _text("browser"),
)

member_link = Table(
    "member_link",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the token
    Column("member_id", Text, ForeignKey("member.id"), nullable=False, index=True),
    Column("workspace_id", Text, ForeignKey("workspace.id"), nullable=True),  # null: the operator's
    _text("purpose"),  # invitation | reset
    _at("created_at"),
    _at("expires_at"),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("member_id", Text, ForeignKey("member.id"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
)

login_brake = Table(
    "login_brake",
    metadata,
    _key("id"),  # account:…, address:…, pair:…
    _number("failures"),
    Column("last_at", BigInteger, nullable=False, index=True),
    _at("closed_until"),
)

resource = Table(
    "resource",
    metadata,
    _key("id"),
    _workspace(),
    _text("kind"),  # push | popup | category
    _text("key"),
    _text("document"),
    _number("version", 1),
    _at("created_at"),
    _at("updated_at"),
    UniqueConstraint("workspace_id", "kind", "key"),
)

segment = Table(
    "segment",
    metadata,
    _key("id"),
    _workspace(),
    _text("name"),
    _text("rule"),
    _number("version", 1),
    _at("created_at"),
    _at("updated_at"),
    UniqueConstraint("workspace_id", "name"),
)

journey = Table(
    "journey",
    metadata,
    _key("id"),
    _workspace(),
    _text("name"),
    _text("draft"),
    _number("draft_version", 1),
    _text("status"),  # draft | live | paused | archived
    _text("live_version", null=True),
    _at("created_at"),
    _at("updated_at"),
    Index("ix_journey_workspace_id", "workspace_id"),
)

journey_version = Table(
    "journey_version",
    metadata,
    _key("id"),
    _workspace(),
    Column("journey_id", Text, ForeignKey("journey.id"), nullable=False),
    _number("number"),
    _text("definition"),
    _text("segments"),  # the rules of the segments it refers to, as they were
    _at("published_at"),
    _text("published_by"),
    UniqueConstraint("journey_id", "number"),
)

schedule = Table(  # when the clock starts a journey next: engine.runtime.schedules
    "schedule",
    metadata,
    Column("journey_id", Text, ForeignKey("journey.id"), primary_key=True),
    _key("node"),
    _key("zone"),  # of the people whom it is for; "" for all, or for those of no known zone
    _workspace(),
    _text("spec"),  # the times it was made for
    _text("slot", null=True),  # the one that comes next: what the clocks show then
    _at("due_at", null=True),  # and when that is; null where none comes any more
    _text("done"),  # the last one that is over
    _number("after", null=True),  # the last person let in at this one; null: it has not begun
    _when("ix_schedule_due_at", ("due_at",), "due_at IS NOT NULL"),
)

scheduled = Table(  # who was let in at a time that comes to each by her own clock; of days
    "scheduled",
    metadata,
    _key("journey_id"),
    _key("node"),
    _key("slot"),
    _person(),
    _at("at"),
)

# One-off pushes: what is said to whom (C4-C10), and how far its audience has been taken.
campaign = Table(
    "campaign",
    metadata,
    _key("id"),
    _workspace(),
    _text("document"),
    _text("state"),  # draft | scheduled | sending | paused | done | cancelled
    _text("reason", null=True),  # why it was cancelled, where nobody did it
    _flag("active"),  # it was sent, and something of it may be left to do
    _number("version", 1),
    _at("created_at"),
    _at("updated_at"),
    _at("start_at", null=True),  # when the first of its audience is due
    _at("sent_at", null=True),  # when somebody confirmed it
    _at("ended_at", null=True),
    _text("sent_by", null=True),
    _text("audience", null=True),  # engine.campaigns.audience.Frozen, JSON: as it began
    Index("ix_campaign_workspace_id", "workspace_id", "created_at", "id"),
    _when("ix_campaign_active", ("id",), "active"),
)

# As the index says it: SQLite has no other index for `active = 1`, as a flag is asked for there.
ACTIVE: ColumnElement[bool] = literal_column("campaign.active")

campaign_progress = Table(  # moved in the transaction that writes what it passes
    "campaign_progress",
    metadata,
    Column("campaign_id", Text, ForeignKey("campaign.id"), primary_key=True),
    _at("pass_at"),  # whose turn it is: those for whom it is due then
    Column("shard", Integer, nullable=False),  # MANAGERS (-1) before the first
    _number("after"),  # the last person that was looked at there
    _at("next_at", null=True),  # when to go on; null: everybody was taken
    _at("paced_at"),  # up to when `per_minute` is used up
    _number("people", 0),
    _number("devices", 0),
    **HOT,
)

presence = Table(  # who has a journey open in the console; rows of the last minute
    "presence",
    metadata,
    Column("journey_id", Text, ForeignKey("journey.id"), primary_key=True),
    _key("member_id"),  # no foreign key: it holds nobody who leaves
    _workspace(),
    _at("seen_at"),
    Index("ix_presence_workspace_id", "workspace_id", "seen_at"),
)

sighting = Table(  # who sends events: so that an installation can be seen to work
    "sighting",
    metadata,
    Column("workspace_id", Text, ForeignKey("workspace.id"), primary_key=True),
    _key("origin"),  # of the pages; "" is the customer's servers
    _at("first_at"),
    _at("last_at"),
)

refusal = Table(  # what ingestion refused lately: engine.audience.refusals
    "refusal",
    metadata,
    Column("workspace_id", Text, ForeignKey("workspace.id"), primary_key=True),
    _key("id"),
    _at("at"),
    _text("code"),
    _text("message"),
    _text("kind", null=True),
    _text("name", null=True),
    _text("source"),  # write | secret: the kind of the key
)

audit = Table(
    "audit",
    metadata,
    _key("id"),
    _workspace(),
    _at("at"),
    _text("who"),
    _text("what"),
    _text("target"),
    _text("detail"),
    Index("ix_audit_workspace_id_at", "workspace_id", "at"),
)

# ---- Routing: who is who, and in which shard. Unsharded, small, rarely changed.

person = Table(
    "person",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # engine.audience.names
    _tenant(),
    _text("kind"),  # user | anonymous | fresh
    _text("external_id", null=True),  # blank once erased: the id itself is the tombstone
    Column("shard", Integer, nullable=False),
    _number("canonical_id"),
    _flag("erased"),
    _at("created_at"),
    Index("ix_person_canonical_id", "canonical_id"),
)

person_link = Table(
    "person_link",
    metadata,
    Column("anonymous_id", BigInteger, primary_key=True, autoincrement=False),
    _number("user_id"),  # the person of the first userId that was verified there
)

reach = Table(
    "reach",
    metadata,
    _person(),
    _tenant(),
    _flag("push_on", "true"),  # the person's master toggle (P14)
    _at("muted_until", null=True),
    _text("preferences", null=True),
    _text("recent"),  # when messages of the last 24 h were decided, JSON, µs
    _at("back_off_until", null=True),  # soft onboarding (N8)
    _number("refusals", 0),
    _text("target", null=True),  # S20: all | web | native
    _number("version", 0),
    _number("merged_into", null=True),
    _flag("erased"),
    **HOT,
)

device = Table(
    "device",
    metadata,
    _key("id"),
    _tenant(),
    _number("owner", null=True),
    _number("epoch", 0),
    _number("anonymous_id", null=True),  # the browser's own id, as a person id
    _text("kind"),  # web | fcm | apns
    _text("status"),  # ask | allowed | blocked | unsupported | withdrawn | retired | reset
    Column("address", LargeBinary, nullable=True),  # SHA-256 of the endpoint or token
    _text("endpoint", null=True),
    _text("p256dh", null=True),
    _text("auth", null=True),
    _text("vapid_key_id", null=True),
    _text("platform", null=True),
    _text("browser", null=True),
    _text("model", null=True),
    _text("app_version", null=True),  # of a native app
    _text("language", null=True),
    _text("timezone", null=True),
    _flag("standalone"),
    _number("reset_epoch", 0),
    _at("created_at"),
    _at("updated_at"),
    UniqueConstraint("workspace_id", "address"),
    Index("ix_device_owner", "owner"),
    Index("ix_device_anonymous_id", "anonymous_id"),
    **HOT,
)

seen_message = Table(
    "seen_message",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    _key("key_class"),
    Column("message", LargeBinary, primary_key=True),  # BLAKE2b-128 of the messageId
    Column("digest", LargeBinary, nullable=False),  # BLAKE2b-128 of its content
    _at("at"),
)

event_name = Table(  # how many there are is bounded: a stranger must not fill the roll-ups
    "event_name", metadata, Column("workspace_id", Text, primary_key=True), _key("name")
)

# ---- The log. `next` and `pos` live in two tables: ingestion never waits for the shard step.

shard_head = Table("shard_head", metadata, _shard(), _number("next", 0), _number("moves", 0), **HOT)

shard_pos = Table(
    "shard_pos",
    metadata,
    _shard(),
    _number("pos", 0),
    _at("due_at", null=True),
    _number("version", 0),
    _at("last_run_at"),
    **HOT,
)

event = Table(
    "event",
    metadata,
    _shard(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    _tenant(),
    _number("person_id"),
    _text("kind"),  # track | identify | page | … | device | merge | moved | …
    _text("name"),
    _text("message_id"),
    _at("at"),  # the event's own time
    _at("received_at"),
    _number("depth", 0),
    _text("body"),
    Index("ix_event_shard_person_id_seq", "shard", "person_id", "seq"),
)

# ---- People: what the shard step folds out of the log. Only it writes here.

profile = Table(
    "profile",
    metadata,
    _shard(),
    _person(),
    _tenant(),
    _text("user_id", null=True),
    _text("language", null=True),
    _text("timezone", null=True),
    _at("created_at"),
    _at("last_seen_at"),
    _at("last_session_at", null=True),
    _text("traits"),
    _text("markers"),
    _text("categories"),  # her own choices; where she made none, the category's default holds
    _text("last_session_status"),
    _text("last_session_device", null=True),
    _text("groups"),
    Index("ix_profile_workspace_id_person_id", "workspace_id", "person_id"),
    Index("ix_profile_workspace_id_timezone", "workspace_id", "timezone", "person_id"),
    Index("ix_profile_workspace_id_shard", "workspace_id", "shard", "person_id"),
    postgresql_with={"fillfactor": "80"},
)

person_value = Table(
    "person_value",
    metadata,
    _shard(),
    _person(),
    _key("field"),  # trait.PATH | marker.NAME | category.KEY | group.ID
    _tenant(),
    _text("type"),  # text | number | boolean | other (an array or object)
    Column("text", BY_CODE_POINT, nullable=True),  # its first characters, so that an index can
    Column("rest", BY_CODE_POINT, nullable=True),  # hold it; then what follows
    Column("number", Float, nullable=True),
    Column("boolean", Boolean, nullable=True),
    _at("instant_at", null=True),  # a text that is an RFC 3339 date-time or a date
    Index("ix_person_value_text", "workspace_id", "field", "text"),
    Index("ix_person_value_number", "workspace_id", "field", "number"),
)

# What somebody is found by in a search (`audience/search_words.py`), written where it changes.
person_word = Table(
    "person_word",
    metadata,
    _shard(),
    _person(),
    Column("word", BY_CODE_POINT, primary_key=True),
    _tenant(),
    Index("ix_person_word_workspace_id", "workspace_id", "word", "person_id"),
)

person_device = Table(
    "person_device",
    metadata,
    _shard(),
    _person(),
    _key("device_id"),
    _tenant(),
    _text("kind"),
    _text("status"),
    _flag("subscribed"),
    _number("anonymous_id", null=True),
    _text("platform", null=True),
    _text("browser", null=True),
    _text("model", null=True),
)

rollup = Table(
    "rollup",
    metadata,
    _shard(),
    _person(),
    _key("name"),
    Column("day", Integer, primary_key=True, autoincrement=False),  # days since 1970-01-01, UTC
    _tenant(),
    _number("count"),
    postgresql_with={"fillfactor": "80"},
)

status_change = Table(
    "status_change",
    metadata,
    _shard(),
    _person(),
    _key("id"),  # the event that caused it
    _at("at"),
    _text("from_status"),
    _text("to_status"),
    _text("cause"),
    _text("device_id", null=True),
)

# ---- Journeys: who is where.

run = Table(
    "run",
    metadata,
    _shard(),
    _key("id"),
    _tenant(),
    _number("person_id"),
    _text("journey_id"),
    _text("version_id"),
    _text("entry_key"),
    _text("state"),  # active | ended | quarantined
    _text("reason", null=True),  # finished | exited | goal | merged | too_late | quarantined
    _text("node", null=True),
    _at("wake_at", null=True),
    _at("entered_at"),
    _at("ended_at", null=True),
    _number("since", 0),  # the position from which an event may have overtaken it
    _text("body"),  # journeys.advance.Run.to_state()
    _flag("held"),  # it is active, and nothing wakes it until its journey is resumed
    _when(
        "uq_run_active",
        ("shard", "person_id", "journey_id", "entry_key"),
        "state = 'active'",
        unique=True,
    ),
    _when("ix_run_due", ("shard", "wake_at"), "state = 'active' AND wake_at IS NOT NULL"),
    Index("ix_run_shard_person_id", "shard", "person_id", "journey_id"),
    Index("ix_run_journey_id_node", "journey_id", "state", "node"),
    _when("ix_run_held", ("journey_id", "shard"), "held"),
    postgresql_with={"fillfactor": "80"},
)

node_count = Table(
    "node_count",
    metadata,
    _shard(),
    _key("version_id"),
    _key("node"),
    _key("port"),
    Column("day", Integer, primary_key=True, autoincrement=False),
    _tenant(),
    _text("journey_id"),
    _number("count"),
    Index("ix_node_count_journey_id", "journey_id", "day"),
)

daily_count = Table(  # engine.audience.daily says what is counted
    "daily_count",
    metadata,
    _shard(),
    Column("workspace_id", Text, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),  # days since 1970-01-01, UTC
    _key("name"),
    _number("count"),
    **HOT,
)

offer = Table(
    "offer",
    metadata,
    _shard(),
    _key("id"),  # the effect's key, hashed
    _tenant(),
    _number("person_id"),
    _text("run_id"),
    _text("journey_id"),
    _text("node"),
    _text("popup"),
    _number("priority"),
    _text("state"),  # open | answered | expired | withdrawn
    _text("answer", null=True),
    _at("created_at"),
    _at("expires_at"),
    Index("ix_offer_person_id", "person_id"),
)

attempt = Table(
    "attempt",
    metadata,
    _shard(),
    _key("subject"),  # an event's "event:SEQ" or a run's "run:ID", that failed in the step
    _number("tries"),
    _text("error"),
    _at("at"),
)

quarantine = Table(
    "quarantine",
    metadata,
    _shard(),
    _key("subject"),
    _tenant(),
    _number("person_id"),
    _text("run_id", null=True),
    _text("journey_id", null=True),
    _text("error"),
    _text("body"),  # what is needed to replay it
    _at("at"),
    _at("replayed_at", null=True),
    _when("ix_quarantine_open", ("workspace_id",), "replayed_at IS NULL"),
)

# ---- The outbox: what is to be done outside, and what came of it.

message = Table(
    "message",
    metadata,
    _shard(),
    _key("id"),  # the hash of the effect's key run:node:visit
    _tenant(),
    _number("person_id"),
    _text("run_id", null=True),
    _text("journey_id", null=True),
    _text("node", null=True),
    _text("push"),  # the resource's key
    _text("trial", null=True),  # what a test says otherwise than what is saved, JSON
    _text("target"),  # all | web | native
    _text("mode"),  # collapse | never_twice
    _text("event", null=True),  # the event at hand, JSON
    _text("state"),  # pending | open | done | suppressed
    _text("reason", null=True),
    _flag("decided"),  # the cap has been counted
    _number("depth", 0),
    _at("created_at"),
    _at("due_at"),
    _at("expires_at"),
    _text("campaign_id", null=True),  # whose lane is one of lower priority
    _when(
        "ix_message_pending",
        ("due_at", "shard", "id"),
        "state = 'pending' AND campaign_id IS NULL",
    ),
    _when(
        "ix_message_campaign_pending",
        ("campaign_id", "due_at", "shard", "id"),
        "state = 'pending' AND campaign_id IS NOT NULL",
    ),
    _when("ix_message_campaign_id", ("campaign_id", "person_id"), "campaign_id IS NOT NULL"),
    Index("ix_message_person_id", "person_id", "created_at"),
    Index("ix_message_journey_id", "journey_id", "created_at"),
    Index("ix_message_workspace_id", "workspace_id", "created_at", "id"),
    **HOT,
)

send = Table(
    "send",
    metadata,
    _shard(),
    _key("message_id"),
    _key("device_id"),
    _tenant(),
    _number("owner"),
    _number("epoch"),
    _text("state"),  # the contract's table of send states
    _text("reason", null=True),
    _text("token", null=True),
    _at("claimed_at", null=True),
    _number("attempts", 0),
    _number("unclear", 0),
    _at("due_at"),
    _at("settled_at", null=True),
    _at("displayed_at", null=True),
    _at("clicked_at", null=True),
    _at("dismissed_at", null=True),
    _text("answer", null=True),  # what the push service said, ≤ 500 characters
    _text("campaign_id", null=True),
    _when("ix_send_claimed", ("claimed_at",), "state = 'claimed'"),
    Index("ix_send_device_id", "device_id"),
    _when(
        "ix_send_campaign_id",
        ("campaign_id", "message_id", "device_id"),
        "campaign_id IS NOT NULL",
    ),
    **HOT,
)

inbox_item = Table(  # a message as it stands in its person's bell (P1); its id is the message's
    "inbox_item",
    metadata,
    _shard(),
    _key("id"),
    _tenant(),
    _number("person_id"),
    _text("content"),  # engine.audience.content.Content, JSON: the words of the push too
    _at("created_at"),
    _at("read_at", null=True),
    Index("ix_inbox_item_person_id", "person_id", "created_at"),
    _when("ix_inbox_item_unread", ("person_id",), "read_at IS NULL"),
    **HOT,
)

webhook_call = Table(
    "webhook_call",
    metadata,
    _shard(),
    _key("id"),
    _tenant(),
    _number("person_id"),  # 0: about nobody
    _text("run_id"),  # "", as the next two: about no run
    _text("journey_id"),
    _text("node"),
    _text("url"),
    _text("body"),
    _text("state"),  # pending | claimed | done | failed
    _text("reason", null=True),
    _text("token", null=True),
    _number("attempts", 0),
    _number("depth", 0),
    _at("created_at"),
    _at("claimed_at", null=True),
    _at("due_at"),
    _at("expires_at"),
    _text("endpoint_id", null=True),  # null: a journey's own call
    _text("kind", null=True),  # of what an endpoint is told: one of engine.webhook_endpoints.KINDS
    _flag("resent"),  # by hand, after its end: its run is not told again
    Index("ix_webhook_call_person_id", "person_id"),
    Index("ix_webhook_call_workspace_id", "workspace_id", "created_at"),
    _when(
        "ix_webhook_call_of_journeys",
        ("due_at",),
        "state IN ('pending', 'claimed') AND endpoint_id IS NULL",
    ),
    # Of one endpoint at a time: its backlog is in nobody's way.
    _when(
        "ix_webhook_call_of_endpoint",
        ("endpoint_id", "due_at"),
        "state IN ('pending', 'claimed') AND endpoint_id IS NOT NULL",
    ),
    _when("ix_webhook_call_told", ("endpoint_id", "created_at", "id"), "endpoint_id IS NOT NULL"),
    **HOT,
)

webhook_endpoint = Table(  # a server of the customer's that is told what happens
    "webhook_endpoint",
    metadata,
    _key("id"),
    _workspace(),
    _text("url"),
    _text("kinds"),  # of engine.webhook_endpoints.KINDS, JSON
    _text("state"),  # on | off | removed (until its last call is deleted)
    _text("off_reason", null=True),  # failing | gone, where nobody turned it off by hand
    _text("sealed"),  # its signing secret; blank once removed
    _text("earlier", null=True),  # sealed too: the secret before, which still signs
    _at("earlier_until", null=True),
    _at("failing_since", null=True),  # since then no call got through
    _number("version", 1),
    _at("created_at"),
    _at("updated_at"),
    Index("ix_webhook_endpoint_workspace_id", "workspace_id"),
)

push_host = Table(
    "push_host",
    metadata,
    _key("origin"),
    _text("state"),  # engine.delivery.hosts.HostState, JSON
    _at("updated_at"),
    **HOT,
)

tally = Table(  # counters that outlive a process; slots keep writers out of each other's way
    "tally",
    metadata,
    _key("name"),
    _key("label"),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    _number("count"),
    **HOT,
)

process = Table(
    "process",
    metadata,
    _key("id"),
    _text("kind"),  # web | worker | scheduler | up
    _at("started_at"),
    _at("seen_at"),
)
