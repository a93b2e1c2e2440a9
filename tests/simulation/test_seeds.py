"""Every promise holds in every seed: SEEDS of them from START on, in JOBS processes."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.simulation.seeds import Ended, simulate
from tests.simulation.store import Template

START = int(os.environ.get("START", "0"))
SEEDS = int(os.environ.get("SEEDS", "50"))
JOBS = int(os.environ.get("JOBS", "1"))
PART = 10 if SEEDS <= 100 else 100  # seeds in one test


def ended(seeds: range, template: Template) -> Iterator[Ended]:
    """These seeds, run here or in processes of their own."""
    if JOBS == 1:
        yield from (simulate(seed, template) for seed in seeds)
        return
    with ProcessPoolExecutor(JOBS, multiprocessing.get_context("spawn")) as pool:
        for part in pool.map(_alone, [seeds[place::JOBS] for place in range(JOBS)]):
            yield from part


def _alone(seeds: range) -> list[Ended]:
    template = Template()
    try:
        return [simulate(seed, template) for seed in seeds]
    finally:
        template.close()


@pytest.mark.parametrize("first", range(START, START + SEEDS, PART))
def test_every_promise_holds_in_these_seeds(first: int, template: Template) -> None:
    seeds = range(first, min(first + PART, START + SEEDS))
    broken = [each for each in ended(seeds, template) if each.broken]
    assert not broken, "\n".join(map(str, broken))


def test_a_seed_is_the_same_each_time(template: Template) -> None:
    assert simulate(START, template) == simulate(START, template)


def test_the_faults_happen(template: Template) -> None:
    """A simulation in which nothing goes wrong would prove nothing."""
    did = [simulate(seed, template).did for seed in range(16)]
    for name in ("kills", "requests", "opt-outs", "erased", "aliases", "called by the clock"):
        assert sum(each[name] for each in did) > 0, name
