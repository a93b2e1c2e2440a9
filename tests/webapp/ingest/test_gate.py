"""The JSON gate: what no database takes alike is refused for every one (attack A19)."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.webapp.ingest.twin import Api, Twin, app_of, basic, track
from webapp.ingest import contents, gate, strict
from webapp.ingest.fault import Fault
from webapp.ingest.gate import Parsed
from webapp.ingest.wire import Event, Names, Whole


def nested(levels: int) -> str:
    """An array in an array …: so many containers."""
    return "[" * levels + "]" * levels


REFUSED = {
    "NUL": (r'"a\u0000b"', "nul_character"),
    "NUL in a key": (r'{"a\u0000b": 1}', "nul_character"),
    "high surrogate alone": (r'"\ud800"', "lone_surrogate"),
    "high surrogate before a letter": (r'"\ud83dx\ude00"', "lone_surrogate"),
    "low surrogate alone": (r'"a\udc00b"', "lone_surrogate"),
    "surrogate in a key": (r'{"\ud800": 1}', "lone_surrogate"),
    "NaN": ("NaN", "invalid_number"),
    "Infinity": ("Infinity", "invalid_number"),
    "-Infinity": ("-Infinity", "invalid_number"),
    "1e400": ("1e400", "number_out_of_range"),
    "-1e400": ("-1e400", "number_out_of_range"),
    "2^53": ("9007199254740992", "number_out_of_range"),
    "-2^53": ("-9007199254740992", "number_out_of_range"),
    "2^64": ("18446744073709551616", "number_out_of_range"),
    "5,000 digits": ("7" * 5_000, "number_out_of_range"),
    "duplicate key": ('{"a": 1, "a": 1}', "duplicate_key"),
    "duplicate key, no white space": ('{"a":1,"a":1}', "duplicate_key"),
    "duplicate key, escaped": (r'{"ab":1,"a\u0062":2}', "duplicate_key"),
    "duplicate key, deep": ('[{"a":[{"b":1,"b":2}]}]', "duplicate_key"),
    "duplicate key, hidden by white space": ('{"a" :1,"a":2}', "duplicate_key"),
    "duplicate key, hidden by a tab": ('{"a"\t:1,"a":2}', "duplicate_key"),
    "duplicate key, hidden by a newline": ('{"a"\n:1,"a":2}', "duplicate_key"),
    "duplicate key, made up by an escape": (r'{"a":1,"a":"\u0022:"}', "duplicate_key"),
    "duplicate key, made up by a colon": (r'{"a":1,"a":"\u003ax"}', "duplicate_key"),
    "duplicate key, made up by a colon in capitals": (r'{"a":1,"a":"\u003Ax"}', "duplicate_key"),
    "9 levels in properties": (nested(9), "too_deep"),
    "500 keys": (json.dumps({f"k{n}": n for n in range(500)}), "too_many_keys"),
    "33 KB": (json.dumps("x" * 33_000), "event_too_large"),
}
TAKEN = {
    "largest integer": "9007199254740991",
    "smallest integer": "-9007199254740991",
    "a large double": "1.7976931348623157e308",
    "a small double": "1e-400",
    "8 levels in properties": nested(8),
    "a pair of surrogates": r'"\ud83d\ude00"',
    "an escaped backslash before u0000": r'"\\u0000"',
    "escapes": r'"\" \\ \/ \b \f \n \r \t \u00e9"',
    "colons and quotes": r'{":": ":x", "\":": "\":", "a": "\u0022:", "b": "\u003a"}',
    "one key in two objects": '[{"a":1},{"a":1}]',
    "white space": '\n{ "a"\t:\r\n1 , "b" :[ ] }',
    "400 keys": json.dumps({f"k{n}": n for n in range(400)}),
    "prototype keys": '{"__proto__": {"x": 1}, "constructor": 1, "$where": 1, "a.b": 1, "": 1}',
}


def single(value: str, where: str = "properties") -> bytes:
    call = f'{{"event":"E","anonymousId":"a","{where}":{{"x":{value}}}}}'
    return call.encode()


@pytest.mark.parametrize("where", ["properties", "traits", "context"])
@pytest.mark.parametrize(("value", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_readers_disagree_about_is_400(api: Api, value: str, code: str, where: str) -> None:
    answer = api.post("/v1/track", single(value, where))
    assert (answer.status_code, answer.get_json()["code"]) == (400, code)
    assert api.items == []


@pytest.mark.parametrize(("value", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_event_does_not_fail_its_batch(api: Api, value: str, code: str) -> None:
    good = json.dumps(track())
    bad = f'{{"type":"track","event":"E","anonymousId":"a","properties":{{"x":{value}}}}}'
    answer = api.post("/v1/batch", f'{{"batch":[{good},{bad},{good}]}}'.encode())
    assert answer.status_code == 200
    assert [(one["index"], one["code"]) for one in answer.get_json()["rejected"]] == [(1, code)]
    assert [item.index for item in api.items] == [0, 2]


@pytest.mark.parametrize("value", TAKEN.values(), ids=TAKEN.keys())
def test_what_everybody_reads_alike_is_stored_as_it_is(api: Api, value: str) -> None:
    assert api.post("/v1/track", single(value)).status_code == 200
    assert api.body["properties"] == {"x": json.loads(value)}


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"null", b"[]", b"7", b'"x"', b"{", b"{}}", b"{,}", b'{"a":1,}', b"{'a':1}",
     b'{"a":01}', b'{"a":"\x01"}', b'{"event":"\xff"}', b'{"event":"\xed\xa0\x80"}',
     b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b'{"a":1}\x00', b"[" * 100_000,
     b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000, b"7" * 5_000],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/v1/track", "/v1/batch"])
def test_what_is_no_json_object_is_400(api: Api, path: str, body: bytes) -> None:
    answer = api.post(path, body)
    assert answer.status_code == 400
    assert answer.get_json()["code"] in (
        "invalid_json",
        "too_deep",
        "invalid_batch",
        "number_out_of_range",
    )
    assert api.items == []


def test_a_key_twice_around_the_events_is_400(api: Api) -> None:
    for body in (
        b'{"batch":[],"batch":[]}',
        b'{"batch":[],"sentAt":"x","sentAt":"x"}',
        b'{"batch":[],"context":{"a":1,"a":1}}',
    ):
        answer = api.post("/v1/batch", body)
        assert (answer.status_code, answer.get_json()["code"]) == (400, "duplicate_key")
    answer = api.post("/v1/track", b'{"event":"a","event":"b","anonymousId":"a"}')
    assert (answer.status_code, answer.get_json()["code"]) == (400, "duplicate_key")


def test_what_is_dropped_is_checked_as_well(api: Api) -> None:
    for where in ("integrations", "_metadata", "somethingElse"):
        assert api.post("/v1/track", single('{"a":1,"a":1}', where)).status_code == 400
        assert api.post("/v1/track", single(nested(9), where)).status_code == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [("event", 7), ("userId", {}), ("userId", 1.5), ("userId", True), ("anonymousId", ["a"]),
     ("messageId", 7), ("properties", []), ("properties", "x"), ("context", 7), ("traits", [1]),
     ("timestamp", {}), ("type", 7), ("writeKey", 7)],
)  # fmt: skip
def test_a_field_of_another_type_is_400(api: Api, field: str, value: Any) -> None:
    answer = api.post("/v1/track", track(**{field: value}))
    assert (answer.status_code, answer.get_json()["code"]) == (400, "invalid_field")


def test_the_usual_request_needs_no_second_reading() -> None:
    """The quick way is taken, not only right: the slow one is many times slower."""
    body = {"batch": [track(properties={"a": [1, {"b": None}]}, context={"page": {"url": "u"}})],
            "sentAt": "2026-11-21T23:51:53.650+00:00", "writeKey": "wk_shop"}  # fmt: skip
    for text in (json.dumps(body), json.dumps(body, separators=(",", ":"))):
        assert gate._quickly(text.encode(), batch=True) is not None


@pytest.mark.parametrize("lengths", [[], [3], [gate.SHORT], [gate.SHORT] * 3, [1] * 9_000])
def test_short_lines_are_short(lengths: list[int]) -> None:
    lines = [b"x" * length + b"\n" for length in lengths]
    assert gate.are_short(b"".join(lines))
    for place in (0, len(lines) // 2, len(lines)):
        longer = [*lines[:place], b"x" * (gate.SHORT + 1) + b"\n", *lines[place:]]
        assert not gate.are_short(b"".join(longer))


FUZZED_TWIN = Twin()
FUZZED = app_of(FUZZED_TWIN)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
KEYS = st.sampled_from(["a", "b", ":", '":', "event", "é", "\ud800", "\0", "type"])


def pairs_text(value: Any) -> str:
    """JSON of a tree whose objects are lists of pairs, so that keys may repeat."""
    if isinstance(value, tuple):
        members = [f"{json.dumps(key)}:{pairs_text(one)}" for key, one in value]
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(pairs_text, value)) + "]"
    return json.dumps(value)


TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.lists(st.tuples(KEYS, inner), max_size=3).map(tuple)
    ),
    max_leaves=12,
)


CARRIED = ("properties", "traits", "context")
Meant = tuple[Names, dict[str, object]]


def quickly(text: str) -> Meant | str:
    """What the product reads of a single call, or the code it refuses it with."""
    parsed = gate.parse(text.encode(errors="surrogatepass"), batch=False)
    (event,) = [parsed] if isinstance(parsed, Fault) else parsed.events
    if isinstance(event, Fault):
        return event.code
    found = contents.read(event)
    if isinstance(found, Fault):
        return found.code
    return meant(event, {name: getattr(found, name).value for name in CARRIED})


def strictly(text: str) -> Meant | str:
    """The same by the strict reading alone."""
    root = strict.read(text)
    whole = root if isinstance(root, Fault) else strict.convert(root, Whole)
    if isinstance(whole, Fault):
        return whole.code
    return meant(whole, {name: getattr(whole, name) or {} for name in CARRIED})


def meant(call: Event | Whole, carried: dict[str, object]) -> Meant:
    names = {name: getattr(call, name) for name in Names.__struct_fields__}
    times = {name: getattr(call, name) for name in ("timestamp", "original_timestamp", "sent_at")}
    return Names(**names), times | carried


@settings(max_examples=300)
@given(TREES, st.sampled_from(["properties", "traits", "context", "integrations", "_metadata"]))
def test_the_quick_reading_never_says_yes_where_the_strict_one_says_no(
    tree: Any, where: str
) -> None:
    text = f'{{"event":"E","{where}":{{"x":{pairs_text(tree)}}}}}'
    assert quickly(text) == strictly(text)


SPELLED = st.sampled_from(
    ['"a"', '"\\u0061"', '"\\u003a"', '"\\u0000"', '"\\/"', "1", "1.0", "1e5", "1e13", "1e21", "-0",
     "0", "0.10", "null", "true", "{}", "{ }", '{"a":1}', '{"a":1,"a":1}', "[1]", " 7", '"x" ',
     "1e-9", "9007199254740992", '"9999999999"']
)  # fmt: skip
NAMED = st.sampled_from(
    ["event", "timestamp", "sentAt", "receivedAt", "channel", "userId", "properties", "context",
     "integrations", "even\\u0074", "other"]
)  # fmt: skip


@settings(max_examples=600)
@given(st.lists(st.tuples(NAMED, SPELLED), max_size=6))
@example([("event", '"a"'), ("timestamp", "1e13"), ("event", '"bcd"')])
def test_no_key_is_lost_between_spellings(members: list[tuple[str, str]]) -> None:
    """A repeated key is found, and be it made good for by a number that is written longer."""
    text = "{" + ",".join(f'"{key}":{value}' for key, value in members) + "}"
    assert quickly(text) == strictly(text)


@settings(max_examples=300)
@given(st.binary(max_size=300) | TREES.map(lambda tree: pairs_text(tree).encode(errors="replace")))
@example(b'{"batch":[{"type":"track","event":"\\ud800","anonymousId":"a"}]}')
@example(b'{"batch":[{"type":"alias","userId":"' + b"0" * 5000 + b'"}]}')
def test_no_body_is_our_fault(body: bytes) -> None:
    client = FUZZED.test_client()
    for path in ("/v1/batch", "/v1/track", "/v1/alias"):
        for key in ("wk_shop", "sk_shop"):
            answer = client.post(path, data=body, headers=basic(key))
            assert answer.status_code in (200, 400, 401, 413)
            assert answer.status_code == 200 or {"code", "message"} <= set(answer.get_json())


FIELDS = st.sampled_from(
    ["type", "event", "userId", "anonymousId", "previousId", "groupId", "messageId", "timestamp",
     "originalTimestamp", "sentAt", "properties", "traits", "context", "name", "category"]
)  # fmt: skip
VALUES = (
    SCALARS
    | st.sampled_from(["track", "alias", "identify", "2026-01-01T00:00:00Z", "9999-12-31", "-1"])
    | st.dictionaries(st.sampled_from(["traits", "identityToken", "timezone"]), SCALARS, max_size=3)
)


@settings(max_examples=300)
@given(st.lists(st.dictionaries(FIELDS, VALUES, max_size=8), max_size=4))
def test_no_event_is_our_fault(events: list[dict[str, Any]]) -> None:
    twin = FUZZED_TWIN
    twin.forget()
    body = json.dumps({"batch": events}).encode()
    answer = FUZZED.test_client().post("/v1/batch", data=body, headers=basic("wk_shop"))
    assert answer.status_code in (200, 400)
    for _, item in twin.stored:
        assert item.user_id or item.anonymous_id
        assert item.at <= twin.now
        assert isinstance(json.loads(item.body), dict)
        item.body.encode()


def test_an_envelope_without_events_is_read() -> None:
    assert gate.parse(b'{"batch":[]}', batch=True) == Parsed([])
    assert gate.parse(b"{}", batch=False) == Parsed([Event()])
