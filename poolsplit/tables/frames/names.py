"""Columns of names in a frame: each distinct name is looked at once, and spellings of one name become one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from poolsplit.errors import PoolsplitError
from poolsplit.tables.frames.codes import as_python, distinct, first_rows, in_arrow, letters_of
from poolsplit.tables.frames.columns import Few, FrameNames
from poolsplit.values import names
from poolsplit.values.typed_numbers import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


    Array = Any  # numpy's array types say nothing of shapes
    Reader = Callable[[object, int, str], Any]

_DELETE = 127  # the first byte after those of visible ASCII


def named(column: Any, read: Reader, name: str, unread: Callable[[int, PoolsplitError], None]) -> FrameNames:
    """A column of names. read: reads one of them; unread: is told of each row whose name cannot be read."""
    codes, uniques = distinct(column)
    whole = _whole(uniques)
    if whole is not None:
        return FrameNames(codes, uniques, whole, column=column)
    case = _case_of_codes(uniques)
    if case:
        return FrameNames(codes, uniques, case=case, column=column)
    values, cells = as_python(uniques), None
    text = _plain_text(values)
    case = _case(text)
    if case:
        return FrameNames(codes, uniques, None, values, case=case, column=column)
    shown = values if text else None
    if shown is None:
        codes, shown, kept = _read_names(codes, values, read, name, unread)
        uniques = uniques.take(kept)
    keys = names.keys(shown) if shown else []
    if len(set(keys)) < len(keys):
        cells = Few(codes, list(shown))
        codes, shown, keys, kept = _merged(codes, shown, keys)
        uniques = uniques.take(kept)
    if shown is not values:
        uniques = respelled(shown, uniques)
    return FrameNames(codes, uniques, None, shown, keys, cells=cells, column=column if shown is values else None)


def _whole(uniques: Any) -> Array | None:
    """Distinct names that are whole numbers, as such; None where some are not. Numbers beyond what floats count exactly are left to be read."""
    if isinstance(uniques, pd.Categorical) or pd.api.types.is_bool_dtype(uniques.dtype):
        return None
    if not (pd.api.types.is_integer_dtype(uniques.dtype) or pd.api.types.is_float_dtype(uniques.dtype)):
        return None
    values = np.asarray(uniques.to_numpy() if hasattr(uniques, "to_numpy") else uniques)
    if values.dtype.kind == "i":
        return values.astype(np.int64, copy=False)
    if values.dtype.kind == "f" and np.isfinite(values).all() and (np.rint(values) == values).all() and (np.abs(values) < LIMIT).all():
        return values.astype(np.int64)
    return None


def _case_of_codes(values: Any) -> str:
    """As `_case`, for texts in pyarrow that are codes such as HN-1024: of visible ASCII alone, so that they are names as they stand; else ""."""
    if not len(values) or not in_arrow(values):
        return ""
    cases = set()
    for chunk in filter(len, values.__arrow_array__().chunks):  # a frame put together from several may have empty ones
        visible, bounds = letters_of(chunk)
        if not (np.diff(bounds) > 0).all():
            return ""
        text = visible.tobytes()
        if visible.min() <= ord(" ") or visible.max() >= _DELETE or b"#" in text:
            return ""
        cases.add("lower" if text == text.lower() else "upper" if text == text.upper() else "")
    return cases.pop() if len(cases) == 1 else ""


def _plain_text(values: list[Any]) -> str:
    """Values that are texts and stand for themselves, joined: no error values, nothing to collapse, none blank. "" where some are not."""
    if not all(type(value) is str for value in values):
        return ""
    text = "\n".join(values)
    one_a_line = bool(values) and text.count("\n") == len(values) - 1 and "\n\n" not in f"\n{text}\n"
    return text if one_a_line and "#" not in text and names.are_collapsed(text) else ""


def _case(text: str) -> str:
    """Which case the letters of a text in ASCII have; "" where they have both."""
    if not text or not text.isascii():
        return ""
    return "lower" if text == text.lower() else "upper" if text == text.upper() else ""


def _read_names(
    codes: Array, values: list[Any], read: Reader, name: str, unread: Callable[[int, PoolsplitError], None]
) -> tuple[Array, list[str], Array]:
    """Names read one by one: (codes, names, places of the values that are names)."""
    first = first_rows(codes, len(values))
    place = np.full(len(values) + 1, -1, np.int64)
    shown: list[str] = []
    kept: list[int] = []
    for at, value in enumerate(values):
        if first[at] < 0 or (isinstance(value, str) and not value.strip()):
            continue
        try:
            text = read(value, int(first[at]), name)
        except PoolsplitError as error:
            for row in np.flatnonzero(codes == at).tolist():
                unread(row, error)
            continue
        place[at] = len(shown)
        shown.append(text)
        kept.append(at)
    return place[codes], shown, np.array(kept, np.int64)


def _merged(codes: Array, shown: Sequence[str], keys: Sequence[str]) -> tuple[Array, list[str], list[str], Array]:
    """Names that are spelled differently and are one."""
    place: dict[str, int] = {}
    kept = []
    into = np.empty(len(keys) + 1, np.int64)
    into[-1] = -1
    for at, key in enumerate(keys):
        if key not in place:
            place[key] = len(place)
            kept.append(at)
        into[at] = place[key]
    return into[codes], [shown[at] for at in kept], list(place), np.array(kept, np.int64)


def respelled(shown: Sequence[str], cells: Any) -> Any:
    """Cells of names as these are shown, in the kind of the column where it can hold them; what is no text stays what it is."""
    before = as_python(cells)
    values = [text if isinstance(value, str) else value for text, value in zip(shown, before, strict=True)]
    if values == before:
        return cells
    return pd.Series(list(shown)).array if isinstance(cells, pd.Categorical) else pd.array(values, dtype=cells.dtype)
