"""The one place that says what the benchmarks measure as one cost line of ours."""

from poolsplit import apportion_by

__all__ = ["apportion_by"]
