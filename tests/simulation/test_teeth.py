"""The promises have teeth: each planted fault is found, here by the first seed known to find it."""

import pytest

from tests.simulation.faults import FAULTS, Fault
from tests.simulation.store import Template
from tests.simulation.teeth import found


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(fault: Fault, template: Template) -> None:
    ended = found(fault, fault.seed, template)
    assert ended.broken, f"seed {fault.seed} no longer finds it: python -m tests.simulation.teeth"
