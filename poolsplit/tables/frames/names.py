"""Columns of names in a frame: each distinct text is read once, and different spellings of a name become one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from poolsplit.errors import PoolsplitError
from poolsplit.tables.frames.codes import as_python, distinct, first_rows, in_arrow, letters_of
from poolsplit.tables.frames.columns import FrameNames, Repeated
from poolsplit.values import names
from poolsplit.values.typed_numbers import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


    Array = Any  # numpy's array types say nothing of shapes
    Reader = Callable[[object, int, str], Any]

_DELETE = 127  # the first byte after those of visible ASCII


def named(column: Any, read: Reader, name: str, unread: Callable[[int, PoolsplitError], None]) -> FrameNames:
    """A column of names. read: reads one name; unread: is called for each row whose name cannot be read."""
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
        cells = Repeated(codes, list(shown))
        codes, shown, keys, kept = _merged(codes, shown, keys)
        uniques = uniques.take(kept)
    if shown is not values:
        uniques = respelled(shown, uniques)
    return FrameNames(codes, uniques, None, shown, keys, cells=cells, column=column if shown is values else None)


def _whole(uniques: Any) -> Array | None:
    """Distinct names as int64 where all are whole numbers; else None, also for numbers too large to be exact in floats, which are read one by one."""
    if isinstance(uniques, pd.Categorical) or pd.api.types.is_bool_dtype(uniques.dtype):
        return None
    if not (pd.api.types.is_integer_dtype(uniques.dtype) or pd.api.types.is_float_dtype(uniques.dtype)):
        return None
    values = np.asarray(uniques.to_numpy() if hasattr(uniques, "to_numpy") else uniques)
    if values.dtype.kind == "i":
        return values.astype(np.int64, copy=False)
    are_floats = values.dtype.kind == "f"  # no mutant: what remains beside floats is unsigned, whole, and the same this way or one by one
    if are_floats and np.isfinite(values).all() and (np.rint(values) == values).all() and (np.abs(values) < LIMIT).all():
        return values.astype(np.int64)
    return None


def _case_of_codes(values: Any) -> str:
    """The case of texts in pyarrow that are codes such as HN-1024, of nothing but visible ASCII: they are names as they stand. Else "".

    >>> _case_of_codes(pd.array(["HN-1024", "HN-7"], "string[pyarrow]")), _case_of_codes(pd.array(["HN-1024", "Hn-7"], "string[pyarrow]"))
    ('upper', '')
    """
    if not len(values) or not in_arrow(values):
        return ""
    cases = set()
    for chunk in filter(len, values.__arrow_array__().chunks):  # a frame put together from several may have empty ones
        letters, bounds = letters_of(chunk)
        if not (np.diff(bounds) > 0).all():
            return ""
        text = letters.tobytes()
        if letters.min() <= ord(" ") or letters.max() >= _DELETE or b"#" in text:
            return ""
        cases.add("lower" if text == text.lower() else "upper" if text == text.upper() else "")
    return cases.pop() if len(cases) == 1 else ""


def _plain_text(values: list[Any]) -> str:
    """The values joined by line ends, where each is a name as it stands: a text, no error value, no spaces to collapse, not blank. Else ""."""
    if not all(type(value) is str for value in values):
        return ""
    text = "\n".join(values)
    one_a_line = bool(values) and text.count("\n") == len(values) - 1 and "\n\n" not in f"\n{text}\n"
    return text if one_a_line and "#" not in text and names.are_collapsed(text) else ""


def _case(text: str) -> str:
    """The case of a text in ASCII without letters of the other case, "lower" or "upper"; "" for any other text."""
    if not text or not text.isascii():
        return ""
    return "lower" if text == text.lower() else "upper" if text == text.upper() else ""


def _read_names(
    codes: Array, values: list[Any], read: Reader, name: str, unread: Callable[[int, PoolsplitError], None]
) -> tuple[Array, list[str], Array]:
    """Names read one by one: (codes of the rows, names, indices of the values that are names)."""
    first_row = first_rows(codes, len(values))
    codes_of_names = np.full(len(values) + 1, -1, np.int64)
    shown: list[str] = []
    kept: list[int] = []
    for index, value in enumerate(values):
        if first_row[index] < 0 or (isinstance(value, str) and not value.strip()):
            continue
        try:
            text = read(value, int(first_row[index]), name)
        except PoolsplitError as error:
            for row in np.flatnonzero(codes == index).tolist():
                unread(row, error)
            continue
        codes_of_names[index] = len(shown)
        shown.append(text)
        kept.append(index)
    return codes_of_names[codes], shown, np.array(kept, np.int64)


def _merged(codes: Array, shown: Sequence[str], keys: Sequence[str]) -> tuple[Array, list[str], list[str], Array]:
    """Merge names whose keys are equal: (codes of the rows, first spellings, keys, indices of the names that were kept)."""
    codes_of_keys: dict[str, int] = {}
    kept = []
    merged_codes = np.empty(len(keys) + 1, np.int64)
    merged_codes[-1] = -1
    for index, key in enumerate(keys):
        if key not in codes_of_keys:
            codes_of_keys[key] = len(codes_of_keys)
            kept.append(index)
        merged_codes[index] = codes_of_keys[key]
    return merged_codes[codes], [shown[index] for index in kept], list(codes_of_keys), np.array(kept, np.int64)


def respelled(shown: Sequence[str], cells: Any) -> Any:
    """Cells with names as these are shown, in the kind of the column where it can hold them. A value that is not a text stays as it is."""
    typed = as_python(cells)
    values = [text if isinstance(value, str) else value for text, value in zip(shown, typed, strict=True)]
    if values == typed:
        return cells
    return pd.Series(list(shown)).array if isinstance(cells, pd.Categorical) else pd.array(values, dtype=cells.dtype)
