"""Results as DataFrames: names in the dtype in which they came in, counts in that of the quantities, with the index of the rows they are about."""

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
    """A result as a frame: names in the dtype in which they came in, counts in that of the quantities, with the index of the rows it is about.

    columns: lists, arrays or `Labels`, by name. rows: as in `poolsplit.tables.table.like`.
    texts_of: the names of columns that hold texts even where there are no rows.
    """
    frame = source.frame
    index = None
    if rows is not None and not (isinstance(frame.index, pd.RangeIndex) and frame.index.start == 0 and frame.index.step == 1):
        index = frame.index.take(np.asarray(rows(), np.int64))
    dtype = _number_dtype(source)
    series = {name: _series(name, values, source, dtype, text=name in texts_of) for name, values in columns.items()}
    result_frame = pd.DataFrame(series, columns=list(columns), copy=False)
    if index is not None:
        result_frame.index = index
    return result_frame


def in_library(frame: Any, library: str) -> Any:
    """A result as a frame of the library in which the orders came in: "pandas", "polars" or "pyarrow"."""
    if library == "polars":
        return sys.modules["polars"].from_pandas(frame)
    return sys.modules["pyarrow"].Table.from_pandas(frame, preserve_index=False) if library == "pyarrow" else frame


def _arrow_decimals(values: list[Decimal]) -> Any:
    """Decimals of one currency as an Arrow array of decimals."""
    pyarrow = sys.modules["pyarrow"]
    decimals = max(-int(value.as_tuple().exponent) for value in values)
    dtype: Any = pd.ArrowDtype(pyarrow.decimal128(_WIDEST, decimals))
    return pd.array(values, dtype=dtype)


def _number_dtype(source: Any) -> str:
    """The dtype of integers in results: that of the quantities, or of the dues, that came in."""
    headings = source.headings
    counted = next((headings[name] for name in ("quantity", "due") if name in headings), None)
    dtype = None if counted is None else source.frame.dtypes.iloc[list(map(str, source.frame.columns)).index(counted)]
    if isinstance(dtype, pd.ArrowDtype):
        return "int64[pyarrow]"
    return "Int64" if isinstance(dtype, pd.api.extensions.ExtensionDtype) and dtype.name[0] in "IUF" else "int64"  # Int64, UInt8, Float64 ...


def _series(name: str, values: Any, source: Any, dtype: str, *, text: bool) -> Any:
    if isinstance(values, Labels):
        return _spelled(name, values, source)
    if text:
        return pd.Series(list(values), dtype=None if len(values) else str)
    if isinstance(values, list) and dtype.endswith("[pyarrow]") and all(isinstance(value, Decimal) for value in values) and values:
        return pd.Series(_arrow_decimals(values))
    if isinstance(values, np.ndarray) or all(type(value) is int for value in values):
        numbers = np.asarray(values, np.int64)
        owned = numbers if numbers.flags.owndata else numbers.copy()  # a view may be of a frame that the user holds
        return pd.Series(owned, dtype=None if dtype == "int64" else dtype, copy=dtype != "int64")
    return pd.Series(values, dtype=object)


def _spelled(name: str, labels: Labels, source: Any) -> Any:
    """Names in the dtype of the column that they came in; texts where it cannot hold them."""
    codes, names = np.asarray(labels.codes, np.int64), labels.source
    all_named = not len(codes) or codes.min() >= 0
    if isinstance(names, FrameNames) and all_named:
        if names.column is not None and labels.codes is names.codes:  # the rows are those that came in, in their order
            return pd.Series(names.column.array.copy(), dtype=names.column.dtype, copy=False)
        return pd.Series(names.spelled.take(codes), dtype=names.spelled.dtype, copy=False)
    heading = source.headings.get(name) or source.headings.get("partner")
    if heading is not None and len(names.first) and all_named:
        column = source.frame.iloc[:, list(map(str, source.frame.columns)).index(heading)]
        cells = respelled(names.shown, column.array.take(np.asarray(names.first, np.int64)))
        return pd.Series(cells.take(codes), dtype=cells.dtype)
    values = [labels[row] for row in range(len(codes))]
    return pd.Series(values, dtype=None if values else str)
