"""The promises have teeth: each planted fault is found, here from the seed on that found it first.

A change of the product changes what happens in a seed, so the next ones may have to find it.
"""

import pytest

from tests.simulation.faults import FAULTS, Fault
from tests.simulation.store import Template
from tests.simulation.teeth import first_hit


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(fault: Fault, template: Template) -> None:
    hit = first_hit(fault, template, range(fault.seed, fault.seed + 30))
    assert hit is not None, "nothing breaks: python -m tests.simulation.teeth"
