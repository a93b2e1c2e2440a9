"""What an event becomes, by kind, key and identity (attacks A15, A16, A18, A22, A23)."""

import json
from typing import Any

import pytest

from engine.audience.incoming import Incoming, Refused
from tests.webapp.ingest.twin import NOW, Api, token, track
from webapp.ingest import IngestSettings
from webapp.ingest.items import RESERVED

DAY = 86_400_000_000
MINUTE = 60_000_000


def code(answer: Any) -> Any:
    """The status and the code of an answer."""
    return answer.status_code, answer.get_json().get("code")


def warned(answer: Any) -> list[tuple[int, str]]:
    body = answer.get_json()
    assert answer.status_code == 200
    assert body["success"] is True
    return [(one["index"], one["code"]) for one in body.get("warnings", ())]


def test_an_event_goes_to_the_engine_whole(api: Api) -> None:
    event = track(
        messageId="m1", userId="u1", properties={"b": 1.0, "a": [None]},
        context={"timezone": "X/Y"},
        timestamp="2026-09-21T14:00:00.5Z", integrations={"All": True}, channel="server",
    )  # fmt: skip
    assert api.batch(event, key="sk_shop").status_code == 200
    assert api.items == [
        Incoming(
            index=0, kind="track", name="Viewed", message_id="m1", user_id="u1", anonymous_id="a1",
            previous_id=None, previous_is_anonymous=False, group_id=None,
            at=NOW - 800 * 1_000_000 + 500_000,
            body='{"properties":{"a":[null],"b":1.0},"context":{"timezone":"X/Y"},'
            '"timestamp":"2026-09-21T14:00:00.5Z"}',
            digest=api.last.digest, key_class="secret", imported=False,
        )
    ]  # fmt: skip
    assert len(api.last.digest) == 16


def test_an_event_of_nothing_else_has_an_empty_body(api: Api) -> None:
    assert api.batch(track()).status_code == 200
    assert (api.last.body, api.last.message_id, api.last.at) == ("{}", None, NOW)


def test_traits_are_merged_from_both_places(api: Api) -> None:
    event = {"type": "identify", "userId": "u", "traits": {"a": 1},
             "context": {"traits": {"a": 2, "b": 3}, "ip": "1.2.3.4"}}  # fmt: skip
    api.batch(event, key="sk_shop")
    assert api.body["traits"] == {"a": 1, "b": 3}
    assert api.body["context"]["ip"] == "1.2.3.4"


def test_the_contexts_traits_are_those_of_identify_alone(api: Api) -> None:
    api.batch(track(context={"traits": {"a": 2}}))
    assert "traits" not in api.body


def test_the_context_of_a_batch_holds_for_each_item(api: Api) -> None:
    api.batch(track(context={"locale": "de"}), track(), context={"locale": "en", "ip": "::1"})
    assert [json.loads(item.body)["context"] for item in api.items] == [
        {"locale": "de", "ip": "::1"},
        {"locale": "en", "ip": "::1"},
    ]


def test_a_pages_name_and_category_stand_among_its_properties(api: Api) -> None:
    api.batch({"type": "page", "anonymousId": "a", "name": "Home", "category": "Docs",
               "properties": {"category": "Own"}})  # fmt: skip
    assert (api.last.name, api.body["properties"]) == ("page", {"name": "Home", "category": "Own"})


@pytest.mark.parametrize(
    "nobody",
    [None, "", "0", "-", "00000000-0000-0000-0000-000000000000", "-1", "null", "anonymous"],
)
def test_names_for_nobody_are_no_ids(api: Api, nobody: str | None) -> None:
    answer = api.batch(track(userId=nobody, anonymousId=nobody), key="sk_shop")
    assert code(answer) == (400, "no_user_anon_id")
    assert api.batch(track(userId=nobody)).get_json() == {"success": True}
    assert (api.last.user_id, api.last.anonymous_id) == (None, "a1")


def test_a_number_is_an_id(api: Api) -> None:
    api.batch(track(userId=42), key="sk_shop")
    assert api.last.user_id == "42"


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"type": "track", "event": "E"}, "no_user_anon_id"),
        (track(event=None), "no_event"),
        (track(event=""), "no_event"),
        (track(type=None), "unknown_type"),
        (track(type="Track"), "unknown_type"),
        (track(event="x" * 513), "name_too_long"),
        (track(anonymousId="x" * 513), "id_too_long"),
        (track(messageId=""), "invalid_message_id"),
        (track(messageId="x" * 129), "invalid_message_id"),
        (track(messageId="x" * 10_000), "invalid_message_id"),
        ({"type": "group", "userId": "u"}, "no_group_id"),
        ({"type": "alias", "previousId": "p", "anonymousId": "a"}, "no_previous_id"),
        ({"type": "alias", "userId": "u"}, "no_previous_id"),
    ],
)
def test_an_event_that_lacks_something_is_rejected(api: Api, event: Any, why: str) -> None:
    assert code(api.batch(event, key="sk_shop")) == (400, why)
    assert code(api.batch(event, track(), key="sk_shop"))[0] == 200
    assert len(api.items) == 1


def test_a_message_id_has_up_to_128_characters(api: Api) -> None:
    assert api.batch(track(messageId="é" * 128)).status_code == 200
    assert api.last.message_id == "é" * 128


@pytest.mark.parametrize("name", sorted(RESERVED))
@pytest.mark.parametrize("key", ["wk_shop", "sk_shop"])
def test_of_the_reserved_names_only_the_snippets_come_from_outside(
    api: Api, name: str, key: str
) -> None:
    answer = api.post("/v1/track", track(event=name), key)
    if name in ("session_started", "markers_set"):
        assert answer.status_code == 200
    else:
        assert code(answer) == (400, "reserved_event")
    assert api.batch({"type": "page", "anonymousId": "a", "name": name}).status_code == 200


def test_nobody_outside_tells_how_a_webhook_ended(api: Api) -> None:
    answer = api.post("/v1/track", track(event="webhook_finished"), "sk_shop")
    assert code(answer) == (400, "reserved_event")


def test_many_and_odd_names_are_only_data(api: Api) -> None:
    for name in (
        "__proto__",
        "constructor",
        "$where",
        "a.b",
        "'; DROP TABLE x; --",
        "\u202e",
        "😀",
    ):
        assert api.batch(track(event=name, properties={name: name})).status_code == 200
        assert (api.last.name, api.body["properties"]) == (name, {name: name})


# Identity


def test_the_secret_key_is_believed(api: Api) -> None:
    assert api.post("/v1/identify", {"userId": "u1"}, "sk_shop").get_json() == {"success": True}
    assert (api.last.user_id, api.last.key_class) == ("u1", "secret")


def test_the_write_key_alone_speaks_for_the_anonymous_person(api: Api) -> None:
    """Attack A15."""
    answer = api.post("/v1/identify", {"userId": "victim", "anonymousId": "a1", "messageId": "m"})
    assert answer.get_json()["warnings"] == [
        {"index": 0, "messageId": "m", "code": "identity_unverified",
         "message": "the event stays on the anonymous person"}
    ]  # fmt: skip
    assert warned(answer) == [(0, "identity_unverified")]
    assert (api.last.user_id, api.last.anonymous_id) == (None, "a1")


def test_without_an_anonymous_id_an_unverified_item_is_rejected(api: Api) -> None:
    assert code(api.post("/v1/identify", {"userId": "u"})) == (400, "identity_unverified")
    answer = api.batch(track(userId="u"), {"type": "identify", "userId": "u"}, track())
    assert warned(answer) == [(0, "identity_unverified")]
    assert [(one["index"], one["code"]) for one in answer.get_json()["rejected"]] == [
        (1, "identity_unverified")
    ]


@pytest.mark.parametrize("where", ["item", "batch"])
def test_a_token_proves_the_user(api: Api, where: str) -> None:
    proof = {"identityToken": token("u1")}
    item = track(userId="u1") | ({"context": proof} if where == "item" else {})
    around = {"context": proof} if where == "batch" else {}
    assert warned(api.batch(item, track(userId="u2"), track(), **around)) == [
        (1, "identity_unverified")
    ]
    assert [item.user_id for item in api.items] == ["u1", None, None]
    assert all("identityToken" not in item.body for item in api.items)


def test_a_token_is_looked_at_once_a_request(api: Api) -> None:
    api.batch(*[track(userId="u1")] * 50, context={"identityToken": token("u1")})
    assert api.twin.verified == 1
    assert {item.user_id for item in api.items} == {"u1"}


WRONG = {
    "another's": token("u2"), "expired": token("u1", seconds=-1),
    "of a year": token("u1", seconds=31_536_000), "of workspace B": token("u1", "ws2"),
    "no token": "x.y.z", "a number": 7, "a list": ["x"],
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_token_is_401_in_a_single_call(api: Api, wrong: Any) -> None:
    """Attack A16."""
    event = track(userId="u1", context={"identityToken": wrong})
    assert code(api.post("/v1/track", event)) == (401, "identity_invalid")
    assert api.items == []


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_in_a_batch_a_wrong_token_is_none(api: Api, wrong: Any) -> None:
    event = track(userId="u1", context={"identityToken": wrong})
    assert warned(api.batch(event)) == [(0, "identity_unverified")]
    assert api.last.user_id is None
    assert "identityToken" not in api.last.body


@pytest.mark.parametrize("absent", [None, ""])
def test_no_token_is_not_a_wrong_one(api: Api, absent: Any) -> None:
    event = track(userId="u1", context={"identityToken": absent})
    assert warned(api.post("/v1/track", event)) == [(0, "identity_unverified")]


def test_a_workspace_may_turn_verification_off(api: Api) -> None:
    api.twin.settings["ws1"] = IngestSettings(identity_verification=False)
    assert warned(api.post("/v1/track", track(userId="u1"))) == []
    assert api.last.user_id == "u1"


def test_groups_and_imports_need_the_secret_key(api: Api) -> None:
    group = {"type": "group", "anonymousId": "a", "groupId": "g", "traits": {"n": 1}}
    assert code(api.post("/v1/group", group)) == (403, "secret_key_required")
    assert code(api.post("/v1/import", {"batch": [track()]})) == (403, "secret_key_required")
    answer = api.batch(group, track())
    assert [one["code"] for one in answer.get_json()["rejected"]] == ["secret_key_required"]
    assert api.batch(group, key="sk_shop").status_code == 200
    assert (api.last.group_id, api.body) == ("g", {"traits": {"n": 1}})


def alias(**changes: Any) -> dict[str, Any]:
    return {"type": "alias", "userId": "u1", "previousId": "a9"} | changes


def test_a_server_may_alias_anybody(api: Api) -> None:
    assert api.batch(alias(), key="sk_shop").status_code == 200
    assert (api.last.user_id, api.last.previous_id, api.last.previous_is_anonymous) == (
        "u1", "a9", False,
    )  # fmt: skip


def test_a_browsers_alias_needs_a_token_and_takes_an_anonymous_id(api: Api) -> None:
    assert code(api.post("/v1/alias", alias())) == (400, "identity_unverified")
    assert code(api.post("/v1/alias", alias(anonymousId="a1"))) == (400, "identity_unverified")
    proof = {"identityToken": token("u1")}
    assert api.post("/v1/alias", alias(context=proof)).status_code == 200
    assert (api.last.previous_id, api.last.previous_is_anonymous) == ("a9", True)
    proof = {"identityToken": token("a9")}
    assert code(api.post("/v1/alias", alias(context=proof))) == (401, "identity_invalid")


def test_previous_id_is_by_default_the_anonymous_one(api: Api) -> None:
    api.batch(alias(previousId=None, anonymousId="a1"), key="sk_shop")
    assert api.last.previous_id == "a1"


@pytest.mark.parametrize("key", ["wk_shop", "sk_shop"])
def test_an_alias_of_oneself_is_accepted_and_merges_nothing(api: Api, key: str) -> None:
    answer = api.post("/v1/a", alias(previousId="u1", anonymousId="a1"), key)
    assert answer.status_code == 200
    assert api.last.previous_id is None


def test_what_the_engine_refuses_is_told(api: Api) -> None:
    api.twin.refused["m1"] = Refused("already_linked", "previousId is linked to another user")
    api.twin.refused["m2"] = Refused("too_many_names", "the workspace has too many event names")
    event = alias(messageId="m1")
    assert code(api.post("/v1/alias", event, "sk_shop")) == (409, "already_linked")
    answer = api.batch(track(), event, key="sk_shop")
    assert [(one["index"], one["code"]) for one in answer.get_json()["rejected"]] == [
        (1, "already_linked")
    ]
    answer = api.post("/v1/track", track(messageId="m2"))
    assert code(answer) == (429, "too_many_names")
    assert int(answer.headers["Retry-After"]) >= 1


# Idempotency


def test_the_same_message_counts_once(api: Api) -> None:
    """Attack A18. A retry differs in sentAt, in its context, and in the order of its keys."""
    first = track(messageId="m", properties={"a": 1, "b": {"c": 1, "d": 2}}, timestamp="2026-09-21")
    again = dict(reversed(first.items())) | {
        "properties": {"b": {"d": 2, "c": 1}, "a": 1},
        "sentAt": "2026-09-21T14:00:00Z",
        "context": {"retry": 2},
    }
    assert api.batch(first, again).get_json() == {"success": True}
    assert api.post("/v1/track", again).get_json() == {"success": True}
    assert len(api.items) == 1


@pytest.mark.parametrize(
    "change",
    [{"event": "Other"}, {"type": "page"}, {"anonymousId": "a2"}, {"userId": "u"},
     {"properties": {"a": 2}}, {"properties": {"a": "1"}}, {"properties": {}},
     {"traits": {"a": 1}}],
)  # fmt: skip
def test_the_same_id_with_another_content_is_a_conflict(api: Api, change: Any) -> None:
    first = track(messageId="m", properties={"a": 1})
    assert api.batch(first, key="sk_shop").status_code == 200
    answer = api.batch(first | change, track(), key="sk_shop")
    (one,) = answer.get_json()["rejected"]
    assert (one["index"], one["messageId"], one["code"]) == (0, "m", "message_id_conflict")
    assert code(api.batch(first | change, key="sk_shop")) == (400, "message_id_conflict")


def test_a_conflict_of_a_single_call_is_400(api: Api) -> None:
    api.post("/v1/track", track(messageId="m"))
    answer = api.post("/v1/track", track(messageId="m", event="Other"))
    assert code(answer) == (400, "message_id_conflict")


def test_a_retry_after_the_token_has_ended_is_the_same_message(api: Api) -> None:
    event = track(messageId="m", userId="u1")
    api.batch(event, context={"identityToken": token("u1")})
    api.batch(event)
    assert [item.user_id for item in api.items] == ["u1"]


def test_strangers_cannot_use_up_a_servers_ids(api: Api) -> None:
    for key in ("wk_shop", "sk_shop"):
        assert api.batch(track(messageId="m"), key=key).get_json() == {"success": True}
    assert [item.key_class for item in api.items] == ["write", "secret"]


def test_ids_part_where_they_part(api: Api) -> None:
    api.batch(
        track(userId="ab", anonymousId="c"), track(userId="a", anonymousId="bc"), key="sk_shop"
    )
    assert len({item.digest for item in api.items}) == 2


# Time (attack A22)

AT = "2026-09-21T14:13:20Z"  # NOW
TIMES = {
    "none": ({}, 0),
    "now": ({"timestamp": AT}, 0),
    "an hour ago": ({"timestamp": "2026-09-21T13:13:20Z"}, -60 * MINUTE),
    "microseconds": ({"timestamp": "2026-09-21T14:13:19.999999+00:00"}, -1),
    "milliseconds": ({"timestamp": "2026-09-21T14:13:19.999Z"}, -1000),
    "an offset": ({"timestamp": "2026-09-21T15:12:20+01:00"}, -MINUTE),
    "no zone is UTC": ({"timestamp": "2026-09-21T14:12:20"}, -MINUTE),
    "a date": ({"timestamp": "2026-09-21"}, -(14 * 60 + 13) * MINUTE - 20_000_000),
    "epoch milliseconds": ({"timestamp": NOW // 1000 - 60_000}, -MINUTE),
    "originalTimestamp": ({"originalTimestamp": "2026-09-21T14:12:20Z"}, -MINUTE),
    "corrected by sentAt": (
        {"timestamp": "2026-09-21T16:12:20Z", "sentAt": "2026-09-21T16:13:20Z"}, -MINUTE
    ),
    "a clock of 1970": (
        {"originalTimestamp": "1970-01-01T00:00:10Z", "sentAt": "1970-01-01T00:01:10Z"}, -MINUTE
    ),
    "ahead": ({"timestamp": "2026-09-22T14:13:20Z"}, 0),
    "ahead of its own sentAt": (
        {"timestamp": "2026-09-21T15:13:20Z", "sentAt": "2026-09-21T14:13:20Z"}, 0
    ),
    "the year 9999": ({"timestamp": "9999-12-31T23:59:59Z"}, 0),
    "the year 9999, west": ({"timestamp": "9999-12-31T23:59:59-10:00"}, 0),
    "a leap second": ({"timestamp": "2026-09-21T13:59:60Z"}, -800 * 1_000_000 - 1),
    "no time": ({"timestamp": "yesterday"}, 0),
    "sentAt no time": ({"timestamp": "2026-09-21T14:12:20Z", "sentAt": "soon"}, -MINUTE),
    "5,000 digits": ({"timestamp": "1" * 5000}, 0),
    "beyond every calendar": ({"timestamp": 1e300}, 0),
    "29 days ago": ({"timestamp": "2026-08-23T14:13:20Z"}, -29 * DAY),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), TIMES.values(), ids=TIMES.keys())
@pytest.mark.parametrize("key", ["wk_shop", "sk_shop"])
def test_an_events_own_time(api: Api, fields: Any, expected: int, key: str) -> None:
    assert api.post("/v1/track", track(**fields), key).status_code == 200
    assert api.last.at - NOW == expected


FIRST = -62_135_596_800_000_000  # the year 1


@pytest.mark.parametrize(
    ("written", "at"),
    [("2025-09-21T14:13:20Z", NOW - 365 * DAY), ("1970-01-01T00:00:00Z", 0), (-1, -1000),
     ("1969-12-31T23:59:59Z", -1_000_000), ("0001-01-01", FIRST),
     ("0001-01-01T00:00:00+10:00", FIRST)],
)  # fmt: skip
def test_the_past_is_as_old_as_a_server_says_and_30_days_for_others(
    api: Api, written: Any, at: int
) -> None:
    for path in ("/v1/batch", "/v1/import"):
        api.post(path, {"batch": [track(timestamp=written)]}, "sk_shop")
        assert (api.last.at, api.body["timestamp"]) == (at, written)
    api.batch(track(timestamp=written))
    assert (api.last.at, api.body["timestamp"]) == (NOW - 30 * DAY, written)


def test_a_batchs_sent_at_holds_for_each_item_without_its_own(api: Api) -> None:
    early = "2026-09-21T14:12:20Z"
    api.batch(track(timestamp=early), track(timestamp=early, sentAt=early), sentAt=AT)
    assert [item.at - NOW for item in api.items] == [-MINUTE, 0]


@pytest.mark.parametrize("zone", ["../../etc/passwd", "localtime", "x" * 5000, "Asia/Calcutta", 7])
def test_a_zone_is_kept_as_it_was_sent(api: Api, zone: Any) -> None:
    """Attack A24: who reads it makes sense of it, or none."""
    assert api.batch(track(context={"timezone": zone})).status_code == 200
    assert api.body["context"] == {"timezone": zone}


def test_the_digest_of_a_content_stays_the_same_from_version_to_version(api: Api) -> None:
    """A repeat from before an update must still be known for one."""
    api.batch(track(userId="u1", messageId="m1", properties={"b": 1, "a": "ä"}), key="sk_shop")
    assert api.last.digest.hex() == "80033b1fee2fc1f4a1031cf9fe880298"
    api.batch({"type": "group", "groupId": "g1", "userId": "u1", "traits": {"n": 2}}, key="sk_shop")
    assert api.last.digest.hex() == "bb30777cf2f4a3f504a0474c0639d70d"
