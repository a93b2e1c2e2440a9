"""What the Segment and RudderStack browser libraries ask before they send anything."""

from __future__ import annotations

from urllib.parse import urlsplit

from webapp.ingest.door import IngestSettings

_SINCE = "2026-01-01T00:00:00Z"  # a date is expected; nothing depends on it


def segment_settings(write_key: str, base_url: str, settings: IngestSettings) -> object:
    """The answer of `GET /v1/projects/KEY/settings`."""
    base = urlsplit(base_url)
    return {
        "integrations": {
            "Segment.io": {
                "apiKey": write_key,
                "apiHost": f"{base.netloc}/v1",
                "protocol": base.scheme,
            },
            "Waymark": {
                "vapidPublicKey": settings.vapid_public_key,
                "host": base_url,
                "brand": settings.brand,
                "fallback": settings.fallback,
            },
        },
        "plan": {},
        "edgeFunction": {},
        "metrics": {"sampleRate": 0},
    }


def source_config(write_key: str, workspace_id: str) -> object:
    """The answer of `GET /sourceConfig/`."""
    quiet = {"enabled": False}
    return {
        "source": {
            "id": workspace_id,
            "name": "web",
            "writeKey": write_key,
            "enabled": True,
            "workspaceId": workspace_id,
            "config": {"statsCollection": {"errors": quiet, "metrics": quiet}},
            "destinations": [],
            "dataplanes": {},
        },
        "updatedAt": _SINCE,
    }
