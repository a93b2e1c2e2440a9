"""Which URLs may be called and linked: attacks by URL, and parsers agree on what is left."""

from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import example, given
from hypothesis import strategies as st
from urllib3.util import parse_url

from engine import guard
from engine.guard import NotAllowed

PUSH = guard.push_origins()
LISTED = guard.push_origins(["http://127.0.0.1:9001", "https://push.corp.example:8443"])
HOOKS = guard.webhook_origins(["http://10.0.0.5:8080"])

INTERNAL = [
    "http://169.254.169.254/latest/meta-data",
    "https://127.0.0.1/",
    "https://10.0.0.1/",
    "https://localhost/",
    "https://intranet/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://127.0.0.1./",
    "https://[::1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[2002:7f00:1::]/",
    "https://[::127.0.0.1]/",
    "https://[fec0::1]/",
    "https://224.0.0.1/",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
]
CONFUSING = [
    "https://evil.com\\@fcm.googleapis.com/x",
    "https://fcm.googleapis.com\\.evil.com/x",
    "https://fcm.googleapis.com@evil.com/",
    "https://user:pass@fcm.googleapis.com/",
    "https://fcm.googleapis.com/@evil.com",
    "https://fcm.googleapis.com.evil.com/",
    "https://evilnotify.windows.com/",
    "https://notify.windows.com/",
    "https://push.services.mozilla.com.evil.com/",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com:0/x",
    "https://fcm.googleapis.com:99999/x",
    "https://fcm.googleapis.com:/x y",
    "https://fcm.googleapis.com/x#y",
    "https://fcm%2egoogleapis.com/x",
    "https://fcm.googleapis.com%00.evil.com/x",
    "https://fcm。googleapis.com/x",
    "https://fcm.googleapis.com/ü",
    "https://fcm.googleapis.com/x\r\nHost: evil",
    "https://fcm.googleapis.com/x\n",
    " https://fcm.googleapis.com/x",
    "\thttps://fcm.googleapis.com/x",
    "https://fcm.googleapis.com/%zz",
    "https://fcm.googleapis.com../x",
    "https://.googleapis.com/x",
    "https:fcm.googleapis.com/x",
    "https:///fcm.googleapis.com/x",
    "//fcm.googleapis.com/x",
    "ftp://fcm.googleapis.com/x",
    "http://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "fcm.googleapis.com",
    "",
]


@pytest.mark.parametrize("url", INTERNAL + CONFUSING)
def test_an_endpoint_that_leads_elsewhere_is_refused(url: str) -> None:
    assert isinstance(guard.push_endpoint(url, PUSH), NotAllowed)


@pytest.mark.parametrize("url", INTERNAL)
def test_a_webhook_into_the_internal_network_is_refused(url: str) -> None:
    assert isinstance(guard.webhook_url(url, HOOKS), NotAllowed)


def test_a_refusal_has_the_contracts_code_and_does_not_repeat_the_url() -> None:
    refused = guard.push_endpoint("https://127.0.0.1/secret-token", PUSH)
    assert isinstance(refused, NotAllowed)
    assert refused.code == "endpoint_not_allowed"
    assert "secret-token" not in repr(refused)


@pytest.mark.parametrize(
    ("url", "rebuilt"),
    [
        ("https://fcm.googleapis.com/fcm/send/a:b_c", "https://fcm.googleapis.com/fcm/send/a:b_c"),
        ("https://jmt17.google.com/fcm/send/x", "https://jmt17.google.com/fcm/send/x"),
        ("HTTPS://FCM.GoogleAPIs.com./X", "https://fcm.googleapis.com/X"),
        ("https://fcm.googleapis.com:443/x", "https://fcm.googleapis.com/x"),
        ("https://fcm.googleapis.com", "https://fcm.googleapis.com/"),
        (
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA-_=",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA-_=",
        ),
        ("https://web.push.apple.com/QD?x=%2F", "https://web.push.apple.com/QD?x=%2F"),
        ("https://wns2-par02p.notify.windows.com/w/?token=BQ%3d", None),
    ],
)
def test_the_public_services_are_allowed_and_rebuilt(url: str, rebuilt: str | None) -> None:
    assert guard.push_endpoint(url, PUSH) == (rebuilt or url)


def test_an_endpoint_has_at_most_2048_characters() -> None:
    base = "https://fcm.googleapis.com/"
    assert guard.push_endpoint(base.ljust(2048, "x"), PUSH) == base.ljust(2048, "x")
    assert isinstance(guard.push_endpoint(base.ljust(2049, "x"), PUSH), NotAllowed)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:9001/push/1", True),
        ("https://push.corp.example:8443/x", True),
        ("https://fcm.googleapis.com/x", True),
        ("http://127.0.0.1:9002/push/1", False),
        ("https://127.0.0.1:9001/push/1", False),
        ("http://localhost:9001/push/1", False),
        ("https://push.corp.example/x", False),
        ("https://sub.push.corp.example:8443/x", False),
        ("http://2130706433:9001/push/1", False),
    ],
)
def test_an_operators_origin_is_allowed_literally(url: str, allowed: bool) -> None:
    assert isinstance(guard.push_endpoint(url, LISTED), str) is allowed


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://hooks.shop.example/in?x=1", True),
        ("https://8.8.8.8/in", True),
        ("https://[2606:4700::1111]/in", True),
        ("http://10.0.0.5:8080/in", True),
        ("http://hooks.shop.example/in", False),
        ("https://hooks.shop.example:8443/in", False),
        ("https://printer.local/in", False),
        ("https://metadata.google.internal/", False),
    ],
)
def test_a_webhook_goes_to_any_public_host_on_https(url: str, allowed: bool) -> None:
    assert isinstance(guard.webhook_url(url, HOOKS), str) is allowed


@pytest.mark.parametrize("entry", ["127.0.0.1:9001", "http://x/path", "*", "https://a b", ""])
def test_a_setting_that_is_no_origin_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError, match="not an origin"):
        guard.push_origins([entry])


def test_an_origin_names_its_port_only_where_it_is_not_the_schemes() -> None:
    for url, origin in (
        ("https://fcm.googleapis.com/x", "https://fcm.googleapis.com"),
        ("http://127.0.0.1:9001/x", "http://127.0.0.1:9001"),
    ):
        found = guard.target(url, LISTED)
        assert not isinstance(found, NotAllowed)
        assert str(found[0]) == origin


PIECES = st.sampled_from(
    [
        *("https://", "http://", "HTTPS:/", "//", "/", "\\", "@", ":", "#", "?", "%2e", "%00", "."),
        *(" ", "\t", "\r\n", "\x00", "。", "ſ", "K", "[", "]", "::1", "127.0.0.1", "0x7f.1"),
        *("evil.com", "fcm.googleapis.com", ".push.apple.com", "notify.windows.com", ":443"),
        *(":80", "user", "x", "..", ";", "&", "=", "xn--", "\u202e", "\uff0f"),
    ]
)


def known(host: str | None) -> bool:
    return host is not None and (host in guard.PUSH_HOSTS or host.endswith(guard.PUSH_SUFFIXES))


@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=40))
@example("https://evil.com\\@fcm.googleapis.com/")
@example("https://fcm.googleapis.com/\\@evil.com")
def test_whatever_is_accepted_leads_every_parser_to_an_allowed_host(tail: str) -> None:
    for text in (tail, "https://" + tail, "https://fcm.googleapis.com" + tail):
        rebuilt = guard.push_endpoint(text, PUSH)
        if isinstance(rebuilt, NotAllowed):
            continue
        prepared = requests.Request("POST", rebuilt).prepare().url
        assert prepared is not None
        for host in (
            urlsplit(rebuilt).hostname,
            parse_url(rebuilt).host,
            urlsplit(prepared).hostname,
        ):
            assert known(host), (text, rebuilt)
        assert rebuilt.startswith("https://")
        assert urlsplit(rebuilt).port in (None, 443)
        assert guard.push_endpoint(rebuilt, PUSH) == rebuilt


DOMAINS = ("shop.example", "localhost:8000")
BASE = "https://push.waymark.example"


@pytest.mark.parametrize(
    "url",
    [
        "/cart",
        "?sale=1",
        "#top",
        "cart/2",
        "/a:b",
        "/größe",
        "https://shop.example/x",
        "http://shop.example",
        "HTTPS://WWW.Shop.Example/x?y#z",
        "https://shop.example:8443/x",
        "http://localhost:8000/demo",
        "https://push.waymark.example/demo",
    ],
)
def test_a_link_to_the_workspaces_own_site_is_allowed(url: str) -> None:
    assert guard.link_allowed(url, DOMAINS, BASE)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://shop.example/x",
        "//evil.com",
        "///evil.com",
        "/\\evil.com",
        "\\\\evil.com",
        "https:\\\\evil.com",
        "https:evil.com",
        "https:/evil.com",
        "https:///evil.com",
        "/\t/evil.com",
        "/\r\nLocation: https://evil.com",
        "https://evil.com/",
        "https://evilshop.example/",
        "https://shop.example.evil.com/",
        "https://shop.example@evil.com/",
        "https://evil.com#@shop.example/",
        "https://evil.com?shop.example",
        "https://evil.com\\.shop.example/",
        "https://shop.example。evil.com/",
        "https://shop.exam\u00adple/",
        "http://localhost:8001/demo",
        "http://localhost/",
        "https://shop.example/\u202egnp.exe",
        "",
        "/" * 2 + "x" * 2047,
        "/" + "x" * 2048,
    ],
)
def test_any_other_link_is_refused(url: str) -> None:
    assert not guard.link_allowed(url, DOMAINS, BASE)


def test_no_domain_means_no_absolute_link() -> None:
    assert not guard.link_allowed("https://shop.example/", [], BASE)
    assert not guard.link_allowed("https://shop.example/", [""], "")
    assert guard.link_allowed("/cart", [], "")
