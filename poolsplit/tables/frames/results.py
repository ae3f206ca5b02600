"""Results as DataFrames: names in the kind in which they came, counts in that of the quantities, the index of the rows they are about."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from poolsplit.tables.columns import Labels
from poolsplit.tables.frames.columns import FrameNames
from poolsplit.tables.frames.names import respelled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_WIDEST = 38  # digits of an Arrow decimal


def result(source: Any, columns: Mapping[str, Any], rows: Callable[[], Sequence[int]] | None, texts_of: frozenset[str]) -> Any:
    """A result as a frame: names in the kind in which they came, counts in that of the quantities, the index of the rows it is about.

    columns: by name; lists, arrays, or `Labels`. rows: as `tables.like` takes it.
    texts_of: the columns that hold texts even where there are no rows.
    """
    frame = source.frame
    index = None
    if rows is not None and not (isinstance(frame.index, pd.RangeIndex) and frame.index.start == 0 and frame.index.step == 1):
        index = frame.index.take(np.asarray(rows(), np.int64))
    kind = _number_kind(source)
    made = {name: _series(name, values, source, kind, text=name in texts_of) for name, values in columns.items()}
    found = pd.DataFrame(made, columns=list(columns), copy=False)
    if index is not None:
        found.index = index
    return found


def in_library(frame: Any, library: str) -> Any:
    """A result as a frame of the library in which the orders came: "pandas", "polars" or "pyarrow"."""
    if library == "polars":
        return sys.modules["polars"].from_pandas(frame)
    return sys.modules["pyarrow"].Table.from_pandas(frame, preserve_index=False) if library == "pyarrow" else frame


def _arrow_decimals(values: list[Decimal]) -> Any:
    """Decimals of one currency as Arrow has them."""
    pyarrow = sys.modules["pyarrow"]
    places = max(-int(value.as_tuple().exponent) for value in values)
    kind: Any = pd.ArrowDtype(pyarrow.decimal128(_WIDEST, places))
    return pd.array(values, dtype=kind)


def _number_kind(source: Any) -> str:
    """The kind of integers that results are in: that of the quantities, or dues, that came in."""
    headings = source.headings
    counted = next((headings[name] for name in ("quantity", "due") if name in headings), None)
    dtype = None if counted is None else source.frame.dtypes.iloc[list(map(str, source.frame.columns)).index(counted)]
    if isinstance(dtype, pd.ArrowDtype):
        return "int64[pyarrow]"
    return "Int64" if isinstance(dtype, pd.api.extensions.ExtensionDtype) and dtype.name[0] in "IUF" else "int64"  # Int64, UInt8, Float64 ...


def _series(name: str, values: Any, source: Any, kind: str, *, text: bool) -> Any:
    if isinstance(values, Labels):
        return _spelled(name, values, source)
    if text:
        return pd.Series(list(values), dtype=None if len(values) else str)
    if isinstance(values, list) and kind.endswith("[pyarrow]") and all(isinstance(value, Decimal) for value in values) and values:
        return pd.Series(_arrow_decimals(values))
    if isinstance(values, np.ndarray) or all(type(value) is int for value in values):
        numbers = np.asarray(values, np.int64)
        mine = numbers if numbers.flags.owndata else numbers.copy()  # a view may be of somebody's frame
        return pd.Series(mine, dtype=None if kind == "int64" else kind, copy=kind != "int64")
    return pd.Series(values, dtype=object)


def _spelled(name: str, labels: Labels, source: Any) -> Any:
    """Names in the kind of column that they came in; texts where it cannot hold them."""
    codes, names = np.asarray(labels.codes, np.int64), labels.source
    whole = not len(codes) or codes.min() >= 0
    if isinstance(names, FrameNames) and whole:
        if names.column is not None and labels.codes is names.codes:  # the rows stand as they came
            return pd.Series(names.column.array.copy(), dtype=names.column.dtype, copy=False)
        return pd.Series(names.spelled.take(codes), dtype=names.spelled.dtype, copy=False)
    heading = source.headings.get(name) or source.headings.get("partner")
    if heading is not None and len(names.first) and whole:
        column = source.frame.iloc[:, list(map(str, source.frame.columns)).index(heading)]
        cells = respelled(names.shown, column.array.take(np.asarray(names.first, np.int64)))
        return pd.Series(cells.take(codes), dtype=cells.dtype)
    values = [labels[place] for place in range(len(codes))]
    return pd.Series(values, dtype=None if values else str)
