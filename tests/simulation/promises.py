"""The promises, asked when the world has healed and everything has come to rest.

Each is a function from the scene to what broke it, in words; it trusts the witnesses, the journals
of people and of the push service, and the tables as they stand.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from engine import clock, doctor
from engine.audience.living import COUNTED
from tests.simulation.outside import Request
from tests.simulation.scene import NEVER_TWICE, PUSHES, TIMEOUTS, WAITS, Scene

Promise = Callable[[Scene], Iterator[str]]

FINAL = ("accepted", "gone", "rejected", "expired", "unknown", "suppressed", "dead")
LAST = {"welcome": "again", "views": "late", "orders": "ship", "baskets": "note"}


def events_are_stored_and_applied_once(scene: Scene) -> Iterator[str]:
    """R1, R2, R3: what was answered is there, once, and was passed by a position, once."""
    applied = Counter(row["message"] for row in scene.rows("SELECT message FROM w_applied"))
    for said in scene.journal.said:
        least = 1 if said.acked and not scene.forgotten(said.person) else 0
        if not least <= applied[said.id] <= 1:
            yield f"{said.name} {said.id} of {said.client}: {applied[said.id]} times"
    stored = scene.rows(
        "SELECT message_id FROM event WHERE kind NOT IN ('moved', 'erased') "
        "GROUP BY 1 HAVING count(*) > 1"
    )
    for row in stored:
        yield f"{row['message_id']} stands in the log twice"


def events_are_applied_in_order(scene: Scene) -> Iterator[str]:
    """R4: a client's events in the order in which it was answered."""
    places = {row["message"]: row["n"] for row in scene.rows("SELECT n, message FROM w_applied")}
    latest: dict[str, int] = {}
    for said in sorted(scene.journal.said, key=lambda one: (one.client, one.n)):
        place = places.get(said.id)
        if place is not None:
            if place < latest.get(said.client, 0):
                yield f"event {said.n} of {said.client} overtook an earlier one"
            latest[said.client] = place


def what_was_applied_is_in_the_roll_ups(scene: Scene) -> Iterator[str]:
    """R3: the fold counted each applied event once, whoever its person became."""
    counted: Counter[tuple[int, str]] = Counter()
    for row in scene.rows("SELECT person_id, name, sum(count) AS all_ FROM rollup GROUP BY 1, 2"):
        counted[row["person_id"], row["name"]] = row["all_"]
    applied: Counter[tuple[int, str]] = Counter()
    for row in scene.rows(
        "SELECT p.canonical_id AS who, name, w.kind FROM w_applied w JOIN person p "
        "ON p.id = w.person WHERE NOT p.erased"
    ):
        if row["kind"] in COUNTED:
            applied[row["who"], row["name"]] += 1
    for key in counted.keys() | applied.keys():
        if counted[key] != applied[key]:
            yield f"{key}: {applied[key]} applied, {counted[key]} counted"


def the_last_word_holds(scene: Scene) -> Iterator[str]:
    """R4: of a client's identify calls the last applied one stands in the traits."""
    last: dict[str, tuple[int, int]] = {}
    applied = {row["message"] for row in scene.rows("SELECT message FROM w_applied")}
    for said in scene.journal.said:
        if said.name == "identify" and said.id in applied and not scene.forgotten(said.person):
            last[said.client] = max(last.get(said.client, (0, 0)), (said.n, said.person))
    traits = {
        row["person_id"]: json.loads(row["traits"])
        for row in scene.rows("SELECT person_id, traits FROM profile")
    }
    for client, (n, person) in last.items():
        known = traits.get(scene.canonical(person) or 0, {})
        if known.get(f"n_{client.removeprefix('browser ')}") != n:
            yield f"{client} said {n} last, her traits are {known}"


def no_wait_ends_early(scene: Scene) -> Iterator[str]:
    """R5: by the database's own clock, whatever the clocks of the processes said."""
    names = {id_: name for name, id_ in scene.journeys.items()}
    for row in scene.rows("SELECT * FROM w_moved WHERE before IS NOT NULL"):
        journey, before = names[row["journey"]], row["before"]
        seconds = TIMEOUTS.get((journey, before, row["after"]))
        if (journey, before) in WAITS and row["after"] != before:
            seconds = WAITS[journey, before]
        if seconds is not None and row["at"] < row["since"] + seconds * clock.SECOND:
            yield f"{journey} {row['run']} left {before} after {row['at'] - row['since']} µs"


def no_wait_is_lost(scene: Scene) -> Iterator[str]:
    """R5: every way through these journeys ends, so nobody is inside any more."""
    for row in scene.rows("SELECT * FROM run WHERE state = 'active'"):
        yield f"{row['id']} still stands at {row['node']} until {row['wake_at']}"


def what_comes_in_time_wins(scene: Scene) -> Iterator[str]:
    """R5, R12: an event accepted before the time-out, also while the journey was paused.

    Asked of people who were never merged, where the clock did not jump.
    """
    if scene.world.options.jump:
        return
    rows = scene.rows(
        "SELECT r.id, e.received_at - r.entered_at AS after FROM run r "
        "JOIN event e ON e.person_id = r.person_id AND e.name = 'paid' AND e.kind = 'track' "
        "WHERE r.journey_id = ? AND r.node = 'late' AND r.reason = 'finished' "
        "AND e.received_at > r.entered_at AND e.received_at < r.entered_at + ? "
        "AND (SELECT count(*) FROM person p WHERE p.canonical_id = r.person_id) = 1",
        scene.journeys["views"],
        TIMEOUTS["views", "paid", "late"] * clock.SECOND,
    )
    for row in rows:
        yield f"{row['id']} timed out, although she paid after {row['after']} µs"


def nobody_enters_twice(scene: Scene) -> Iterator[str]:
    """Once ever is once, also for two people who turned out to be one."""
    for name in ("views", "orders"):
        for row in scene.rows(
            "SELECT * FROM w_entered WHERE earlier > 0 AND journey = ?", scene.journeys[name]
        ):
            yield f"{row['person']} entered {name} again"


def every_order_entered(scene: Scene) -> Iterator[str]:
    """R3: a journey that takes everybody took everybody, once for each event."""
    runs = Counter(row["key"] for row in scene.rows("SELECT key FROM w_entered"))
    for row in scene.rows("SELECT * FROM w_applied WHERE name = 'ordered' AND kind = 'track'"):
        if not scene.forgotten(row["person"]) and runs[row["message"]] != 1:
            yield f"{runs[row['message']]} runs for {row['message']}"


def messages_match_runs(scene: Scene) -> Iterator[str]:
    """R8: each visit of a sending step made one message, and nothing else made any."""
    names = {id_: name for name, id_ in scene.journeys.items()}
    made = Counter(
        (row["run_id"], row["node"]) for row in scene.rows("SELECT run_id, node FROM message")
    )
    expected: Counter[tuple[str, str]] = Counter()
    for row in scene.rows("SELECT * FROM run"):
        journey = names[row["journey_id"]]
        if row["reason"] == "finished" and row["node"] == LAST.get(journey):
            expected[row["id"], LAST[journey]] = 1
        if journey == "welcome":
            expected[row["id"], PUSHES[journey][0]] = 1
    for key in made.keys() | expected.keys():
        if made[key] != expected[key]:
            yield f"{key}: {made[key]} messages, not {expected[key]}"


def final_states_stay(scene: Scene) -> Iterator[str]:
    """R8: a send ends once."""
    for row in scene.rows("SELECT * FROM w_state"):
        if row["before"] in FINAL:
            yield f"{row['message']} on {row['device']}: {row['before']} became {row['after']}"


def every_send_ends(scene: Scene) -> Iterator[str]:
    """R8: in one state, with everything decided."""
    for row in scene.rows("SELECT * FROM send"):
        if row["state"] not in FINAL or row["token"] is not None:
            yield f"send {row['message_id']}/{row['device_id']} is {row['state']}"
    for row in scene.rows("SELECT * FROM message WHERE state IN ('pending', 'open')"):
        yield f"message {row['id']} is {row['state']}"
    for row in scene.rows("SELECT * FROM webhook_call WHERE state IN ('pending', 'claimed')"):
        yield f"call {row['id']} is {row['state']}"


def answers_belong_to_their_claims(scene: Scene) -> Iterator[str]:
    """Decision 4: what a claim ended as is what its own request was answered."""
    said = {(one.message, one.device, one.token): one.said for one in scene.service.requests}
    for row in scene.rows("SELECT * FROM w_state WHERE after IN ('accepted', 'gone')"):
        answer = said.get((row["message"], row["device"], row["token"]))
        if answer != row["after"]:
            yield f"{row['message']} was settled {row['after']}, its own answer was {answer}"


def no_send_is_repeated_without_reason(scene: Scene) -> Iterator[str]:
    """R7: never twice is never twice; a repeat else has an unclear outcome before it."""
    requests: dict[tuple[str, str], list[Request]] = defaultdict(list)
    for one in scene.service.requests:
        requests[one.message, one.device].append(one)
    pushes = {row["id"]: row["push"] for row in scene.rows("SELECT id, push FROM message")}
    for row in scene.rows("SELECT * FROM send"):
        push = pushes[row["message_id"]]
        perhaps = sum(one.perhaps for one in requests[row["message_id"], row["device_id"]])
        most = 1 if push in NEVER_TWICE else 1 + row["unclear"]
        if perhaps > most:
            yield f"{push} {row['message_id']}: {perhaps} requests that may have been taken"


def accepted_was_taken(scene: Scene) -> Iterator[str]:
    """R8: nothing is shown as accepted that the service does not have."""
    took = {(one.message, one.device) for one in scene.service.requests if one.took}
    for row in scene.rows("SELECT * FROM send WHERE state = 'accepted'"):
        if (row["message_id"], row["device_id"]) not in took:
            yield f"{row['message_id']} was never taken"
    for row in scene.rows("SELECT * FROM webhook_call WHERE state = 'done'"):
        if not scene.receiver.took.get(row["id"]):
            yield f"call {row['id']} was never taken"


def results_are_told_once(scene: Scene) -> Iterator[str]:
    """Events of our own bear ids that are unique: a journey hears of a result once."""
    told = scene.rows(
        "SELECT message, name, count(*) AS times FROM w_applied "
        "WHERE kind = 'engine' AND message <> '' GROUP BY 1 HAVING times > 1"
    )
    for row in told:
        yield f"{row['name']} {row['message']} was told {row['times']} times"
    heard = {row["message"] for row in scene.rows("SELECT message FROM w_applied")}
    for row in scene.rows("SELECT id, person_id FROM webhook_call WHERE endpoint_id IS NULL"):
        if f"webhook:{row['id']}" not in heard and not scene.forgotten(row["person_id"]):
            yield f"the result of call {row['id']} was not told"
    for row in scene.rows("SELECT id, person_id FROM run"):
        if not scene.forgotten(row["person_id"]) and f"journey_entered:{row['id']}" not in heard:
            yield f"the entry of {row['id']} was not told"


def endpoints_are_told_each_event_once(scene: Scene) -> Iterator[str]:
    """R7: one call for each event that was applied; whoever is erased is not told of any more."""
    applied = Counter(
        row["message"].rpartition(":")[0] if row["name"] == "push_accepted" else row["message"]
        for row in scene.rows(
            "SELECT name, message, person FROM w_applied "
            "WHERE kind = 'engine' AND name IN ('journey_entered', 'push_accepted')"
        )
        if not scene.forgotten(row["person"])
    )
    told: Counter[str] = Counter()
    for row in scene.rows("SELECT person_id, body FROM webhook_call WHERE endpoint_id IS NOT NULL"):
        if row["body"] and not scene.forgotten(row["person_id"]):
            document = json.loads(row["body"])
            data = document["data"]
            entered = f"journey_entered:{data['run']}"
            accepted = f"push_accepted:{data.get('message')}:{data.get('device')}"
            told[entered if document["type"] == "journey.entered" else accepted] += 1
    for one in applied.keys() | told.keys():
        if applied[one] != told[one]:
            yield f"{one} was applied {applied[one]} times, and told {told[one]} times"


HOLDING = (
    *("profile", "person_value", "person_word", "person_device", "rollup", "status_change"),
    "offer",
)


def nothing_is_left_of_the_erased(scene: Scene) -> Iterator[str]:
    """R14: also after late replays of what she had sent."""
    erased = "(SELECT id FROM person WHERE erased)"
    for table in HOLDING:
        for row in scene.rows(f"SELECT person_id FROM {table} WHERE person_id IN {erased}"):
            yield f"{table} of {row['person_id']}"
    for row in scene.rows(f"SELECT id FROM device WHERE owner IN {erased}"):
        yield f"device {row['id']}"
    for row in scene.rows(
        f"SELECT shard, seq FROM event WHERE person_id IN {erased} "
        "AND kind NOT IN ('merge', 'moved') AND (body <> '' OR message_id <> '')"
    ):
        yield f"event {row['seq']} of shard {row['shard']}"
    for one in scene.journal.erased:
        if not scene.rows("SELECT 1 FROM person WHERE id = ? AND erased", one):
            yield f"{one} was answered to be erased"


def links_become_merges(scene: Scene) -> Iterator[str]:
    """Whoever is linked to a user, or was said to be one, is that user in the end."""
    links = scene.rows("SELECT anonymous_id, user_id FROM person_link")
    pairs = [(row["anonymous_id"], row["user_id"]) for row in links]
    erased = {row["id"] for row in scene.rows("SELECT id FROM person WHERE erased")}
    for one, other in (*pairs, *scene.journal.aliases):
        if scene.canonical(one) != scene.canonical(other) and not {one, other} & erased:
            yield f"{one} and {other} are two"


def nobody_stays_held(scene: Scene) -> Iterator[str]:
    """R12: once everything is resumed, nobody waits for a resume."""
    for row in scene.rows("SELECT id, journey_id, node FROM run WHERE held"):
        yield f"run {row['id']} is held at {row['node']} of {row['journey_id']}"


def positions_meet_the_heads(scene: Scene) -> Iterator[str]:
    """Everything that was accepted was worked on, and no position ever went back."""
    for row in scene.rows(
        "SELECT p.shard, pos, next FROM shard_pos p JOIN shard_head h ON h.shard = p.shard "
        "WHERE pos <> next"
    ):
        yield f"shard {row['shard']} stands at {row['pos']} of {row['next']}"
    for row in scene.rows("SELECT * FROM w_back"):
        yield f"shard {row['shard']} went back from {row['before']} to {row['after']}"


def the_doctor_finds_nothing(scene: Scene) -> Iterator[str]:
    """R8, and nothing in quarantine: no item here is poisoned."""
    for finding in doctor.examine(scene.store):
        yield f"{finding.check}: {finding.says}: {finding.rows[:2]}"


PROMISES: tuple[Promise, ...] = (
    events_are_stored_and_applied_once,
    events_are_applied_in_order,
    what_was_applied_is_in_the_roll_ups,
    the_last_word_holds,
    no_wait_ends_early,
    no_wait_is_lost,
    what_comes_in_time_wins,
    nobody_enters_twice,
    every_order_entered,
    messages_match_runs,
    final_states_stay,
    every_send_ends,
    answers_belong_to_their_claims,
    no_send_is_repeated_without_reason,
    accepted_was_taken,
    results_are_told_once,
    endpoints_are_told_each_event_once,
    nothing_is_left_of_the_erased,
    links_become_merges,
    nobody_stays_held,
    positions_meet_the_heads,
    the_doctor_finds_nothing,
)
