"""Benchmarks: every figure is a ratio to what a user would pick instead, measured in the same run."""
