"""Benchmarks: ratios of a thing to its limit, measured in one run."""
