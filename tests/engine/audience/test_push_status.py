"""The contract's table of devices and push status, line by line, and what bends it."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audience import push_status
from engine.audience.push_merge import merged
from engine.audience.push_status import Changed, DeviceChange, DeviceFacts, Reported, State

BROWSER = 4242  # the browser's anonymousId, as a person id
PHONE = 77


def change(kind: str, status: str, **more: object) -> DeviceChange:
    fields = {"device": "d1", "cause": "sync", "anonymous": BROWSER, **more}
    return DeviceChange(change=kind, status=status, **fields)  # type: ignore[arg-type]


def reported(status: str, *, subscribed: bool = False, **more: object) -> DeviceChange:
    fields = {"reported": status, "session": True, **more}
    return change("reported", status, subscribed=subscribed, **fields)


ALLOWED = reported("allowed", subscribed=True, cause="prompt")


def after(*changes: DeviceChange, state: State | None = None) -> State:
    state = state or State()
    for one in changes:
        state, _ = push_status.apply(state, one)
    return state


def enabled(state: State) -> bool:
    return any(one.subscribed and one.status == "allowed" for one in state.devices.values())


TABLE = {
    "nobody asked yet": ([], "ask", False),
    "never asked": ([reported("ask")], "ask", False),
    "browser grants": ([reported("ask"), ALLOWED], "allowed", True),
    "browser blocks at the prompt": ([reported("blocked", cause="prompt")], "blocked", False),
    "browser blocks later": ([ALLOWED, reported("blocked")], "blocked", False),
    "no push here": ([reported("unsupported")], "unsupported", False),
    "another person logs in there: she": (
        [ALLOWED, change("left", "suspended", cause="login")],
        "suspended",
        False,
    ),
    "another person logs in there: he": (
        [replace(ALLOWED, change="arrived", cause="login")],
        "allowed",
        True,
    ),
    "she logs in there again": (
        [
            ALLOWED,
            change("left", "suspended", cause="login"),
            replace(ALLOWED, change="arrived", cause="login"),
        ],
        "allowed",
        True,
    ),
    "push.disable()": ([ALLOWED, change("withdrawn", "withdrawn", cause="disable")],
                       "allowed", False),
    "the push service says gone": (
        [ALLOWED, change("retired", "retired", cause="gone")], "allowed", False,
    ),
    "gone, then the next report": (
        [ALLOWED, change("retired", "retired", cause="gone"), reported("blocked")],
        "blocked",
        False,
    ),
    "admin resets subscribers": (
        [ALLOWED, change("reset", "reset", cause="reset")], "ask", False,
    ),
    "admin resets, she was blocked elsewhere": (
        [
            ALLOWED,
            reported("blocked", device="d2", anonymous=PHONE),
            change("reset", "reset", cause="reset"),
        ],
        "blocked",
        False,
    ),
    "Subscribe after a reset": (
        [ALLOWED, change("reset", "reset", cause="reset"), ALLOWED], "allowed", True,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "status", "on"), TABLE.values(), ids=list(TABLE))
def test_the_table_of_the_contract_holds(
    changes: list[DeviceChange], status: str, on: bool
) -> None:
    state = after(*changes)
    assert state.last_session_status == status
    assert enabled(state) is on


def test_a_change_is_told_with_its_cause_and_device() -> None:
    _, changed = push_status.apply(after(ALLOWED), change("left", "suspended", cause="logout"))
    assert changed == Changed("allowed", "suspended", "logout", "d1")


def test_what_changes_nothing_is_not_told() -> None:
    _, changed = push_status.apply(after(ALLOWED), ALLOWED)
    assert changed is None


def test_a_device_that_was_not_of_the_last_session_leaves_without_suspending() -> None:
    phone = replace(ALLOWED, device="d2", anonymous=PHONE)
    state = after(ALLOWED, phone, change("left", "suspended", cause="login"))
    assert state.last_session_status == "allowed"
    assert enabled(state)
    assert state.devices["d1"].status == "suspended"


def test_enabled_of_the_suspended_is_by_her_other_devices() -> None:
    phone = replace(ALLOWED, device="d2", anonymous=PHONE)
    state = after(phone, ALLOWED, change("left", "suspended", cause="login"))
    assert state.last_session_status == "suspended"
    assert enabled(state)


def test_a_device_never_granted_leaves_without_a_trace() -> None:
    state = after(reported("ask"), change("left", "suspended", cause="login"))
    assert state == State("ask", "d1", {})


def test_a_device_off_the_list_is_no_longer_hers() -> None:
    state = after(ALLOWED, change("retired", "retired", cause="removed"))
    assert state.devices == {}


def test_a_report_without_a_session_leaves_the_last_session_alone() -> None:
    elsewhere = reported("blocked", device="d2", anonymous=PHONE)
    renewed = replace(ALLOWED, session=False)
    state = after(ALLOWED, elsewhere, renewed)
    assert state.last_session_status == "blocked"
    assert state.last_session_device == "d2"


@pytest.mark.parametrize("held", ["withdrawn", "reset"])
@pytest.mark.parametrize("cause", ["sync", "prompt", "enable"])
@pytest.mark.parametrize("status", sorted(push_status.REPORTABLE))
@pytest.mark.parametrize("subscribing", [True, False])
def test_only_a_wish_with_a_subscription_revives(
    held: str, cause: str, status: str, subscribing: bool
) -> None:
    revived = cause != "sync" and status == "allowed" and subscribing
    stored = push_status.next_status(held, status, cause, subscribing=subscribing)
    assert stored == ("allowed" if revived else held)


@pytest.mark.parametrize(
    ("stored", "status", "seen"),
    [
        ("withdrawn", "allowed", "allowed"),
        ("withdrawn", "ask", "allowed"),  # she is not asked again until push.enable()
        ("withdrawn", "blocked", "blocked"),
        ("reset", "allowed", "ask"),
        ("reset", "ask", "ask"),
        ("reset", "unsupported", "unsupported"),
        ("allowed", "allowed", "allowed"),
        ("ask", "ask", "ask"),
    ],
)
def test_a_session_on_a_held_device(stored: str, status: str, seen: str) -> None:
    state = after(change("reported", stored, reported=status, session=True))
    assert state.last_session_status == seen


def test_a_session_of_a_known_browser_concerns_its_device() -> None:
    state, changed, told = push_status.session_report(after(ALLOWED), BROWSER, "blocked", {})
    assert changed == Changed("allowed", "blocked", "session", "d1")
    assert told == Reported(("d1",), "blocked")
    assert (state.devices["d1"].status, enabled(state)) == ("blocked", False)


@pytest.mark.parametrize("order", [("d1", "d2"), ("d2", "d1")])
def test_of_two_devices_of_her_browser_a_session_concerns_the_one_she_is_at(
    order: tuple[str, str],
) -> None:
    """A slow tab registers its browser a second time: its device is not the one of her session."""
    slow, here = (
        change("reported", "ask", device=one, reported="ask", session=True) for one in order
    )
    state, _, told = push_status.session_report(after(slow, here), BROWSER, "ask", {})
    assert (state.last_session_device, told) == (order[1], None)


def test_a_session_that_says_nothing_new_tells_no_device() -> None:
    state, changed, told = push_status.session_report(after(ALLOWED), BROWSER, "allowed", {})
    assert (changed, told) == (None, None)
    assert enabled(state)


@pytest.mark.parametrize(("held", "seen"), [("withdrawn", "allowed"), ("reset", "ask")])
def test_a_session_does_not_revive_a_held_device(held: str, seen: str) -> None:
    before = after(ALLOWED, change(held, held))
    state, _, told = push_status.session_report(before, BROWSER, "allowed", {})
    assert told is None
    assert (state.last_session_status, enabled(state)) == (seen, False)


def test_a_browser_without_a_device_is_remembered_until_it_registers() -> None:
    facts = {"platform": "linux", "browser": " Firefox ", "model": 7}
    seen, changed, told = push_status.session_report(State(), BROWSER, "unsupported", facts)
    assert changed == Changed("ask", "unsupported", "session", None)
    assert told is None
    (known,) = seen.devices.values()
    assert known == DeviceFacts(
        status="unsupported", anonymous=BROWSER, platform="linux", browser="Firefox"
    )
    assert set(after(ALLOWED, state=seen).devices) == {"d1"}


def test_she_who_was_only_seen_allowed_there_is_suspended_too() -> None:
    seen, _, _ = push_status.session_report(State(), BROWSER, "allowed", {})
    state = after(change("left", "suspended", cause="login"), state=seen)
    assert state.last_session_status == "suspended"


def test_only_so_many_unregistered_browsers_are_kept() -> None:
    state = State()
    for browser in range(100, 150):
        state, _, _ = push_status.session_report(state, browser, "unsupported", {})
    assert len(state.devices) == push_status.UNSEEN
    assert push_status.browser(149) in state.devices


def test_a_merge_brings_the_later_session() -> None:
    ana = after(ALLOWED, change("left", "suspended", cause="logout"))
    anonymous = after(replace(ALLOWED, change="arrived", cause="logout", anonymous=PHONE))
    state, changed = merged(ana, anonymous, loser_later=True)
    assert (state.last_session_status, enabled(state)) == ("allowed", True)
    assert changed == Changed("suspended", "allowed", "merge", "d1")


def test_a_merge_lifts_a_suspension_by_herself_whoever_was_later() -> None:
    ana = after(ALLOWED, change("left", "suspended", cause="logout"))
    anonymous = after(replace(ALLOWED, change="arrived", cause="logout"))
    state, _ = merged(ana, anonymous, loser_later=False)
    assert (state.last_session_status, enabled(state)) == ("allowed", True)


def test_a_merge_keeps_the_earlier_when_the_other_had_no_session() -> None:
    state, changed = merged(after(ALLOWED), State(), loser_later=True)
    assert state == after(ALLOWED)
    assert changed is None


def test_a_merge_replaces_the_browser_that_was_only_seen() -> None:
    seen, _, _ = push_status.session_report(State(), BROWSER, "allowed", {})
    state, _ = merged(after(ALLOWED), seen, loser_later=True)
    assert set(state.devices) == {"d1"}
    assert state.last_session_device == "d1"


texts = st.none() | st.text(max_size=20)


@given(
    st.builds(
        DeviceChange,
        device=st.text(max_size=20),
        change=st.sampled_from(["reported", "arrived", "left", "withdrawn", "retired", "reset"]),
        cause=st.sampled_from(["sync", "prompt", "login", "gone"]),
        status=st.sampled_from(sorted(push_status.REPORTABLE)),
        reported=st.none() | st.sampled_from(sorted(push_status.REPORTABLE)),
        subscribed=st.booleans(),
        session=st.booleans(),
        anonymous=st.none() | st.integers(0, 2**63 - 1),
        kind=st.sampled_from(["web", "fcm", "apns"]),
        platform=texts,
        browser=texts,
        model=texts,
        language=texts,
        timezone=texts,
    )
)
def test_an_event_reads_back_what_was_written(one: DeviceChange) -> None:
    text = msgspec.json.encode(one.to_body())
    back = DeviceChange.from_body(msgspec.json.decode(text))
    empty = {"language": one.language or None, "timezone": one.timezone or None}
    kept = one.language or one.timezone
    assert back == one if kept else back == replace(one, **empty)


def test_an_older_event_lacks_fields_and_is_read_all_the_same() -> None:
    body = {"device": "d1", "change": "reported", "cause": "sync", "status": "ask"}
    assert DeviceChange.from_body(body) == DeviceChange(
        device="d1", change="reported", cause="sync", status="ask"
    )
