"""Find the first seed that finds each planted fault: `python -m tests.simulation.teeth`."""

from __future__ import annotations

import sys

from tests.simulation.faults import FAULTS, Fault
from tests.simulation.seeds import Ended, simulate
from tests.simulation.store import Template

MOST = 200


def found(fault: Fault, seed: int, template: Template) -> Ended:
    """A seed of the product with this fault in it."""
    with fault.plant():
        return simulate(seed, template, early=True, schema=fault.schema, tuned=fault.tuned)


def first_hit(fault: Fault, template: Template, seeds: range) -> Ended | None:
    """The first of these seeds in which something broke."""
    for seed in seeds:
        ended = found(fault, seed, template)
        if ended.broken:
            return ended
    return None


if __name__ == "__main__":
    made, wanted = Template(), " ".join(sys.argv[1:])
    for each in FAULTS:
        if wanted in each.name:
            hit = first_hit(each, made, range(MOST))
            said = "not found" if hit is None else f"seed {hit.seed}: {hit.broken[0][:160]}"
            print(f"{each.name} → {said}", flush=True)
    made.close()
