"""When a request may still begin."""

from engine.delivery.providers.wire import BeginClock, default_ca_file


class Seconds:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_request_may_begin_until_its_time_is_over() -> None:
    seconds = Seconds()
    begin = BeginClock(seconds)
    assert begin.may_begin(100.0)
    assert not begin.may_begin(99.9)


def test_a_far_host_is_reached_once_lateness_has_gone_on_without_an_answer() -> None:
    seconds = Seconds()
    begin = BeginClock(seconds)
    assert not begin.may_begin(99)
    seconds.now += BeginClock.PATIENCE + 0.1
    assert begin.may_begin(99)
    begin.answered()
    assert not begin.may_begin(99)


def test_there_are_certificate_authorities_to_trust() -> None:
    with open(default_ca_file()) as bundle:
        assert "BEGIN CERTIFICATE" in bundle.read()
