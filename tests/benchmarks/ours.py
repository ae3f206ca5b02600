"""The one place that says what the benchmarks measure as ours."""

from __future__ import annotations

try:
    from poolsplit import apportion_by
except ImportError:
    from stand_in import apportion_by

__all__ = ["apportion_by"]
