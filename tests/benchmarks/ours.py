"""The one place that says what the benchmarks measure as one cost line of ours."""

from __future__ import annotations

try:
    from poolsplit import apportion_by
except ImportError:
    import numpy as np
    import pandas as pd

    from poolsplit import fast
    from poolsplit.framecells import distinct

    def apportion_by(frame, total, weights, pool):
        """The same on the kernel, for a poolsplit that has no function for frames yet."""
        codes, pools = distinct(frame[pool])
        totals = np.zeros(len(pools), np.int64)
        totals[codes] = frame[total].to_numpy()
        return pd.Series(fast.apportion(totals, frame[weights].to_numpy(), codes), index=frame.index)


__all__ = ["apportion_by"]
