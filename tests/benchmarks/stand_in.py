"""What the benchmarks measure until `poolsplit.apportion_by` is there; it goes away then. Pools of up to 8 rows.

x = A*w/W is guessed in floats, and the remainder of the guess is exact in wrapping int64. Where the error is below 1/n for a pool of n
rows, the largest-remainder step itself repairs a guess that is one off; larger amounts are divided in digits of 31 bits.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

SAFE = int(2**53 / 5.02)
ROWS = 1 << 15    # of one block, that stays in the cache


def apportion_by(frame, total, weights, pool):
    """One cost line over a DataFrame, like the function to come."""
    codes, pools = pd.factorize(frame[pool])
    totals = np.zeros(len(pools), np.int64)
    totals[codes] = frame[total].to_numpy()
    return pd.Series(apportion(totals, frame[weights].to_numpy(), codes), index=frame.index)


def apportion(totals, weights, groups):
    """Largest remainder on int64 arrays; ties go to the larger weight, then to the earlier row."""
    order, starts = _pools_together(groups, len(totals))
    shares = np.empty(len(weights), np.int64)
    cuts = np.unique(np.searchsorted(starts, np.append(np.arange(0, len(weights), ROWS), len(weights)), "left"))
    cuts[-1] = len(totals)
    for begin, end in zip(cuts[:-1].tolist(), cuts[1:].tolist()):
        rows = slice(int(starts[begin]), int(starts[end]))
        mine = weights[rows] if order is None else weights.take(order[rows])
        found = _block(mine, starts[begin:end + 1] - starts[begin], totals[begin:end])
        shares[rows if order is None else order[rows]] = found
    return shares


def _pools_together(groups, n):
    """The order of the rows that makes pools contiguous, None where they are; and where each begins."""
    starts = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(groups, minlength=n), out=starts[1:])
    if (groups[1:] >= groups[:-1]).all():
        return None, starts
    bits = len(groups).bit_length()
    packed = (groups.astype(np.int64) << bits) | np.arange(len(groups))
    packed.sort()
    return packed & ((1 << bits) - 1), starts


def _block(weights, starts, totals):
    shares = np.empty(len(weights), np.int64)
    sizes, amounts = np.diff(starts), np.abs(totals)
    for size in np.flatnonzero(np.bincount(sizes)).tolist():
        pools = np.flatnonzero(sizes == size)
        first = starts.take(pools)
        found = _pairs(np.stack([weights.take(first + place) for place in range(size)]), amounts[pools])
        for place in range(size):
            shares[first + place] = found[place]
    if (totals < 0).any():
        shares *= np.repeat(np.sign(totals), sizes)
    return shares


def _pairs(weights, amounts):
    """One pool a column: ranks by comparing pairs."""
    n, wholes = len(weights), weights.sum(0)
    wholes[wholes == 0] = 1
    quotas, rests = _guess(amounts, weights, wholes)
    left = (amounts - quotas.sum(0)).astype(np.int8)
    rank = np.zeros(weights.shape, np.int8)
    for later in range(1, n):
        wins = (rests[later] > rests[:later]) | ((rests[later] == rests[:later]) & (weights[later] > weights[:later]))
        rank[:later] += wins
        rank[later] += later
        rank[later] -= wins.sum(0, dtype=np.int8)
    return quotas + (rank < left)


def _guess(amounts, weights, wholes):
    if int(amounts.max()) * len(weights) >= SAFE:
        return _long_division(amounts, weights, wholes)
    quotas = (weights * (amounts / wholes)).astype(np.int64)
    return quotas, amounts * weights - quotas * wholes


def _long_division(amounts, weights, wholes):
    def digit(estimate, numerator):
        quotas = estimate.astype(np.int64)
        rests = numerator - quotas * wholes
        for _ in range(2):
            low = rests >> 63
            quotas += low
            rests += wholes & low
            high = -(rests >= wholes).astype(np.int64)
            quotas -= high
            rests -= wholes & high
        return quotas, rests

    high, low = amounts >> 31, amounts & 0x7FFFFFFF
    upper, rest = digit(high * (weights / wholes), high * weights)
    lower, rest = digit((rest * 2147483648.0 + low * weights.astype(float)) / wholes, (rest << 31) + low * weights)
    return (upper << 31) + lower, rest
