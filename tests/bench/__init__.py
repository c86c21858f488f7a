"""Benchmarks: run by hand, never as tests. `terminal.py` is also the driver of the journeys."""
