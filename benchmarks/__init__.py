"""Benchmarks: Accord beside a bare baseline in the same run; ratios travel between machines, seconds do not.

A benchmark is a module of this package that defines `NAME`, `ABOUT` and `run(options) -> list[Result]`.
`python -m benchmarks` lists and runs them and writes every result to `ledger.jsonl`.
"""
