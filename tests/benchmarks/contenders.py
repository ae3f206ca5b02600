"""One cost line over a DataFrame, beside what a user would write instead: `python tests/benchmarks/contenders.py [rows] [rounds] [hard]`.

Every contender starts from data in its own format and gives back one share a row, in the order of the rows. Each may use all threads
and break ties as it likes. A benchmark and not a test: it measures the machine too.
"""

from __future__ import annotations

import random
import sys
import warnings
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from measuring import Aim, Findings, cpu_times, installed, ratio, table
from ours import apportion_by

from poolsplit.engine import exact

if TYPE_CHECKING:
    from collections.abc import Callable

OURS, INEXACT, BY_HAND, POLARS, DUCKDB = "poolsplit.apportion_by", "pandas, one line", "pandas int64 by hand", "polars Int128", "DuckDB HUGEINT"
SLOW_ROWS = 6_000
"""Contenders that go pool by pool get so many rows, and their time is scaled up by row."""


# ---------------------------------------------------------------- the contenders


@dataclass(frozen=True)
class Contender:
    """prepare: what it gets, made of a DataFrame with pool, total and weight; run: its shares, made of that.

    needs: packages. slow: whether it goes pool by pool.
    """

    name: str
    run: Callable[[Any], Any]
    prepare: Callable[[pd.DataFrame], Any] = pd.DataFrame
    needs: tuple[str, ...] = ()
    slow: bool = False


def ours(frame):
    return apportion_by(frame, "total", "weight", "pool")


def one_line(frame):
    return (frame["weight"] / frame.groupby("pool", sort=False)["weight"].transform("sum") * frame["total"]).round()


def by_hand(frame):
    """Largest remainder as a good pandas user writes it; the products must fit 63 bits."""
    codes, _ = pd.factorize(frame["pool"])
    product = frame["total"] * frame["weight"]
    whole = frame["weight"].groupby(codes, sort=False).transform("sum")
    quota = product // whole
    rest = product - quota * whole
    left = frame["total"] - quota.groupby(codes, sort=False).transform("sum")
    return quota + (rest.groupby(codes, sort=False).rank(method="first", ascending=False) <= left)


def one_pool(rows):
    """Largest remainder of one pool in floats, the recipe that is found everywhere."""
    total = int(rows["total"].iloc[0])
    exact_share = rows["weight"] / rows["weight"].sum() * total
    share = np.floor(exact_share).astype("int64")
    order = (exact_share - share).sort_values(ascending=False, kind="stable").index
    share.loc[order[: total - int(share.sum())]] += 1
    return share


def apply(frame):
    shares = frame.groupby("pool", sort=False, group_keys=False)[["total", "weight"]].apply(one_pool)
    return shares.loc[frame.index]


def to_polars(frame):
    import polars as pl  # noqa: PLC0415

    return pl.from_pandas(frame)


def polars(frame):
    """No product overflows: both factors have 64 bits."""
    import polars as pl  # noqa: PLC0415

    wide, total, weight = pl.Int128, pl.col("total"), pl.col("weight")
    return (
        frame.lazy()
        .with_columns(whole=weight.cast(wide).sum().over("pool"), product=total.cast(wide) * weight)
        .with_columns(quota=pl.col("product") // pl.col("whole"))
        .with_columns(rest=pl.col("product") - pl.col("quota") * pl.col("whole"))
        .with_columns(left=total - pl.col("quota").sum().over("pool"), rank=pl.col("rest").rank("ordinal", descending=True).over("pool"))
        .select(share=(pl.col("quota") + (pl.col("rank") <= pl.col("left")).cast(wide)).cast(pl.Int64))
        .collect()["share"]
    )


SQL = """
    with products as (
        select *, sum(weight) over (partition by pool) as whole, abs(total)::hugeint * weight as product from orders
    ), quotas as (
        select *, product // whole as quota, product % whole as rest from products
    ), ranks as (
        select *, abs(total) - sum(quota) over (partition by pool) as left_over,
            row_number() over (partition by pool order by rest desc, line) as place from quotas
    )
    select ((quota + (place <= left_over)::int) * sign(total))::bigint as share from ranks order by line
"""


def to_duckdb(frame):
    import duckdb  # noqa: PLC0415

    connection = duckdb.connect()
    lines = frame.reset_index(drop=True).rename_axis("line").reset_index()
    connection.register("lines", lines)
    connection.execute("create table orders as select * from lines")
    connection.unregister("lines")
    return connection


def duckdb_hugeint(connection):
    return connection.execute(SQL).fetchnumpy()["share"]


def library(frame, **options):
    """The package's own largest remainder, pool by pool; signs by hand, as it knows seats only."""
    from apportionment.methods import compute  # noqa: PLC0415

    shares = np.zeros(len(frame), "int64")
    weights = frame["weight"].to_numpy()
    totals = frame["total"].to_numpy()
    for rows in frame.groupby("pool", sort=False).indices.values():
        total = int(totals[rows[0]])
        found = compute("hamilton", weights[rows].tolist(), abs(total), **options)
        shares[rows] = found if total >= 0 else [-share for share in found]
    return shares


def compiled():
    """The loop that numba makes fast; products must fit 63 bits."""
    from numba import njit  # noqa: PLC0415

    @njit
    def loop(codes, totals, weights, pools):
        starts = np.zeros(pools + 1, np.int64)
        for code in codes:
            starts[code + 1] += 1
        for pool in range(pools):
            starts[pool + 1] += starts[pool]
        place, order = starts[:-1].copy(), np.empty(len(codes), np.int64)
        for row, code in enumerate(codes):
            order[place[code]] = row
            place[code] += 1
        shares, rests = np.empty(len(codes), np.int64), np.empty(len(codes), np.int64)
        for pool in range(pools):
            mine = order[starts[pool]:starts[pool + 1]]
            whole = weights[mine].sum()
            left = totals[mine[0]]
            for row in mine:
                product = totals[row] * weights[row]
                shares[row] = product // whole
                rests[row] = product - shares[row] * whole
                left -= shares[row]
            for _ in range(min(left, len(mine))):
                best = mine[0]
                for row in mine:
                    if rests[row] > rests[best]:
                        best = row
                shares[best] += 1
                rests[best] = -1
        return shares

    return loop


_LOOP: list[Callable[..., Any]] = []


def numba_loop(frame):
    if not _LOOP:
        _LOOP.append(compiled())
    codes, pools = pd.factorize(frame["pool"])
    shares = _LOOP[0](codes, frame["total"].to_numpy(), frame["weight"].to_numpy(), len(pools))
    return pd.Series(shares, index=frame.index)


CONTENDERS = [
    Contender(OURS, ours),
    Contender(INEXACT, one_line),
    Contender(BY_HAND, by_hand),
    Contender(POLARS, polars, to_polars, ("polars", "pyarrow")),
    Contender(DUCKDB, duckdb_hugeint, to_duckdb, ("duckdb",)),
    Contender("numba loop", numba_loop, needs=("numba",)),
    Contender("pandas groupby.apply", apply, slow=True),
    Contender("apportionment", library, needs=("apportionment",), slow=True),
    Contender("apportionment, fractions", partial(library, fractions=True), needs=("apportionment",), slow=True),
]


def missing(contender):
    """The packages that a contender would need, and that are not here."""
    return [package for package in contender.needs if not installed(package)]


# ---------------------------------------------------------------- the data


def orders(rows, *, text, shuffled):
    """About so many rows in random pools of 2 to 4: 1 g to 50 kg each, VND 100,000 to 30 million a pool, one in twenty a credit."""
    rng = np.random.default_rng(1)
    sizes = rng.integers(2, 5, max(rows // 3, 1))
    totals = rng.integers(100_000, 30_000_000, len(sizes)) * rng.choice([1, -1], len(sizes), p=[0.95, 0.05])
    numbers = 10_000_000 + np.cumsum(rng.integers(1, 9, len(sizes)))
    keys = np.array([f"HN-{number}" for number in numbers], object) if text else numbers
    frame = pd.DataFrame({"pool": keys.repeat(sizes), "total": totals.repeat(sizes), "weight": rng.integers(1, 50_000, sizes.sum())})
    frame["pool"] = frame["pool"].astype("str" if text else "int64")
    return frame.iloc[rng.permutation(len(frame))].reset_index(drop=True) if shuffled else frame


LAYOUTS = {
    "integer keys, sorted": {"text": False, "shuffled": False},
    "integer keys, shuffled": {"text": False, "shuffled": True},
    "string keys, sorted": {"text": True, "shuffled": False},
    "string keys, shuffled": {"text": True, "shuffled": True},
}


def _beyond_totals(rng):
    return rng.randrange(2**53, 2**61), [rng.randrange(1, 10**6) for _ in range(rng.randint(2, 4))]


def _beyond_weights(rng):
    return rng.randrange(1, 10**7), [rng.randrange(2**53, 2**59) for _ in range(rng.randint(2, 4))]


def _nearly_whole(rng):
    """One quota is a whole number and one 2**30th, more or less; the products still fit 63 bits."""
    whole = (1 << 30) - 35    # a prime
    weight = rng.randrange(2, whole // 2)
    total = pow(weight, -1, whole) if rng.randint(0, 1) else whole - pow(weight, -1, whole)
    rest = whole - weight
    cut = rng.randrange(1, rest)
    return total + whole, [weight, cut, rest - cut]


def _nearly_tied(rng):
    """Two remainders that differ by one 2**30th of a unit, and one unit for them; the products still fit 63 bits."""
    whole = (1 << 30) - 35
    weight = rng.randrange(2, whole - 1)
    return (whole + 1) // 2 * pow(weight, -1, whole) % whole + whole, [weight, whole - weight]


def _tied(rng):
    weight = rng.randrange(1, 1000)
    return rng.randrange(1, 10**6), rng.choice([[weight] * 3, [weight] * 4, [weight, 3 * weight], [weight, weight, 2 * weight]])


def _zero_weights(rng):
    weights = [rng.randrange(1, 1000), *(0 for _ in range(rng.randint(1, 2))), *(rng.randrange(1, 1000) for _ in range(rng.randint(0, 1)))]
    rng.shuffle(weights)
    return rng.randrange(1, 10**6), weights


def _negative(rng):
    return -rng.randrange(1, 10**7), [rng.randrange(1, 10**4) for _ in range(rng.randint(2, 4))]


def _nothing(rng):
    return 0, [rng.choice([0, 0, 7])] * rng.randint(2, 4)


HARD = {
    "totals beyond 2^53": _beyond_totals,
    "weights beyond 2^53": _beyond_weights,
    "nearly whole quotas": _nearly_whole,
    "nearly tied remainders": _nearly_tied,
    "ties": _tied,
    "zero weights": _zero_weights,
    "negative totals": _negative,
    "nothing to share": _nothing,
}
"""Kind of hard pool -> how one is made: its total and its weights."""


def hard(kind, pools):
    """A frame of hard pools, their rows mixed."""
    rng = random.Random(2)
    rows = []
    for pool in range(pools):
        total, weights = HARD[kind](rng)
        rows += [(pool, total, weight) for weight in weights]
    rng.shuffle(rows)
    return pd.DataFrame(rows, columns=["pool", "total", "weight"])


# ---------------------------------------------------------------- right or wrong


@dataclass(frozen=True)
class Verdict:
    """rows; wrong: rows of another share than the truth; ties: rows that differ because a tie went to another row; error: what it raised."""

    rows: int
    wrong: int
    ties: int = 0
    error: str = ""

    def shown(self):
        """How many are wrong, or what it raised."""
        return f"all ({self.error})" if self.error else f"{self.wrong:,}"


def truth(frame):
    """The shares in Python's ints, and the pool of each row."""
    codes, pools = pd.factorize(frame["pool"])
    totals = np.zeros(len(pools), "int64")
    totals[codes] = frame["total"].to_numpy()
    return np.array(exact.apportion(totals.tolist(), frame["weight"].tolist(), codes.tolist()), "int64"), codes


def judge(frame, shares, expected, codes):
    """Compare with the truth; a pool that is a right largest remainder with its ties broken otherwise is not wrong."""
    shares = np.asarray(shares)
    whole = shares.astype(float)
    readable = np.isfinite(whole) & (whole == np.trunc(whole)) & (np.abs(whole) < 2.0**62)
    readable_shares = np.where(readable, shares, 0).astype("int64")
    differs = ~readable | (readable_shares != expected)
    of_pools = np.flatnonzero(np.isin(codes, codes[differs]))
    of_pools = of_pools[np.argsort(codes[of_pools], kind="stable")]
    cuts = np.flatnonzero(np.diff(codes[of_pools], prepend=-1, append=-1)).tolist() if len(of_pools) else [0]
    totals, weights = frame["total"].to_numpy(), frame["weight"].to_numpy()
    wrong = ties = 0
    for begin, end in pairwise(cuts):
        rows = of_pools[begin:end]
        count = int(differs[rows].sum())
        right = readable[rows].all() and _largest_remainder(int(totals[rows[0]]), weights[rows].tolist(), readable_shares[rows].tolist())
        ties, wrong = (ties + count, wrong) if right else (ties, wrong + count)
    return Verdict(len(frame), wrong, ties)


def _largest_remainder(total, weights, shares):
    """Whether the shares of one pool are a largest remainder, its ties broken in whatever way."""
    whole = sum(weights)
    if sum(shares) != total or not whole:
        return False
    sign = -1 if total < 0 else 1
    odd = [sign * share - sign * total * weight // whole for share, weight in zip(shares, weights, strict=True)]
    rests = [sign * total * weight % whole for weight in weights]
    with_unit = [rest for rest, unit in zip(rests, odd, strict=True) if unit]
    without = [rest for rest, unit in zip(rests, odd, strict=True) if not unit]
    return set(odd) <= {0, 1} and min(with_unit, default=whole) >= max(without, default=0) and 0 not in with_unit


def trial(contender, frame, expected, codes):
    """What a contender makes of a frame, right or wrong."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return judge(frame, contender.run(contender.prepare(frame)), expected, codes)
        except Exception as error:
            if contender.name == OURS:
                raise    # whatever another raises is its result
            return Verdict(len(frame), len(frame), error=type(error).__name__)


# ---------------------------------------------------------------- the report


def timed(frame, expected, codes, rounds):
    """Seconds for all the rows of a frame, by contender, and their verdicts on it."""
    calls, factors, verdicts = {}, {}, {}
    few = frame.iloc[:SLOW_ROWS].reset_index(drop=True)
    truth_of_few = truth(few)
    for contender in CONTENDERS:
        if missing(contender):
            continue
        mine = few if contender.slow else frame
        verdicts[contender.name] = trial(contender, mine, *(truth_of_few if contender.slow else (expected, codes)))
        if not verdicts[contender.name].error:
            calls[contender.name] = partial(contender.run, contender.prepare(mine))
            factors[contender.name] = len(frame) / len(mine)
    total, weight = frame["total"].to_numpy(), frame["weight"].to_numpy()
    out, keys = np.empty_like(total), np.random.default_rng(3).integers(0, 2**62, len(frame))
    floors = {"np.add of the same arrays": partial(np.add, total, weight, out=out), "np.sort of as many": partial(np.sort, keys)}
    slow = {contender.name for contender in CONTENDERS if contender.slow}
    times = cpu_times({**floors, **{name: call for name, call in calls.items() if name not in slow}}, rounds)
    times |= cpu_times({name: call for name, call in calls.items() if name in slow}, min(rounds, 3))
    return {name: [second * factors.get(name, 1) for second in seconds] for name, seconds in times.items()}, verdicts


def findings(rows=1_000_000, rounds=7, hard_pools=300):
    """Times on all layouts, right and wrong on the same data and on hard pools, and the aims."""
    times, verdicts = {}, {}
    for name, layout in LAYOUTS.items():
        frame = orders(rows, **layout)
        times[name], verdicts[name] = timed(frame, *truth(frame), rounds)
    trials = {contender.name: _hard_trials(contender, hard_pools) for contender in CONTENDERS if not missing(contender)}
    ours_wrong = sum(found[OURS].wrong + found[OURS].ties for found in verdicts.values())
    ours_wrong += sum(verdict.wrong + verdict.ties for verdict in trials[OURS].values())
    counted = len(frame)
    return Findings(
        "One cost line over a DataFrame",
        [
            (f"{counted:,} rows in pools of 2 to 4. CPU time of all threads, user and system, in ms; medians of {rounds} rounds in which the contenders take turns, "
            f"with the garbage collector off. In brackets: times ours. ~: measured on {min(SLOW_ROWS, counted):,} rows and scaled up by row."),
            _times_table(times),
            "Wrong rows of the same data, against Python's ints. A tie that went to another row than ours is not wrong; it is counted apart.",
            _verdict_table(verdicts),
            f'Wrong rows of hard data, {hard_pools:,} pools of each kind, shuffled; "all": it raised.',
            _hard_table(trials),
        ],
        _aims(times),
        ours_wrong,
    )


def _hard_trials(contender, pools):
    found = {}
    for kind in HARD:
        frame = hard(kind, pools)
        found[kind] = trial(contender, frame, *truth(frame))
    return found


def _times_table(times):
    names = [*(contender.name for contender in CONTENDERS), *(name for name in next(iter(times.values())) if name.startswith("np."))]
    slow = {contender.name for contender in CONTENDERS if contender.slow}
    rows = []
    for name in names:
        row = [name]
        for found in times.values():
            seconds = found.get(name)
            approximately = "~" if name in slow else ""
            row.append(f"{approximately}{float(np.median(seconds)) * 1e3:,.1f} ({ratio(_fit(seconds, found[OURS]), found[OURS][:len(seconds)]):.2f})" if seconds else "-")
        rows.append(row)
    return table(["", *times], rows) + _absent()


def _fit(seconds, others):
    """As many rounds as the other has at most."""
    return seconds[:len(others)]


def _absent():
    lines = [f"{contender.name} is missing here: {', '.join(missing(contender))} not installed." for contender in CONTENDERS if missing(contender)]
    return "".join("\n\n" + line for line in lines)


def _verdict_table(verdicts):
    rows = []
    for name in next(iter(verdicts.values())):
        found = [by_name[name] for by_name in verdicts.values()]
        rows.append([name, *(verdict.shown() for verdict in found), f"{sum(verdict.ties for verdict in found):,}", f"{sum(verdict.rows for verdict in found):,}"])
    return table(["", *verdicts, "other ties", "of rows"], rows)


def _hard_table(trials):
    rows = [[name, *(verdict.shown() for verdict in found.values()), f"{sum(verdict.ties for verdict in found.values()):,}"] for name, found in trials.items()]
    sizes = [verdict.rows for verdict in trials[OURS].values()]
    return table(["", *HARD, "other ties"], [*rows, ["rows", *(f"{size:,}" for size in sizes), ""]])


def _aims(times):
    found = []
    for layout, by_name in times.items():
        ours_times = by_name[OURS]
        bound = 0.9 if layout.startswith("string") else 1.5
        found.append(Aim(f"ours / {INEXACT}: {layout}", ratio(ours_times, by_name[INEXACT]), bound, at_most=True))
    for name, bound in ((DUCKDB, 5), (POLARS, 3.5), (BY_HAND, 4)):
        found += [Aim(f"{name} / ours: {layout}", ratio(by_name[name], by_name[OURS]), bound, at_most=False) for layout, by_name in times.items() if name in by_name]
    return found


if __name__ == "__main__":
    sys.exit(findings(*map(int, sys.argv[1:])).report())
