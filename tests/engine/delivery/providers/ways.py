"""The three ways out as tests see them: a provider, messages for it, and the service behind it."""

from __future__ import annotations

import contextlib
import functools
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import clock, native_keys
from engine.audience.content import Content, Site
from engine.clock import Clock
from engine.delivery import native
from engine.delivery.compose import Stamp
from engine.delivery.native import Letter
from engine.delivery.providers.apns import Apns, ProviderTokens
from engine.delivery.providers.fcm import Fcm
from engine.delivery.providers.oauth import Access
from engine.delivery.providers.provider import ApnsPush, FcmPush, Outgoing, Push
from engine.delivery.providers.pushes import PushProvider
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.webpush import WebPush
from engine.delivery.providers.wire import Limits
from engine.guard import app_origins, push_origins
from engine.native_keys import ApnsKey, FcmAccount
from engine.vapid import Signer, VapidKey
from tests.engine.delivery.conftest import NAME
from tests.support import apns_peer, fake_push_service, fcm_peer
from tests.support.fake_push_service import Received
from tests.support.fcm_peer import FcmPeer

PATIENT = Limits(connect=1.5, total=1.5, silence=5)  # also where two cores are busy
SITE = Site("Shop", None, (), "https://push.shop.example", "en")
WORDS: dict[str, Any] = {
    "title": "Hello", "body": "New shoes", "url": "/new", "icon": None, "image": None,
    "badge": None, "actions": (), "require_interaction": False, "silent": False, "language": "en",
}  # fmt: skip


@functools.cache  # reading an RSA key takes its time
def account() -> FcmAccount:
    found = native_keys.fcm_account("fcm-1", fcm_peer.service_account())
    assert isinstance(found, FcmAccount)
    return found


def key(**changes: str) -> ApnsKey:
    given = {
        "key": apns_peer.p8(), "key_id": apns_peer.KEY_ID, "team_id": apns_peer.TEAM,
        "topic": apns_peer.TOPIC, "environment": "production",
    }  # fmt: skip
    found = native_keys.apns_key("apns-1", {**given, **changes})
    assert isinstance(found, ApnsKey)
    return found


def letter(token: str, name: str = "m1", *, ttl: int = 3600, **words: Any) -> Letter:
    """A push with these words for one device."""
    stamp = Stamp(f"{name}:d1", "report-token", name, clock.now() // 1000, "mark")
    content = Content(**{**WORDS, **words})
    return Letter(name, token, content, SITE, stamp, ttl, "normal", clock.now() // clock.SECOND)


def to_fcm(token: str, name: str = "m1", **words: Any) -> FcmPush:
    made = native.for_fcm(letter(token, name, **words), account())
    assert isinstance(made, FcmPush)
    return made


def to_apns(token: str, name: str = "m1", **words: Any) -> ApnsPush:
    made = native.for_apns(letter(token, name, **words), key())
    assert isinstance(made, ApnsPush)
    return made


@dataclass
class Way:
    """`make` makes a message for a new device, `plan` its next answers; `arrived` what came."""

    provider: PushProvider
    make: Callable[[str], Push]
    plan: Callable[..., None]
    arrived: Callable[[], list[Received]]
    close: Callable[[], None]
    service: Any
    reopened: Callable[[], PushProvider]  # one whose guard allows no origin of ours


def at_home(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def transport(certificate: Path | None = None, limits: Limits = PATIENT) -> Transport[Any]:
    return Transport(
        limits, ca_file=None if certificate is None else str(certificate), lookup=at_home
    )


def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def fcm_over(line: Transport[Any], origin: str, now: Clock = clock.now) -> PushProvider:
    allowed = app_origins([origin])
    access = Access(Transport(PATIENT), f"{origin}/token", allowed, now)
    return PushProvider(line, Fcm(access, allowed, now, origin))


def apns_over(line: Transport[Any], origin: str, now: Clock = clock.now) -> PushProvider:
    return PushProvider(line, Apns(ProviderTokens(now), app_origins([origin]), now, origin))


@contextlib.contextmanager
def web(vapid: VapidKey) -> Iterator[Way]:
    with contextlib.ExitStack() as stack:
        service = stack.enter_context(fake_push_service.running())
        line = transport()

        def make(name: str) -> Push:
            device = service.subscribe(name)
            return Outgoing(
                name, device.endpoint, device.p256dh, device.auth, b"{}", 60, "normal", None, vapid
            )

        def over(*origins: str) -> PushProvider:
            return PushProvider(line, WebPush(push_origins(origins), Signer(clock.now), clock.now))

        yield Way(
            over(service.origin), make, lambda push, *f: service.next_for(push.endpoint, *f),
            lambda: service.received, stack.close, service, over,
        )  # fmt: skip
        line.close()


@contextlib.contextmanager
def fcm() -> Iterator[Way]:
    with contextlib.ExitStack() as stack:
        service = stack.enter_context(fake_push_service.running(make=FcmPeer))
        assert isinstance(service, FcmPeer)
        line, peer = transport(), service

        def unlisted() -> PushProvider:
            allowed = app_origins()
            access = Access(Transport(PATIENT), f"{peer.origin}/token", allowed)
            return PushProvider(line, Fcm(access, allowed, clock.now, peer.origin))

        yield Way(
            fcm_over(line, peer.origin), lambda name: to_fcm(peer.register(name), name),
            lambda push, *f: peer.next_for(push.token, *f),
            lambda: [one for one in peer.received if one.path != "/token"],
            stack.close, peer, unlisted,
        )  # fmt: skip
        line.close()


@contextlib.contextmanager
def apns(certificate: Path) -> Iterator[Way]:
    with contextlib.ExitStack() as stack:
        peer = stack.enter_context(apns_peer.running(server_tls(certificate), NAME))
        line = transport(certificate)

        def unlisted() -> PushProvider:
            return PushProvider(
                line, Apns(ProviderTokens(clock.now), app_origins(), clock.now, peer.origin)
            )

        yield Way(
            apns_over(line, peer.origin), lambda name: to_apns(peer.register(), name),
            lambda push, *f: peer.next_for(push.token, *f), lambda: peer.received,
            stack.close, peer, unlisted,
        )  # fmt: skip
        line.close()
