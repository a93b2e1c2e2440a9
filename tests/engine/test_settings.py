"""Settings come from the environment once, are checked together, and keep their secrets."""

import stat
import threading
from ipaddress import ip_network
from pathlib import Path

import pytest

from engine.settings import Settings, SettingsError, keep_key, kept_key

HEX = "ab" * 32


def test_nothing_set_means_sqlite_in_the_folder_and_a_broker_inside(tmp_path: Path) -> None:
    settings = Settings.from_env(data=tmp_path, environ={})

    assert settings.database_url == f"sqlite:///{tmp_path / 'waymark.db'}"
    assert settings.broker_url is None
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.metrics_token is None
    assert settings.push_hosts == ()
    assert settings.trusted_proxies == ()
    assert (settings.body_seconds, settings.inbox_days) == (10, 90)
    with pytest.raises(SettingsError, match="WAYMARK_MASTER_KEY"):
        _ = settings.key


def test_everything_set_is_taken(tmp_path: Path) -> None:
    settings = Settings.from_env(
        data=tmp_path,
        environ={
            "WAYMARK_DATABASE_URL": "postgresql+psycopg://u:p@db/waymark",
            "WAYMARK_BROKER_URL": "redis://127.0.0.1:6379/0",
            "WAYMARK_MASTER_KEY": HEX,
            "WAYMARK_BASE_URL": "https://Push.Shop.example:443/",
            "WAYMARK_METRICS_TOKEN": "m",
            "WAYMARK_PUSH_HOSTS": "https://push.example, http://127.0.0.1:9001",
            "WAYMARK_WEBHOOK_ORIGINS": "http://[::1]:9002",
            "WAYMARK_FCM_ORIGIN": "http://127.0.0.1:9003",
            "WAYMARK_APNS_ORIGIN": "https://api.push.apple.com:2197",
            "WAYMARK_TRUSTED_PROXIES": "10.0.0.7, fd00::/8",
            "WAYMARK_BODY_SECONDS": "60",
            "WAYMARK_INBOX_DAYS": "365",
        },
    )

    assert settings.database_url == "postgresql+psycopg://u:p@db/waymark"
    assert settings.broker_url == "redis://127.0.0.1:6379/0"
    assert settings.key == bytes.fromhex(HEX)
    assert settings.base_url == "https://push.shop.example"
    assert settings.push_hosts == ("https://push.example", "http://127.0.0.1:9001")
    assert settings.webhook_origins == ("http://[::1]:9002",)
    assert settings.fcm_origin == "http://127.0.0.1:9003"
    assert settings.apns_origin == "https://api.push.apple.com:2197"
    assert settings.trusted_proxies == (ip_network("10.0.0.7/32"), ip_network("fd00::/8"))
    assert (settings.body_seconds, settings.inbox_days) == (60, 365)


def test_all_that_is_wrong_is_said_at_once_without_its_value(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(
            data=tmp_path,
            environ={
                "WAYMARK_DATABASE_URL": "mysql://root:hunter2@db/x",
                "WAYMARK_BROKER_URL": "kafka://hunter2",
                "WAYMARK_MASTER_KEY": "hunter2",
                "WAYMARK_BASE_URL": "https://a.example,https://b.example",
                "WAYMARK_PUSH_HOSTS": "https://push.example/path",
                "WAYMARK_FCM_ORIGIN": "https://hunter2@fcm.example",
                "WAYMARK_APNS_ORIGIN": "https://a.example,https://b.example",
                "WAYMARK_TRUSTED_PROXIES": "10.0.0.7, hunter2",
                "WAYMARK_BODY_SECONDS": "0",
                "WAYMARK_INBOX_DAYS": "never hunter2",
            },
        )

    said = str(caught.value)
    for name in (
        "DATABASE_URL", "BROKER_URL", "MASTER_KEY", "BASE_URL", "PUSH_HOSTS", "FCM_ORIGIN",
        "APNS_ORIGIN", "TRUSTED_PROXIES", "BODY_SECONDS", "INBOX_DAYS",
    ):  # fmt: skip
        assert f"WAYMARK_{name}" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    "origin",
    [
        "push.example",
        "ftp://push.example",
        "https://user@push.example",
        "https://push.example?x=1",
        "https://push.example#x",
        "https://push.example:99999",
        "https://exa mple",
        "https://evil.example\\@push.example",
        "https://",
    ],
)
def test_an_origin_is_nothing_but_an_origin(tmp_path: Path, origin: str) -> None:
    with pytest.raises(SettingsError, match="WAYMARK_PUSH_HOSTS"):
        Settings.from_env(data=tmp_path, environ={"WAYMARK_PUSH_HOSTS": origin})


@pytest.mark.parametrize(
    "text",
    ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "/+8=" * 11, "_-8" + "A" * 40, "AB" * 32],
)
def test_a_master_key_is_32_bytes_as_hex_or_base64(tmp_path: Path, text: str) -> None:
    fits = len(text) in (43, 64)
    environ = {"WAYMARK_MASTER_KEY": text}

    if fits:
        assert len(Settings.from_env(data=tmp_path, environ=environ).key) == 32
    else:
        with pytest.raises(SettingsError):
            Settings.from_env(data=tmp_path, environ=environ)


def test_secrets_are_not_in_the_repr(tmp_path: Path) -> None:
    settings = Settings.from_env(
        data=tmp_path,
        environ={
            "WAYMARK_DATABASE_URL": "postgresql+psycopg://u:hunter2@db/waymark",
            "WAYMARK_MASTER_KEY": HEX,
            "WAYMARK_METRICS_TOKEN": "hunter3",
        },
    )

    assert "hunter" not in repr(settings)
    assert repr(bytes.fromhex(HEX)) not in repr(settings)


def test_a_kept_key_is_private_stays_the_same_and_is_read_back(tmp_path: Path) -> None:
    folder = tmp_path / "new"

    key = keep_key(folder)

    assert len(key) == 32
    assert keep_key(folder) == key == kept_key(folder)
    assert Settings.from_env(data=folder, environ={}).key == key
    assert stat.S_IMODE((folder / "master.key").stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == ["master.key"]


def test_racing_first_starts_agree_on_one_key(tmp_path: Path) -> None:
    keys: list[bytes] = []
    threads = [threading.Thread(target=lambda: keys.append(keep_key(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_a_damaged_kept_key_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "master.key").write_text("half a ke")

    with pytest.raises(SettingsError, match="restore it"):
        keep_key(tmp_path)
    assert (tmp_path / "master.key").read_text() == "half a ke"
