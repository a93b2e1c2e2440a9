"""End."""

from tests.journeys.building import begun, compiled, document


def test_it_ends_the_run():
    moved = begun(compiled(document(("over", "end", {}))))
    assert moved.run.ended
    assert moved.run.node == "over"
