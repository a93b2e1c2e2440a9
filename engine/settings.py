"""What an operator decides, read once from the environment; nothing else reads it."""

import base64
import contextlib
import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

KEY_BYTES = 32
BODY_SECONDS = 10
INBOX_DAYS = 90
_URL_SAFE = str.maketrans("+/", "-_")
_DATABASES = ("sqlite", "postgresql+psycopg")
_BROKERS = ("redis", "rediss", "amqp", "amqps")
_MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_hex(32))'"


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingsError(ValueError):
    """The environment cannot be used; the message names each variable concerned, not its value."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may set; `repr` shows no secret."""

    data: Path
    """The folder of the SQLite database, the kept master key and first-run.json."""
    database_url: str = field(repr=False)
    broker_url: str | None = field(repr=False)
    """None is the broker inside the process."""
    master_key: bytes | None = field(repr=False)
    """32 bytes that encrypt stored keys and sign sessions; None where none is set or kept."""
    base_url: str
    metrics_token: str | None = field(repr=False)
    push_hosts: tuple[str, ...] = ()
    webhook_origins: tuple[str, ...] = ()
    fcm_origin: str | None = None
    """In the place of Firebase, which signs in at /token there then."""
    apns_origin: str | None = None
    """In the place of both of Apple's servers."""
    trusted_proxies: tuple[Network, ...] = ()
    """Whose X-Forwarded-For is believed."""
    body_seconds: int = BODY_SECONDS
    """How long a request's body may take until it is here."""
    inbox_days: int = INBOX_DAYS
    """How long an item stays in its person's bell."""

    @classmethod
    def from_env(
        cls,
        *,
        data: Path,
        base_url: str = "http://127.0.0.1:8000",
        environ: Mapping[str, str] | None = None,
    ) -> "Settings":
        """Read WAYMARK_* (empty counts as unset); `base_url` holds where WAYMARK_BASE_URL is unset.

        Raises SettingsError that lists every unusable variable at once.
        """
        reader = _Reader(os.environ if environ is None else environ)
        settings = cls(
            data=data,
            database_url=reader.url(
                "WAYMARK_DATABASE_URL", _DATABASES, f"sqlite:///{data / 'waymark.db'}"
            ),
            broker_url=reader.url("WAYMARK_BROKER_URL", _BROKERS, "") or None,
            master_key=reader.key("WAYMARK_MASTER_KEY") or kept_key(data),
            base_url=reader.origin("WAYMARK_BASE_URL", base_url),
            metrics_token=reader.text("WAYMARK_METRICS_TOKEN") or None,
            push_hosts=reader.origins("WAYMARK_PUSH_HOSTS"),
            webhook_origins=reader.origins("WAYMARK_WEBHOOK_ORIGINS"),
            fcm_origin=reader.origin("WAYMARK_FCM_ORIGIN", "") or None,
            apns_origin=reader.origin("WAYMARK_APNS_ORIGIN", "") or None,
            trusted_proxies=reader.networks("WAYMARK_TRUSTED_PROXIES"),
            body_seconds=reader.number("WAYMARK_BODY_SECONDS", BODY_SECONDS),
            inbox_days=reader.number("WAYMARK_INBOX_DAYS", INBOX_DAYS),
        )
        if reader.wrong:
            raise SettingsError("; ".join(reader.wrong))
        return settings

    @property
    def key(self) -> bytes:
        """The master key. Raises SettingsError where there is none."""
        if self.master_key is None:
            raise SettingsError(f"WAYMARK_MASTER_KEY is not set; make one with {_MAKE_A_KEY}")
        return self.master_key


class _Reader:
    """Takes variables one by one and gathers what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.wrong: list[str] = []

    def text(self, name: str) -> str:
        return self._environ.get(name, "").strip()

    def url(self, name: str, schemes: tuple[str, ...], default: str) -> str:
        value = self.text(name)
        if value and value.partition("://")[0] not in schemes:
            self.wrong.append(f"{name} must begin with {' or '.join(f'{s}://' for s in schemes)}")
        return value or default

    def key(self, name: str) -> bytes | None:
        value = self.text(name)
        if not value:
            return None
        key = _decoded(value)
        if key is None:
            self.wrong.append(f"{name} must be 32 bytes as hex or base64, e.g. from {_MAKE_A_KEY}")
        return key

    def origin(self, name: str, default: str) -> str:
        found = self.origins(name)
        if len(found) > 1:
            self.wrong.append(f"{name} must be one origin")
        return found[0] if found else default

    def origins(self, name: str) -> tuple[str, ...]:
        values = tuple(v.strip() for v in self.text(name).split(",") if v.strip())
        origins = tuple(_origin(value) for value in values)
        if None in origins:
            self.wrong.append(
                f"{name} takes origins such as https://push.example or http://127.0.0.1:9001"
            )
        return tuple(origin for origin in origins if origin)

    def networks(self, name: str) -> tuple[Network, ...]:
        values = [v.strip() for v in self.text(name).split(",") if v.strip()]
        try:
            return tuple(ipaddress.ip_network(value) for value in values)
        except ValueError:
            self.wrong.append(f"{name} takes addresses and networks such as 10.0.0.7 or fd00::/8")
            return ()

    def number(self, name: str, default: int) -> int:
        value = self.text(name) or str(default)
        if not re.fullmatch(r"[1-9][0-9]{0,3}", value):
            self.wrong.append(f"{name} must be a whole number from 1 to 9999")
            return default
        return int(value)


def kept_key(data: Path) -> bytes | None:
    """The key that `keep_key` wrote into `data`, or None. Raises SettingsError if unreadable."""
    file = data / "master.key"
    try:
        kept = file.read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {type(error).__name__}") from error
    key = _decoded(kept.strip())
    if key is None:
        raise SettingsError(
            f"{file} holds no master key: restore it, what is stored is encrypted with it"
        )
    return key


def keep_key(data: Path) -> bytes:
    """The master key kept in `data`, made by the first call (mode 0600); racing calls agree."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = kept_key(data)
    if kept is not None:
        return kept
    made = data / f".master.key.{secrets.token_hex(4)}"
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
    with contextlib.suppress(FileExistsError):  # another process was first: its key holds
        os.link(made, data / "master.key")
    made.unlink()
    return keep_key(data)


def _decoded(value: str) -> bytes | None:
    if re.fullmatch(r"[0-9A-Fa-f]{64}", value):
        return bytes.fromhex(value)
    if re.fullmatch(r"[A-Za-z0-9+/_-]{43}=?", value):
        return base64.urlsafe_b64decode(value.translate(_URL_SAFE).rstrip("=") + "=")
    return None


def _origin(value: str) -> str | None:
    """scheme://host[:port] in lower case, or None for anything more (a path, a user) or less."""
    try:
        parts = urlsplit(value.lower())
        port = parts.port
    except ValueError:
        return None
    plain = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        return None
    if not re.fullmatch(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]", _host(parts.hostname)):
        return None
    standard = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{_host(parts.hostname)}" + (
        f":{port}" if port not in (None, standard) else ""
    )


def _host(name: str) -> str:
    return f"[{name}]" if ":" in name else name
