"""Whatever a push says: what goes to an app fits its service, or is refused by name."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from engine.audience.content import Action, Refused
from engine.delivery import native
from engine.delivery.native import Letter
from engine.delivery.providers.provider import ApnsPush, FcmPush
from tests.engine.delivery.providers.ways import account, key, letter
from tests.support.fcm_peer import message_problem, shape_problem

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=120)
LINKS = st.none() | st.text("abcäö/:.", min_size=1, max_size=900)
ACTIONS = st.lists(
    st.builds(Action, st.text("ab_-", min_size=1, max_size=9), WORDS, LINKS, st.booleans()),
    max_size=4,
).map(tuple)
LETTERS = st.builds(
    letter,
    st.text("abc:_-\"\\\n", min_size=1, max_size=200),
    title=WORDS.filter(bool), body=st.text(max_size=500), url=LINKS, image=LINKS, icon=LINKS,
    badge=LINKS, actions=ACTIONS, silent=st.booleans(), sound=st.none() | WORDS,
    source=st.none() | WORDS, require_interaction=st.booleans(),
    vibrate=st.lists(st.integers(0, 10_000), max_size=8).map(tuple), ttl=st.integers(0, 10**7),
)  # fmt: skip


@given(LETTERS)
def test_what_firebase_gets_fits_its_schema_and_its_size(one: Letter) -> None:
    made = native.for_fcm(one, account())
    if isinstance(made, Refused):
        assert made.code == "too_large"
        return
    assert isinstance(made, FcmPush)
    body = json.loads(made.body)
    assert shape_problem(body, "SendMessageRequest") == ""
    assert message_problem(body["message"]) == ""
    assert body["message"]["token"] == one.token
    assert one.content.body.startswith(body["message"]["notification"].get("body", "").rstrip("…"))


@given(LETTERS)
def test_what_apple_gets_fits_its_size(one: Letter) -> None:
    made = native.for_apns(one, key())
    if isinstance(made, Refused):
        assert made.code == "too_large"
        return
    assert isinstance(made, ApnsPush)
    assert len(made.payload) <= 4096
    payload = json.loads(made.payload)
    assert payload["aps"]["alert"]["title"] == one.content.title
    assert payload.get("url") == (one.content.url or None)
    assert len((made.collapse_id or "").encode()) <= 64
    assert made.expires_at == (one.now + one.ttl if one.ttl else 0)
