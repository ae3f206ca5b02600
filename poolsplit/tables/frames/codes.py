"""Which of its distinct values each cell of a column has: looked up as little as can be.

Numbers that never fall, and texts of which equal ones stand together, are told apart by comparing neighbours; texts in pyarrow that differ in few
bytes are sorted by these as numbers, several times as fast as each is looked up. Everything else is `pandas.factorize`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from poolsplit.engine import fast

Array = Any  # numpy's array types say nothing of shapes

_SAMPLE = 100  # texts by which it is told how a column is looked up
_BYTES = 8  # of a text, as one number
_WORDS = np.array([(1 << 8 * size) - 1 for size in range(_BYTES + 1)], np.uint64)
"""Number of bytes -> the bits of a word that these take, the first byte being the lowest."""


def distinct(column: Any) -> tuple[Array, Any]:
    """(place of each row's value among the distinct ones, -1 where it is missing; the distinct values in the kind of the column).

    Distinct values stand in the order of their first rows.
    """
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) in {"mixed", "mixed-integer", "boolean"}:
        return np.where(column.isna(), -1, np.arange(len(column))), column.array  # True and 1 are one key, but not one value
    found = _texts(column) if in_arrow(column) else _runs(column)
    return _looked_up(column) if found is None else found


def first_rows(codes: Array, n: int) -> Array:
    """The first row with each code; -1 where there is none."""
    first = np.full(n + 1, -1, np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first[:n]


def as_python(uniques: Any) -> list[Any]:
    """Distinct values as a list."""
    return pd.Series(uniques, copy=False).tolist()


def in_arrow(values: Any) -> bool:
    """Whether they are texts that pyarrow holds."""
    return isinstance(values.dtype, pd.StringDtype) and values.dtype.storage == "pyarrow"


def letters_of(chunk: Any) -> tuple[Array, Array]:
    """The bytes of texts in pyarrow, and where each text begins in them, and the last one ends. chunk: one array."""
    kind = np.int64 if str(chunk.type).startswith("large") else np.int32
    _, ends, letters = chunk.buffers()
    bounds = np.frombuffer(ends, kind)[chunk.offset : chunk.offset + len(chunk) + 1].astype(np.int64, copy=False)
    return np.frombuffer(letters or b"", np.uint8)[bounds[0] : bounds[-1]], bounds - bounds[0]


def _looked_up(values: Any) -> tuple[Array, Any]:
    if isinstance(values.dtype, pd.ArrowDtype) and values.dtype.kind == "f":
        values = values.mask((values == 0).fillna(value=False), 0.0)  # Arrow tells -0.0 from it
    codes, uniques = pd.factorize(values)
    return codes.astype(np.int64, copy=False), getattr(uniques, "array", uniques)


def _runs(column: Any) -> tuple[Array, Any] | None:
    """The same for numbers that never fall, such as those of pools that stand one after the other: then a change is a new value."""
    if not isinstance(column.dtype, np.dtype) or column.dtype.kind not in "if":
        return None
    values = column.to_numpy()
    known = values == values  # noqa: PLR0124  (what is missing is not equal to itself)
    found = values if known.all() else values[known]
    if not len(found) or not (found[1:] >= found[:-1]).all():
        return None
    changes = found[1:] != found[:-1]
    return _codes(_numbered(changes), known), found if changes.all() else found[_starts(changes)]


def _numbered(changes: Array) -> Array:
    """The run that each row is in. changes: whether each row but the first begins one."""
    run = np.zeros(len(changes) + 1, np.int64)
    run[1:] = np.cumsum(changes, dtype=np.int32)  # several times as fast as in 64 bits; no frame has 2**31 rows
    return run


def _starts(changes: Array) -> Array:
    """Where each run begins."""
    return np.concatenate(([0], np.flatnonzero(changes) + 1))


def _codes(mine: Array, known: Array) -> Array:
    """The codes of all rows from those of the known ones; -1 for the others."""
    if len(mine) == len(known):
        return mine
    codes = np.full(len(known), -1, np.int64)
    codes[known] = mine
    return codes


def _texts(column: Any) -> tuple[Array, Any] | None:
    """The same for texts in pyarrow whose first rows are repeated or rising, or mostly differ; None for others."""
    if len(column) < _SAMPLE:
        return None
    known = column.notna().to_numpy()
    texts = column.array if known.all() else column.array[known]
    sample = pd.Series(texts[:_SAMPLE])
    several, changes = sample.nunique(), int((sample != sample.shift()).sum())
    if len(texts) and changes == several and (several <= len(sample) // 2 or sample.is_monotonic_increasing):
        codes, uniques = _text_runs(texts)
    elif several > len(sample) // 2:
        codes, uniques = _by_bytes(texts)
    else:
        return None
    return _codes(codes, known), uniques


def _text_runs(texts: Any) -> tuple[Array, Any]:
    """Texts of which equal ones stand together: only where a run starts is one looked up, or not even there where they rise."""
    import pyarrow.compute as pc  # noqa: PLC0415  (it holds the texts)

    arrow = texts.__arrow_array__()
    changes = pc.not_equal(arrow[1:], arrow[:-1]).to_numpy()
    if not changes.any():
        return fast.constant(0, len(texts)), texts[:1]
    heads = texts if changes.all() else texts.take(_starts(changes))
    run = _numbered(changes)
    arrow = heads.__arrow_array__()
    if pc.all(pc.less(arrow[:-1], arrow[1:]), min_count=0).as_py():
        return run, heads
    place, heads = _by_bytes(heads)
    return place.take(run), heads


def _by_bytes(texts: Any) -> tuple[Array, Any]:
    """Texts sorted by the bytes that tell them apart, where these are few; else looked up."""
    keys = _keys(texts.__arrow_array__().combine_chunks())
    if keys is None:
        return _looked_up(texts)
    order = np.argsort(keys)
    rising = keys.take(order)
    place = np.empty(len(keys), np.int64)
    place[order] = _numbered(rising[1:] != rising[:-1])
    first = first_rows(place, int(place.max()) + 1)
    in_turn = np.argsort(first)
    rank = np.empty(len(first), np.int64)
    rank[in_turn] = np.arange(len(first))
    return rank.take(place), texts.take(first.take(in_turn))


def _keys(chunk: Any) -> Array | None:
    """One number a text, equal for equal texts: the bytes behind what all begin with, where these are at most eight; else None.

    chunk: of texts that are not all the same.
    """
    if not len(chunk) or hasattr(chunk, "chunks"):  # more letters than one array holds
        return None
    letters, bounds = letters_of(chunk)
    starts, sizes = bounds[:-1], np.diff(bounds)
    if not len(letters) or not letters.min():  # what fills up the last word must be no letter of another text
        return None
    padded = np.zeros(len(letters) + _BYTES, np.uint8)
    padded[: len(letters)] = letters
    words = np.ndarray((len(letters) + 1,), "<u8", padded, 0, (1,))  # the eight bytes from each on
    head = words[starts] & _WORDS[np.minimum(sizes, _BYTES)]
    differing = int(np.bitwise_or.reduce(head ^ head[0]))
    alike = ((differing & -differing).bit_length() - 1) // 8 if differing else _BYTES
    return words[starts + alike] & _WORDS[sizes - alike] if sizes.max() - alike <= _BYTES else None
