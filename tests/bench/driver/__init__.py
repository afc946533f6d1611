"""Runs the benchmarks: what tools/bench is made of."""
