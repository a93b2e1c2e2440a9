"""What a person may see and change of herself, and nobody of anybody else."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from engine import clock, resources, workspaces
from engine.audience import device_rows, guide, reach
from engine.store.tables import event, offer, shard_head
from tests.scenarios.attacker import manage
from tests.webapp.conftest import SilentBell
from tests.webapp.visitor.conftest import Page, Site, refusal

MORE = ("popup_answered", "popup_shown", "preferences_changed")


def owner(page: Page) -> int:
    with page.site.database.read() as tx:
        row = device_rows.by_id(tx, page.site.id, page.device_id)
    assert row is not None
    assert row.owner is not None
    return row.owner


def told(page: Page, *names: str) -> list[tuple[str, dict[str, object]]]:
    """(name, properties) of the events of these names, in the log's order."""
    with page.site.database.read() as tx:
        rows = tx.execute(
            sa.select(event.c.name, event.c.body)
            .where(event.c.workspace_id == page.site.id, event.c.name.in_(names))
            .order_by(event.c.shard, event.c.seq)
        )
        return [(name, json.loads(body)["properties"]) for name, body in rows]


def offered(page: Page, key: str = "o1", **changes: object) -> None:
    """A journey offers this person a popup."""
    person, now = owner(page), clock.now()
    row = {
        "shard": person % 64, "id": key, "workspace_id": page.site.id, "person_id": person,
        "run_id": "run1", "journey_id": "j1", "node": "ask", "popup": "simple", "priority": 5,
        "state": "open", "created_at": now, "expires_at": now + clock.DAY, **changes,
    }  # fmt: skip
    with page.site.database.transaction() as tx:
        tx.execute(offer.insert(), row)


def the_offer(page: Page) -> dict[str, object]:
    (found,) = page.good("GET", "/v1/me/popups")["items"]
    return dict(found)


@pytest.fixture
def here(page: Page) -> Page:
    page.report()
    page.site.fold()
    return page


def test_nobody_is_offered_anything_at_first(here: Page) -> None:
    before = clock.monotonic()
    assert here.good("GET", "/v1/me/popups") == {"items": []}
    assert clock.monotonic() - before < 0.9  # nothing is being worked on: nothing to wait for


def test_an_offer_comes_with_its_words_and_its_token(here: Page) -> None:
    offered(here)
    found = the_offer(here)
    assert set(found) == {"id", "token", "popup", "expiresAt", "content"}
    assert found["popup"] == "simple"
    content = found["content"]
    assert isinstance(content, dict)
    assert content["template"] == "simple"
    assert content["title"]
    assert content["subscribe_label"]


def test_the_highest_priority_comes_first_and_alone(here: Page) -> None:
    offered(here, "low", priority=1)
    offered(here, "high", priority=9)
    offered(here, "late", priority=20, expires_at=clock.now() - 1)
    offered(here, "done", priority=20, state="withdrawn")
    assert str(the_offer(here)["id"]).endswith("-high")


def test_the_words_are_in_the_browsers_language(here: Page) -> None:
    here.report(device={"language": "de-AT"})
    offered(here, popup="with_categories", key="o2", priority=1)
    offered(here)
    content = the_offer(here)["content"]
    assert isinstance(content, dict)
    assert content["later_label"] == "Vielleicht später"


def test_it_comes_in_the_workspaces_colours_and_says_its_language(here: Page) -> None:
    """P5; the language decides the direction in which it is written."""
    site = here.site
    with site.database.transaction() as tx:
        brand = {"name": "Far & Slow", "icon": "https://shop.example/i.png", "color": "#0f766e"}
        workspaces.change_settings(tx, site.id, {**brand, "default_language": "fr"})
        place = resources.Place(site.id, "https://push.example", "test")
        words = {"title": "مرحبا"}
        document = {
            "key": "own",
            "title": "Salut",
            "position": "corner",
            "languages": {"ar": words},
        }
        assert isinstance(resources.create(tx, place, "popup", document), resources.Saved)
    offered(here, popup="own")
    content = the_offer(here)["content"]
    assert isinstance(content, dict)
    assert content["brand"] == brand
    assert [content[name] for name in ("position", "language", "title")] == [
        "corner",
        "fr",
        "Salut",
    ]

    here.report(device={"language": "ar-EG"})
    content = the_offer(here)["content"]
    assert isinstance(content, dict)
    assert [content[name] for name in ("language", "title")] == ["ar", "مرحبا"]


def test_its_widgets_come_in_the_same_colours_for_whoever_has_the_write_key(site: Site) -> None:
    """P5; a visitor sees them before anything is known of him."""
    site.database.run(workspaces.change_settings, site.id, {"name": "Shop", "color": "#0f766e"})
    path = f"/v1/projects/{site.made.write_key}/settings"
    told = site.client.get(path).get_json()["integrations"]["Waymark"]
    assert told["brand"] == {"name": "Shop", "icon": None, "color": "#0f766e"}
    assert site.client.get("/v1/projects/wk_nobodys/settings").status_code == 401


def test_a_popup_of_an_older_release_stands_at_the_top(here: Page) -> None:
    offered(here)
    content = the_offer(here)["content"]
    assert isinstance(content, dict)
    assert (content["position"], content["language"]) == ("top", "en")


def test_a_popup_that_is_no_more_is_not_offered(here: Page) -> None:
    offered(here, popup="deleted", priority=9)
    offered(here, "o2")
    assert the_offer(here)["popup"] == "simple"


GUIDE = {"key": "guide", "template": "ios_guide", "title": "Hear it on this phone"}
IPHONE = {"platform": "iOS", "browser": "Safari", "language": "de-AT", "standalone": False}


@pytest.mark.parametrize(
    ("status", "device", "shown"),
    [
        ("unsupported", IPHONE, "guide"),
        ("unsupported", {**IPHONE, "platform": "iPadOS"}, "guide"),
        ("unsupported", {**IPHONE, "standalone": True}, "simple"),
        ("ask", {**IPHONE, "standalone": True}, "simple"),
        ("unsupported", {**IPHONE, "platform": "Android"}, "simple"),
        ("ask", {"platform": "Linux"}, "simple"),
    ],
)
def test_the_way_to_the_home_screen_is_for_a_tab_of_an_iphone_or_ipad_alone(
    here: Page, status: str, device: dict[str, object], shown: str
) -> None:
    """P8. Elsewhere it stands in nobody's way, however high its priority."""
    with here.site.database.transaction() as tx:
        place = resources.Place(here.site.id, "https://push.example", "test")
        assert isinstance(resources.create(tx, place, "popup", GUIDE), resources.Saved)
    here.report(status, device=device)
    offered(here, "high", popup="guide", priority=9)
    offered(here, "low", priority=1)
    assert the_offer(here)["popup"] == shown


def test_its_steps_are_in_the_words_of_the_phone_whatever_the_popups_language(here: Page) -> None:
    with here.site.database.transaction() as tx:
        place = resources.Place(here.site.id, "https://push.example", "test")
        assert isinstance(resources.create(tx, place, "popup", GUIDE), resources.Saved)
    here.report("unsupported", device=IPHONE)
    offered(here, popup="guide")
    content = the_offer(here)["content"]
    assert isinstance(content, dict)
    assert (content["language"], content["steps"]["language"]) == ("en", "de")
    assert content["steps"]["add"] == "„Zum Home-Bildschirm“ wählen."
    assert set(content["steps"]) == {"language", "open", "share", "add", "start"}


@pytest.mark.parametrize(
    ("language", "spoken"),
    [(None, "en"), ("", "en"), ("xx", "en"), ("de-AT", "de"), ("pt_BR", "pt"), ("zh-TW", "zh-hant"),
     ("zh-Hant-HK", "zh-hant"), ("zh-CN", "zh"), ("no", "nb"), ("nn-NO", "nb"), ("EN-gb", "en")],
)  # fmt: skip
def test_the_words_nearest_to_the_phones_are_taken(language: str | None, spoken: str) -> None:
    assert guide.steps(language)["language"] == spoken


def test_categories_are_named_and_unknown_ones_left_out(here: Page) -> None:
    offered(here, popup="with_categories")
    content = the_offer(here)["content"]
    assert isinstance(content, dict)
    assert content["template"] == "categories"
    assert content["categories"]
    assert all(set(one) == {"key", "name", "default"} for one in content["categories"])


def test_a_call_waits_for_the_popup_that_an_event_leads_to(here: Page) -> None:
    """The event is accepted, the shard has not worked on it yet."""
    with here.site.database.transaction() as tx:
        head = shard_head.c.shard == owner(here) % 64
        tx.execute(shard_head.update().where(head).values(next=shard_head.c.next + 1))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(here.good, "GET", "/v1/me/popups")
        offered(here)
        assert len(waiting.result(5)["items"]) == 1


def test_it_waits_for_a_second_at_most(here: Page) -> None:
    with here.site.database.transaction() as tx:
        head = shard_head.c.shard == owner(here) % 64
        tx.execute(shard_head.update().where(head).values(next=shard_head.c.next + 1))
    before = clock.monotonic()
    assert here.good("GET", "/v1/me/popups") == {"items": [], "pending": True}
    assert 0.9 < clock.monotonic() - before < 5


@pytest.mark.parametrize("said", ["later", "dismissed"])
def test_a_refusal_holds_for_the_offers_of_other_journeys_too(here: Page, said: str) -> None:
    offered(here, priority=9)
    offered(here, "other", journey_id="j2", run_id="run2")
    found = the_offer(here)
    path = f"/v1/me/popups/{found['id']}/answer"
    here.good("POST", path, {"token": found["token"], "answer": said})
    here.site.fold()
    assert here.good("GET", "/v1/me/popups") == {"items": []}

    with here.site.database.transaction() as tx:  # three days later
        one = reach.lock(tx, [owner(here)])[owner(here)]
        reach.save(tx, replace(one, back_off_until=tx.now()))
    assert str(the_offer(here)["id"]).endswith("-other")


@pytest.mark.parametrize("answer", ["later", "dismissed", "subscribe"])
def test_an_answer_is_told_once_and_closes_the_offer(
    here: Page, answer: str, bell: SilentBell
) -> None:
    offered(here)
    found = the_offer(here)
    path, body = f"/v1/me/popups/{found['id']}/answer", {"token": found["token"], "answer": answer}
    bell.shards.clear()
    here.good("POST", path, body)
    assert bell.shards == [owner(here) % 64]
    here.good("POST", path, body)
    expected = {
        "popup": "simple", "answer": answer, "categories": [], "declined": [], "message": "o1",
        "run": "run1", "node": "ask", "journey": "j1",
    }  # fmt: skip
    assert told(here, "popup_answered") == [("popup_answered", expected)]
    assert here.good("GET", "/v1/me/popups")["items"] == []
    other = "later" if answer != "later" else "dismissed"
    assert here.refused("POST", path, {**body, "answer": other}) == (409, "offer_closed")


def test_each_refusal_lasts_longer(here: Page) -> None:
    assert refusals(here, 4) == [3, 7, 30, 30]


def refusals(here: Page, times: int) -> list[int]:
    """She says "later" so often; the days for which she is left alone each time."""
    lengths = []
    for number in range(times):
        with here.site.database.transaction() as tx:  # the last one's is over
            tx.execute(sa.update(reach.reach).values(back_off_until=None))
        offered(here, f"o{number}")
        found = the_offer(here)
        body = {"token": found["token"], "answer": "later"}
        here.good("POST", f"/v1/me/popups/{found['id']}/answer", body)
        with here.site.database.read() as tx:
            one = reach.read(tx, owner(here))
        assert one is not None
        lengths.append(round(((one.back_off_until or 0) - clock.now()) / clock.DAY))
    return lengths


def test_the_workspace_says_how_long_each_refusal_lasts(here: Page) -> None:
    headers = {"Authorization": f"Bearer {here.site.made.secret_key}"}
    settings = "/api/v1/settings"
    for wrong in ([], [-1], [1.5], [366], ["3"], None, [1] * 11):
        body = {"popup_back_off_days": wrong}
        assert here.site.client.patch(settings, json=body, headers=headers).status_code == 422
    changed = here.site.client.patch(
        settings, json={"popup_back_off_days": [1, 2]}, headers=headers
    )
    assert changed.get_json()["popup_back_off_days"] == [1, 2]
    assert refusals(here, 3) == [1, 2, 2]


def test_subscribing_keeps_the_choice_of_categories(here: Page) -> None:
    offered(here, popup="with_categories")
    found = the_offer(here)
    content = found["content"]
    assert isinstance(content, dict)
    keys = [one["key"] for one in content["categories"]]
    body = {
        "token": found["token"], "answer": "subscribe", "categories": [keys[0], "made-up"],
    }  # fmt: skip
    here.good("POST", f"/v1/me/popups/{found['id']}/answer", body)
    ((_, properties),) = told(here, "popup_answered")
    assert properties["categories"] == keys[:1]
    assert properties["declined"] == keys[1:]
    shown = here.good("GET", "/v1/me/preferences")["categories"]
    chosen = {one["key"]: one["on"] for one in shown}
    assert [chosen[key] for key in keys] == [True] + [False] * (len(keys) - 1)


def test_showing_is_told_once(here: Page) -> None:
    offered(here)
    found = the_offer(here)
    for _ in range(2):
        here.good("POST", f"/v1/me/popups/{found['id']}/shown", {"token": found["token"]})
    assert [name for name, _ in told(here, *MORE)] == ["popup_shown"]


def test_an_offer_needs_its_own_token_and_its_own_person(here: Page) -> None:
    offered(here, "o1")
    found = the_offer(here)
    path = f"/v1/me/popups/{found['id']}/answer"
    body = {"token": found["token"], "answer": "later"}
    stranger = Page(here.site)
    stranger.report()
    assert stranger.refused("POST", path, body) == (404, "not_found")
    other = {**body, "token": here.site.signer.offer(here.site.id, "1-other")}
    assert here.refused("POST", path, other) == (403, "offer_token_invalid")
    assert here.refused("POST", path, {**body, "token": "x"}) == (403, "offer_token_invalid")
    for name in ("x", "1-2-3", "99999999999999999999-x", "-"):
        token = here.site.signer.offer(here.site.id, name)
        answer = here.refused("POST", f"/v1/me/popups/{name}/answer", {**body, "token": token})
        assert answer == (404, "not_found")
    assert told(here, *MORE) == []


def test_an_expired_offer_takes_no_answer(here: Page) -> None:
    offered(here)
    found = the_offer(here)
    with here.site.database.transaction() as tx:
        tx.execute(offer.update().values(expires_at=clock.now() - 1))
    body = {"token": found["token"], "answer": "later"}
    path = f"/v1/me/popups/{found['id']}"
    assert here.refused("POST", f"{path}/answer", body) == (409, "offer_closed")
    assert here.refused("POST", f"{path}/shown", {"token": found["token"]})[0] == 409


def test_a_person_sees_her_devices_and_no_secret_of_them(page: Page) -> None:
    """P9, A14."""
    page.user_id = "ana"
    page.grant()
    phone = Page(page.site, user_id="ana")
    phone.grant()
    page.site.fold()
    items = page.good("GET", "/v1/me/devices")["items"]
    assert [(one["id"], one["this"]) for one in items] == [
        (page.device_id, True), (phone.device_id, False),
    ]  # fmt: skip
    assert set(items[0]) == {
        "id", "name", "kind", "platform", "browser", "model", "appVersion", "status",
        "subscribed", "registeredAt", "this",
    }  # fmt: skip
    assert items[0]["name"] == "Firefox on Linux"
    assert page.subscription is not None
    assert page.subscription["endpoint"] not in json.dumps(items)


def test_she_removes_one_and_the_others_stay(page: Page) -> None:
    """P11."""
    page.user_id = "ana"
    page.grant()
    phone = Page(page.site, user_id="ana")
    phone.grant()
    page.site.fold()
    page.good("DELETE", f"/v1/me/devices/{phone.device_id}")
    items = page.good("GET", "/v1/me/devices")["items"]
    assert [one["id"] for one in items] == [page.device_id]
    assert phone.report("allowed")["status"] == "withdrawn"


def test_nobody_touches_the_device_of_another(page: Page) -> None:
    """P12."""
    page.grant()
    stranger = Page(page.site)
    stranger.report()
    for id_ in (page.device_id, "d0", "%00"):
        assert stranger.refused("DELETE", f"/v1/me/devices/{id_}") == (404, "not_found")


def test_preferences_begin_with_the_workspaces_defaults(here: Page) -> None:
    shown = here.good("GET", "/v1/me/preferences")
    assert (shown["push"], shown["mutedUntil"]) == (True, None)
    assert shown["categories"]
    assert all(set(one) == {"key", "name", "default", "on"} for one in shown["categories"])


def test_the_master_toggle_stops_pushes_and_keeps_the_devices(page: Page) -> None:
    """P14."""
    page.grant()
    assert page.good("PUT", "/v1/me/preferences", {"push": False})["push"] is False
    with page.site.database.read() as tx:
        one = reach.read(tx, owner(page))
    assert one is not None
    assert not one.push_on
    assert page.good("GET", "/v1/me/devices")["items"][0]["subscribed"]
    assert page.good("PUT", "/v1/me/preferences", {"push": True})["push"] is True
    assert [properties["push"] for _, properties in told(page, "preferences_changed")] == [
        False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("always", "always"),
        ("2099-01-01T00:00:00Z", "2099-01-01T00:00:00Z"),
        ("2099-01-01T01:00:00+01:00", "2099-01-01T00:00:00Z"),
        ("2001-01-01T00:00:00Z", None),
        (None, None),
    ],
)
def test_a_mute_lasts_until_it_ends(here: Page, sent: str | None, shown: str | None) -> None:
    here.good("PUT", "/v1/me/preferences", {"mutedUntil": "always"})
    answer = here.good("PUT", "/v1/me/preferences", {"mutedUntil": sent})
    assert answer["mutedUntil"] == shown


def test_what_is_left_out_stays(here: Page) -> None:
    key = here.good("GET", "/v1/me/preferences")["categories"][0]["key"]
    here.good("PUT", "/v1/me/preferences", {"mutedUntil": "always", "categories": {key: False}})
    answer = here.good("PUT", "/v1/me/preferences", {"push": False})
    assert (answer["push"], answer["mutedUntil"]) == (False, "always")
    assert {one["key"]: one["on"] for one in answer["categories"]}[key] is False


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"mutedUntil": "tomorrow"}, "invalid_field"),
        ({"mutedUntil": 7}, "invalid_field"),
        ({"push": "no"}, "invalid_field"),
        ({"categories": {"made-up": True}}, "unknown_category"),
        ({"categories": {"news": 1}}, "invalid_field"),
    ],
)
def test_what_is_no_preference_is_refused(here: Page, body: object, code: str) -> None:
    assert here.refused("PUT", "/v1/me/preferences", body) == (400, code)
    assert told(here, *MORE) == []


READS = [
    "/v1/me/popups", "/v1/me/devices", "/v1/me/preferences", "/v1/me/inbox", "/v1/me/stream",
]  # fmt: skip


@pytest.mark.parametrize("path", READS)
def test_the_write_key_reads_nothing(site: Site, path: str) -> None:
    """A28: it is in the page for everybody to see."""
    client, key = site.client, site.made.write_key
    assert refusal(client.get(f"{path}?writeKey={key}")) == (401, "visitor_token_missing")
    assert refusal(client.get(path, auth=(key, ""))) == (401, "visitor_token_missing")
    bearer = {"Authorization": f"Bearer {key}"}
    assert refusal(client.get(path, headers=bearer)) == (401, "visitor_token_invalid")


@pytest.mark.parametrize("path", READS)
def test_a_visitor_token_in_the_url_counts_for_nothing(here: Page, path: str) -> None:
    query = f"{path}?visitorToken={here.token}&access_token={here.token}"
    assert refusal(here.site.client.get(query)) == (401, "visitor_token_missing")


@pytest.mark.parametrize(
    "path", ["/v1/people", "/v1/export", "/v1/me", "/v1/me/events", "/v1/devices"]
)
def test_nothing_else_can_be_read(here: Page, path: str) -> None:
    assert here.call("GET", path).status_code in (404, 405)


HOURS = [{"day": "monday", "from": "08:00", "to": "20:00"}]


def sources(page: Page, **until: str | None) -> list[dict[str, object]]:
    """Change what is muted; what is muted then."""
    body = [{"source": f"group:{key}", "until": each} for key, each in until.items()]
    return list(page.good("PUT", "/v1/me/preferences", {"muted": body})["muted"])


def test_a_source_is_muted_for_a_time_or_until_it_is_taken_back(here: Page) -> None:
    """K7."""
    a = {"source": "group:a", "name": None, "until": "2099-01-01T00:00:00Z"}
    b = {"source": "group:b", "name": None, "until": "always"}
    assert sources(here, a="2099-01-01T01:00:00+01:00") == [a]
    assert sources(here, b="always", c="2001-01-01T00:00:00Z") == [a, b]
    assert sources(here, a=None) == [b]
    assert here.good("GET", "/v1/me/preferences")["muted"] == [b]


def test_a_mute_keeps_the_name_of_its_source_as_long_as_it_lasts(here: Page) -> None:
    """K7: it is hers alone, and text."""

    def muted(**told: str | None) -> list[tuple[str, object]]:
        sent = [{"source": "person:7", "until": "always", **told}]
        answer = here.good("PUT", "/v1/me/preferences", {"muted": sent})
        return [(one["source"], one["name"]) for one in answer["muted"]]

    assert muted(name=" Ana\n<Lopez> ") == [("person:7", "Ana <Lopez>")]
    assert muted(until="2099-01-01T00:00:00Z") == [("person:7", "Ana <Lopez>")]
    assert muted(name=None) == [("person:7", "Ana <Lopez>")]
    assert muted(name=" ") == [("person:7", "Ana <Lopez>")]
    assert muted(name="Ana M.") == [("person:7", "Ana M.")]
    assert muted(until=None) == []
    assert muted() == [("person:7", None)]
    stranger = Page(here.site)
    stranger.report()
    assert stranger.good("GET", "/v1/me/preferences")["muted"] == []


def test_a_timetable_is_hers_or_the_workspaces(here: Page) -> None:
    """K5; null is her own choice too."""
    assert here.good("GET", "/v1/me/preferences")["timetable"] is None
    here.site.database.run(workspaces.change_settings, here.site.id, {"default_timetable": HOURS})
    assert here.good("GET", "/v1/me/preferences")["timetable"] == HOURS
    hers = [{"day": "sunday", "from": "21:00", "to": "24:00"}]
    assert here.good("PUT", "/v1/me/preferences", {"timetable": hers})["timetable"] == hers
    assert here.good("PUT", "/v1/me/preferences", {"push": True})["timetable"] == hers
    assert here.good("PUT", "/v1/me/preferences", {"timetable": None})["timetable"] is None


@pytest.mark.parametrize(
    ("told", "zone"), [("Asia/Tokyo", "Asia/Tokyo"), ("Nowhere/Land", "Europe/Paris")]
)
def test_a_timetable_goes_by_her_own_clock_or_the_workspaces(
    page: Page, told: str, zone: str
) -> None:
    """K5; the browser tells of hers."""
    page.site.database.run(workspaces.change_settings, page.site.id, {"timezone": "Europe/Paris"})
    page.report(device={"timezone": told})
    page.site.fold()
    assert page.good("GET", "/v1/me/preferences")["timezone"] == zone


def test_an_event_type_is_refused_by_its_name(here: Page) -> None:
    """K4: those that the workspace's pushes name."""
    chat = {"key": "chat", "name": "Chat", "title": "Hi", "event_type": "new_message"}
    assert manage(here.site, "POST", "/push-resources", chat).status_code == 201
    named = {"key": "new_message", "name": "New message", "default": True}
    assert {**named, "on": True} in here.good("GET", "/v1/me/preferences")["events"]
    answer = here.good("PUT", "/v1/me/preferences", {"events": {"new_message": False}})
    assert {**named, "on": False} in answer["events"]
    assert told(here, "preferences_changed")[0][1]["events"] == {"new_message": False}


TYPES = {
    "chat.message": {
        "name": "New message", "default": False, "languages": {"de": {"name": "Neue Nachricht"}},
    },
    "call": {"name": "Call", "languages": {"de": {}, "fr": {"name": ""}}},
}  # fmt: skip


def test_event_types_have_the_names_and_defaults_of_the_workspace(here: Page) -> None:
    """K4: whether a push names them or not; her own choice is before the default."""
    named_by_pushes = here.good("GET", "/v1/me/preferences")["events"]
    assert manage(here.site, "PATCH", "/settings", {"event_types": TYPES}).status_code == 200
    call = {"key": "call", "name": "Call", "default": True, "on": True}
    chat = {"key": "chat.message", "name": "New message", "default": False, "on": False}
    events = here.good("GET", "/v1/me/preferences")["events"]
    assert [one for one in events if one not in named_by_pushes] == [call, chat]
    changed = {"events": {"chat.message": True, "call": False}}
    answer = here.good("PUT", "/v1/me/preferences", changed)
    chosen = [one for one in answer["events"] if one not in named_by_pushes]
    assert chosen == [{**call, "on": False}, {**chat, "on": True}]
    assert manage(here.site, "PATCH", "/settings", {"event_types": {}}).status_code == 200
    assert here.good("GET", "/v1/me/preferences")["events"] == named_by_pushes
    assert here.refused("PUT", "/v1/me/preferences", changed) == (400, "unknown_event_type")


@pytest.mark.parametrize(
    ("asked", "device", "name"),
    [
        ("de", None, "Neue Nachricht"),
        ("de-AT, en;q=0.5", None, "Neue Nachricht"),
        ("en-GB, de;q=0.5", None, "New message"),
        ("fr, de;q=0.5", None, "Neue Nachricht"),
        ("fr", None, "New message"),
        ("", "de-CH", "Neue Nachricht"),
        ("*", "de", "Neue Nachricht"),
        ("en", "de", "New message"),
        ("\u00e9, -, x-" + 400 * ", a", "", "New message"),
    ],
)
def test_choices_are_named_in_the_language_that_is_asked_for(
    page: Page, asked: str, device: str | None, name: str
) -> None:
    """The browser's own; else that of the device; of both kinds of choices."""
    shared = {"key": "chats", **TYPES["chat.message"]}
    assert manage(page.site, "PATCH", "/settings", {"event_types": TYPES}).status_code == 200
    assert manage(page.site, "POST", "/categories", shared).status_code == 201
    page.report(device={"language": device})
    headers = {"Authorization": f"Bearer {page.token}", "Accept-Language": asked}
    response = page.site.client.get("/v1/me/preferences", headers=headers)
    shown = response.get_json()
    assert {one["key"]: one["name"] for one in shown["events"]}["chat.message"] == name
    assert {one["key"]: one["name"] for one in shown["categories"]}["chats"] == name


@pytest.mark.parametrize(
    ("body", "code", "place"),
    [
        ({"muted": [{"source": "group:7", "until": "soon"}]}, "invalid_field", "muted[0].until"),
        ({"muted": [{"source": "group:7"}]}, "invalid_field", "muted[0]"),
        ({"muted": [{"source": "7", "until": None}]}, "invalid_field", "muted[0].source"),
        ({"muted": [{"source": "group:a b", "until": None}]}, "invalid_field", "muted[0].source"),
        (
            {"muted": [{"source": "group:7", "until": None, "name": "x" * 101}]},
            "invalid_field",
            "muted[0].name",
        ),
        ({"muted": [{"source": "group:7", "until": None, "name": 7}]}, "invalid_field", "name"),
        ({"muted": 2 * [{"source": "group:7", "until": None}]}, "invalid_field", "muted[1]"),
        ({"timetable": []}, "invalid_field", "timetable"),
        ({"timetable": [{**HOURS[0], "to": "07:00"}]}, "invalid_field", "timetable[0].to"),
        ({"timetable": [{**HOURS[0], "from": "8:00"}]}, "invalid_field", "timetable[0].from"),
        ({"timetable": [{**HOURS[0], "day": "Mon"}]}, "invalid_field", "timetable[0].day"),
        ({"timetable": [{**HOURS[0], "zone": "UTC"}]}, "invalid_field", "timetable[0]"),
        ({"events": {"made-up": False}}, "unknown_event_type", "made-up"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_with_its_place(
    here: Page, body: object, code: str, place: str
) -> None:
    response = here.call("PUT", "/v1/me/preferences", body)
    assert refusal(response) == (400, code)
    assert place in response.get_json()["message"]
    assert told(here, *MORE) == []


def test_so_many_sources_are_muted_at_a_time(here: Page) -> None:
    many = [{"source": f"person:{n}", "until": "always"} for n in range(200)]
    here.good("PUT", "/v1/me/preferences", {"muted": many})
    one_more = {"muted": [{"source": "group:1", "until": "always"}]}
    assert here.refused("PUT", "/v1/me/preferences", one_more) == (400, "too_many_sources")
