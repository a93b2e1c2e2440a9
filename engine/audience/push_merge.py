"""The push status of two people who turn out to be one: pure."""

from engine.audience.push_status import (
    REPORTABLE,
    Changed,
    State,
    difference,
    only_seen,
    seen_as,
    stands,
)


def merged(winner: State, loser: State, *, loser_later: bool) -> tuple[State, Changed | None]:
    """Two people who turn out to be one; `loser_later`: the loser's last session was the later."""
    devices = {**loser.devices, **winner.devices}
    for id_, facts in loser.devices.items():
        if devices[id_].status == "suspended":
            devices[id_] = facts
    if loser.last_session_device is not None and winner.last_session_device is not None:
        last = loser if loser_later else winner
    else:
        last = winner if loser.last_session_device is None else loser
    device = last.last_session_device
    registered = {facts.anonymous: id_ for id_, facts in devices.items() if stands(id_, facts)}
    for id_, facts in list(devices.items()):
        if only_seen(id_) and facts.anonymous in registered:
            del devices[id_]
            device = registered[facts.anonymous] if device == id_ else device
    status = last.last_session_status
    standing = devices[device].status if device in devices else "suspended"
    if status == "suspended" != standing:  # whoever took the device from her was herself
        status = seen_as(standing, standing if standing in REPORTABLE else "allowed")
    after = State(status, device, devices)
    return after, difference(winner, after, "merge", device)
