"""Install, keys, workspaces by hand: a site is seen, a key shown once, a tab says it was left."""

from __future__ import annotations

import re

import requests
from playwright.sync_api import Locator, Page, expect

from tests.console.conftest import OUTLET
from tests.console.member import Member
from tests.support import apns_peer, fcm_peer
from tests.support.journal import until

PAGE = "https://shop.example"


def code(page: Page, label: str) -> Locator:
    """The words of a block that can be copied."""
    return page.get_by_role("group", name=label, exact=True).locator("pre")


def test_the_snippet_bears_the_key_and_the_site_is_seen_while_one_looks(member: Member) -> None:
    page, product = member.page, member.product
    member.open("/settings/install")
    expect(code(page, "Script")).to_contain_text(product.write_key)
    page.get_by_text("Pinned, with its hash").click()
    expect(code(page, "Script")).to_contain_text('integrity="sha384-')
    worker = f'importScripts("{product.base_url}/s/worker.js");'
    expect(code(page, "Service worker")).to_have_text(worker)

    sent = requests.post(
        f"{product.base_url}/v1/track",
        json={"event": "Looked", "anonymousId": "a-visitor"},
        auth=(product.write_key, ""),
        headers={"Origin": PAGE},
        timeout=15,
    )
    assert sent.ok, sent.text
    expect(page.get_by_text(f"We see your site: {PAGE}")).to_be_visible()


def test_a_key_is_made_shown_once_and_revoked(member: Member) -> None:
    page = member.page
    member.open("/settings/keys")
    page.get_by_role("button", name="Make key").click()
    page.get_by_label("Secret key, for servers").check()
    page.get_by_role("dialog").get_by_role("button", name="Make key").click()
    shown = code(page, "Key")
    expect(shown).to_contain_text(re.compile(r"^sk_"))
    begins = shown.inner_text()[:7]
    page.get_by_role("button", name="Done").click()

    row = page.get_by_role("listitem").filter(has_text=begins)
    expect(row).to_contain_text("never used")
    row.get_by_role("button", name=f"Revoke {begins}").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke key").click()
    expect(page.get_by_text("The key is revoked.")).to_be_visible()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Show revoked keys").click()
    expect(row).to_contain_text("revoked")


def test_the_vapid_key_is_rotated_after_its_consequences_were_told(member: Member) -> None:
    page = member.page
    member.open("/settings/push")
    before = code(page, "Public key").inner_text()
    page.get_by_role("button", name="Rotate key…").click()
    expect(page.get_by_role("dialog")).to_contain_text("Nobody is lost.")
    page.get_by_role("button", name="Rotate key", exact=True).click()
    expect(code(page, "Public key")).not_to_have_text(before)
    expect(page.get_by_role("list", name="Earlier keys")).to_contain_text(before[:20])
    expect(page.get_by_text("fcm.googleapis.com")).to_be_visible()


def test_identity_is_explained_and_a_key_that_is_none_is_refused_beside_its_field(
    member: Member,
) -> None:
    page = member.page
    member.open("/settings/identity")
    expect(code(page, "On your server")).to_contain_text(member.product.workspace)
    page.get_by_text("Node.js", exact=True).click()
    expect(code(page, "On your server")).to_contain_text("SignJWT")
    page.get_by_role("button", name="Register key").click()
    page.get_by_label("Name of the key (kid)").fill("2026")
    page.get_by_label("Public key in PEM").fill("no key")
    page.get_by_role("dialog").get_by_role("button", name="Register key").click()
    expect(page.get_by_text("is no public key in PEM")).to_be_visible()


def test_a_tab_that_another_one_left_shows_nothing_of_the_other_workspace(member: Member) -> None:
    page = member.page
    member.open("/settings/workspace")
    name = page.get_by_label("Name", exact=True).input_value()
    other = page.context.new_page()
    other.goto("/console/settings/workspaces")
    other.get_by_role("button", name=f"Switch to {OUTLET}").click()
    expect(other.get_by_role("button", name=f"Workspace {OUTLET}: switch")).to_be_visible()

    page.get_by_role("link", name="Install").click()
    dialog = page.get_by_role("dialog", name="You went to another workspace")
    expect(dialog).to_contain_text(f"This page is of {name}")
    expect(code(page, "Script")).to_have_count(0)
    assert not member.axe()
    dialog.get_by_role("button", name=f"Back to {name}").click()
    expect(code(page, "Script")).to_contain_text(member.product.write_key)
    other.close()


def test_a_workspace_is_made_and_its_secrets_are_shown_once(member: Member) -> None:
    page = member.page
    member.open("/settings/workspaces")
    page.get_by_role("button", name="New workspace").click()
    page.get_by_label("Name", exact=True).fill("North")
    page.get_by_role("button", name="Make workspace").click()
    expect(code(page, "Secret key")).to_contain_text("sk_")
    page.keyboard.press("Escape")
    page.mouse.click(5, 400)
    expect(code(page, "Secret key")).to_be_visible()  # not by a slip of the hand
    page.get_by_role("button", name="Stay here").click()
    expect(page.get_by_role("listitem").filter(has_text="North")).to_contain_text("Admin")


def test_apps_are_set_up_their_secret_is_not_shown_again_and_one_is_among_her_devices(
    member: Member,
) -> None:
    page, product = member.page, member.product
    member.open("/settings/push")
    page.get_by_role("button", name="Set up Firebase, for Android apps").click()
    account = page.get_by_label("Service account (JSON)")
    account.fill("{}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is not the JSON file of a service account")).to_be_visible()
    account.fill(fcm_peer.service_account())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("list", name="Firebase, for Android apps")).to_contain_text("shop-1234")

    page.get_by_role("button", name="Set up Apple, for iPhone and Mac apps").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(
        {"name": "AuthKey.p8", "mimeType": "text/plain", "buffer": apns_peer.p8().encode()}
    )
    dialog.get_by_label("Key ID").fill(apns_peer.KEY_ID)
    dialog.get_by_label("Team ID").fill(apns_peer.TEAM)
    dialog.get_by_label("Bundle ID of the app").fill(apns_peer.TOPIC)
    dialog.get_by_text("Test builds").click()
    dialog.get_by_role("button", name="Save").click()
    apple = page.get_by_role("list", name="Apple, for iPhone and Mac apps")
    expect(apple).to_contain_text("test builds (sandbox)")
    page.get_by_role("button", name="Change Apple, for iPhone and Mac apps").click()
    expect(page.get_by_label("Key (.p8)")).to_have_value("")
    page.get_by_role("button", name="Cancel").click()
    assert "PRIVATE" not in page.content()

    about = {"platform": "Android", "model": "Pixel 8", "appVersion": "4.2.1"}
    registered = requests.put(
        f"{product.base_url}/v1/devices?writeKey={product.secret_key}",
        json={
            "anonymousId": "an-app", "userId": "ana", "kind": "fcm", "status": "allowed",
            "cause": "prompt", "subscription": "token:APA91b", "device": about,
        },
        timeout=15,
    )  # fmt: skip
    assert registered.ok, registered.text
    until(lambda: product.call("GET", "people", user_id="ana")["items"])
    (ana,) = product.call("GET", "people", user_id="ana")["items"]
    member.open(f"/people/{ana['id']}")
    expect(page.get_by_text("App, by Firebase · version 4.2.1")).to_be_visible()
    page.get_by_role("button", name="Send a test to Android · Pixel 8").click()
    page.get_by_role("menuitem").first.click()
    expect(page.get_by_text("The test is on its way")).to_be_visible()

    member.open("/settings/push")
    page.get_by_role("button", name="Take away Firebase, for Android apps").click()
    page.get_by_role("dialog").get_by_role("button", name="Take away").click()
    expect(page.get_by_text("Not set up: no app can be reached.")).to_be_visible()
