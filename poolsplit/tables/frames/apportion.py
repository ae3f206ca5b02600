"""`apportion` for all pools of a DataFrame at once: one total per pool, apportioned over the pool's rows."""

from __future__ import annotations

import difflib
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from poolsplit.engine import fast
from poolsplit.errors import DataError, Listing, PoolsplitError, Problem, Text, WeightsError
from poolsplit.tables.frames.codes import distinct
from poolsplit.tables.frames.names import named
from poolsplit.tables.frames.numbers import Kind, figures
from poolsplit.values import cells

if TYPE_CHECKING:
    from poolsplit.tables.columns import Numbers

    Array = Any  # numpy's array types say nothing of shapes

_ALL = 1 << 63  # every int64, as nothing here has to fit a sheet
_FIX = Text("correct the cell, or leave the row out")


def apportion_by(frame: Any, total: Any, weights: str, pool: str, partner: str | None) -> Any:
    """The share of each row in its pool's total, as a Series; arguments and errors as in `poolsplit.order.api.split.apportion_by`."""
    for name in (pool, weights, total, partner):
        if isinstance(name, str) and name not in frame.columns:
            columns = [str(column) for column in frame.columns]
            close = difflib.get_close_matches(name, columns, n=1) or columns
            raise PoolsplitError(Text('there is no column "{heading}"; the frame has: {columns}', heading=name, columns=Listing(close)))
    problems: list[Problem] = []
    codes, pools = distinct(frame[pool])
    problems += [_problem(row, pool, Text("the row names no pool")) for row in np.flatnonzero(codes < 0).tolist()]
    parts = _read(frame[weights], Kind(low=0, limit=_ALL), weights, problems)
    totals = _totals(frame, total, pool, codes, pools, problems)
    rank = None
    if partner is not None:
        rank = named(frame[partner], lambda value, _row, _name: str(value), partner, lambda *_: None).in_key_order(fast).codes  # every name is text
    if problems:
        raise DataError(problems)
    try:
        shares = fast.apportion(totals, parts.values, codes, rank)
    except WeightsError as error:
        first = pd.Series(np.arange(len(codes))).groupby(codes, sort=False).first()
        message = Text("an amount has nobody to go to: all its weights are zero")
        raise DataError([_problem(int(first[group]), weights, message) for group in error.groups]) from error
    return pd.Series(shares, index=frame.index, name=total if isinstance(total, str) else None)


def _problem(row: int, column: str, message: str) -> Problem:
    return Problem("frame", row + 1, column, message, _FIX)


def _read(column: Any, kind: Kind, name: str, problems: list[Problem]) -> Numbers:
    """A column of exact numbers in which no cell may be blank. Each cell that is blank or cannot be read becomes a problem."""

    def read(value: object, row: int, _: str) -> Any:
        number = cells.number(value)
        if kind.low is not None and number < kind.low:
            problems.append(_problem(row, name, Text("a weight cannot be negative: {value}", value=value)))
        elif kind.whole and number.denominator != 1:
            problems.append(_problem(row, name, Text("a total is a whole number of units: {value}", value=value)))
        return number

    def unread(row: int, error: PoolsplitError) -> None:
        problems.append(_problem(row, name, error.args[0]))

    numbers = figures(column.reset_index(drop=True), kind, read, name, unread, counts=False).numbers
    rows_with_problem = {problem.row for problem in problems}
    empty = np.flatnonzero(np.asarray(numbers.known) == 0).tolist()
    problems += [_problem(row, name, Text("the cell is empty")) for row in empty if row + 1 not in rows_with_problem]
    return numbers


def _totals(frame: Any, total: Any, pool: str, codes: Array, pools: Any, problems: list[Problem]) -> Array:
    """The total of each pool. total: the name of a column that repeats it in every row of the pool, or the totals by pool."""
    whole = partial(_read, kind=Kind(whole=True, limit=_ALL), problems=problems)
    if not isinstance(total, str):
        by_pool = pd.Series(total) if not isinstance(total, pd.Series) else total
        positions = by_pool.index.get_indexer(pd.Index(pools))
        missing = np.flatnonzero(positions < 0)
        first = pd.Series(np.arange(len(codes))).groupby(codes, sort=False).first()
        problems += [_problem(int(first[code]), pool, Text("there is no total for the pool {pool}", pool=pools[code])) for code in missing.tolist()]
        return whole(by_pool.iloc[np.maximum(positions, 0)], name=pool).values if len(by_pool) else np.zeros(len(pools), np.int64)
    stated = whole(frame[total], name=total)
    totals = np.zeros(len(pools), np.int64)
    in_pool = codes >= 0
    if in_pool.all():
        totals[codes[::-1]] = stated.values[::-1]
    else:
        totals[codes[in_pool][::-1]] = stated.values[in_pool][::-1]
    differing = np.flatnonzero(in_pool & (totals[codes] != stated.values))
    message = "the pool {pool} has another total in an earlier row"
    problems += [_problem(row, total, Text(message, pool=pools[codes[row]])) for row in differing.tolist()]
    return totals
