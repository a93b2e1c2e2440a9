"""K9: how a push is heard is said by itself, else by its category, else by the workspace."""

import pytest

from engine.audience.sounds import Sound, sounds

SETTINGS = {"sound": {"sound": "chime", "silent": False, "vibrate": [200]}}
DOCUMENTS = {
    ("category", "alerts"): {"key": "alerts", "sound": "siren", "vibrate": [500, 100, 500]},
    ("category", "digest"): {"key": "digest", "silent": True},
    ("category", "news"): {"key": "news", "sound": None, "silent": False, "vibrate": []},
    ("push", "alerts"): {"key": "alerts", "sound": "no category's"},
}


@pytest.mark.parametrize(
    ("push", "heard"),
    [
        ({}, Sound("chime", vibrate=(200,))),
        ({"category": None}, Sound("chime", vibrate=(200,))),
        ({"category": "gone"}, Sound("chime", vibrate=(200,))),
        ({"category": "news"}, Sound("chime", vibrate=(200,))),
        ({"category": "alerts"}, Sound("siren", vibrate=(500, 100, 500))),
        ({"category": "digest"}, Sound(silent=True)),
        ({"category": "digest", "sound": "bell"}, Sound("bell")),
        ({"category": "alerts", "silent": True}, Sound(silent=True)),
        ({"vibrate": [1, 2]}, Sound(vibrate=(1, 2))),
    ],
)
def test_the_first_that_says_anything_decides_alone(push: dict[str, object], heard: Sound) -> None:
    assert sounds(SETTINGS, DOCUMENTS).of(push) == heard


def test_a_workspace_of_an_older_release_says_nothing() -> None:
    assert sounds({}, {}).of({"category": "alerts"}) == Sound()
