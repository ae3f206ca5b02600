"""The distinct values of a column, and the index of each row's value among them, with as few look-ups in a hash table as possible.

Numbers that never fall, and texts of which equal ones stand together, are told apart by comparing neighbours. Texts in pyarrow that differ in few
bytes are sorted by these bytes as numbers, which is several times as fast as looking each one up. Everything else is `pandas.factorize`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from poolsplit.engine import fast

Array = Any  # numpy's array types say nothing of shapes

_SAMPLE = 100  # texts by which the way to look up a column is chosen
_BYTES = 8  # bytes of a text that make up one number
_WORDS = np.array([(1 << 8 * size) - 1 for size in range(_BYTES + 1)], np.uint64)
"""Number of bytes -> a mask of the bits that they take in a word, in which the first byte is the lowest."""


def distinct(column: Any) -> tuple[Array, Any]:
    """(codes: the index of each row's value among the distinct values, -1 where it is missing; the distinct values, in the kind of the column).

    The distinct values are in the order of their first rows.
    """
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) in {"mixed", "mixed-integer", "boolean"}:
        return np.where(column.isna(), -1, np.arange(len(column))), column.array  # True and 1 are one key, but not one value
    result = _texts(column) if in_arrow(column) else _runs(column)
    return _looked_up(column) if result is None else result


def first_rows(codes: Array, n: int) -> Array:
    """The first row with each code from 0 to n - 1; -1 where no row has it."""
    first = np.full(n + 1, -1, np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first[:n]


def as_python(uniques: Any) -> list[Any]:
    """Distinct values as a list of Python objects."""
    return pd.Series(uniques, copy=False).tolist()


def in_arrow(values: Any) -> bool:
    """True where the values are texts that pyarrow holds."""
    return isinstance(values.dtype, pd.StringDtype) and values.dtype.storage == "pyarrow"  # no mutant: no other text is equal to it


def letters_of(chunk: Any) -> tuple[Array, Array]:
    """The bytes of texts in pyarrow, and the position in them at which each text begins, and at which the last one ends. chunk: one array."""
    kind = np.int64 if str(chunk.type).startswith("large") else np.int32
    _, ends, letters = chunk.buffers()
    bounds = np.frombuffer(ends, kind)[chunk.offset : chunk.offset + len(chunk) + 1].astype(np.int64, copy=False)
    return np.frombuffer(letters or b"", np.uint8)[bounds[0] : bounds[-1]], bounds - bounds[0]


def _looked_up(values: Any) -> tuple[Array, Any]:
    if isinstance(values.dtype, pd.ArrowDtype) and values.dtype.kind == "f":
        values = values.mask((values == 0).fillna(value=False), 0.0)  # Arrow tells -0.0 from 0.0
    codes, uniques = pd.factorize(values)
    return codes.astype(np.int64, copy=False), getattr(uniques, "array", uniques)


def _runs(column: Any) -> tuple[Array, Any] | None:
    """The answer of `distinct` for numbers that never fall, such as those of pools one after the other: each change is a new value. Else None."""
    if not isinstance(column.dtype, np.dtype) or column.dtype.kind not in "if":
        return None
    values = column.to_numpy()
    known = values == values  # noqa: PLR0124  (what is missing is not equal to itself)
    present = values if known.all() else values[known]
    if not len(present) or not (present[1:] >= present[:-1]).all():
        return None
    changes = present[1:] != present[:-1]
    return _codes(_numbered(changes), known), present if changes.all() else present[_starts(changes)]


def _numbered(changes: Array) -> Array:
    """The number of each row's run, from 0. changes: flags of the rows, from the second on, that begin a run."""
    run = np.zeros(len(changes) + 1, np.int64)
    run[1:] = np.cumsum(changes, dtype=np.int32)  # several times as fast as in 64 bits; no frame has 2**31 rows
    return run


def _starts(changes: Array) -> Array:
    """The first row of each run."""
    return np.concatenate(([0], np.flatnonzero(changes) + 1))


def _codes(known_codes: Array, known: Array) -> Array:
    """The codes of all rows, from the codes of the known rows; -1 for the others. known: flags."""
    if len(known_codes) == len(known):
        return known_codes
    codes = np.full(len(known), -1, np.int64)
    codes[known] = known_codes
    return codes


def _texts(column: Any) -> tuple[Array, Any] | None:
    """The answer of `distinct` for texts in pyarrow whose first rows repeat in runs, rise or mostly differ; None for others."""
    if len(column) < _SAMPLE:  # no mutant: it decides how quick the answer is, not what it is
        return None
    known = column.notna().to_numpy()
    texts = column.array if known.all() else column.array[known]
    sample = pd.Series(texts[:_SAMPLE])
    distinct_count, runs = sample.nunique(), int((sample != sample.shift()).fillna(value=True).sum())  # the first differs from none
    mostly_differ = distinct_count > len(sample) // 2  # no mutant: as above
    together = runs == distinct_count
    in_runs = together and (not mostly_differ or sample.is_monotonic_increasing)  # no mutant: as above
    if len(texts) and in_runs:
        codes, uniques = _text_runs(texts)
    elif mostly_differ:
        codes, uniques = _by_bytes(texts)
    else:
        return None
    return _codes(codes, known), uniques


def _text_runs(texts: Any) -> tuple[Array, Any]:
    """(codes, distinct texts) of texts of which equal ones mostly stand together. One text of each run is looked up, and none where they rise."""
    import pyarrow.compute as pc  # noqa: PLC0415  (it holds the texts)

    arrow = texts.__arrow_array__()
    changes = pc.not_equal(arrow[1:], arrow[:-1]).to_numpy()
    if not changes.any():
        return fast.constant(0, len(texts)), texts[:1]
    run_texts = texts if changes.all() else texts.take(_starts(changes))
    run = _numbered(changes)
    arrow = run_texts.__arrow_array__()
    if pc.all(pc.less(arrow[:-1], arrow[1:]), min_count=0).as_py():
        return run, run_texts
    run_codes, run_texts = _by_bytes(run_texts)
    return run_codes.take(run), run_texts


def _by_bytes(texts: Any) -> tuple[Array, Any]:
    """(codes, distinct texts), by sorting the texts by the bytes that tell them apart, where these are few; else by looking each one up."""
    keys = _keys(texts.__arrow_array__().combine_chunks())
    if keys is None:
        return _looked_up(texts)
    order = np.argsort(keys)
    rising = keys.take(order)
    codes = np.empty(len(keys), np.int64)
    codes[order] = _numbered(rising[1:] != rising[:-1])
    first_row = first_rows(codes, int(codes.max()) + 1)
    by_first_row = np.argsort(first_row)
    rank = np.empty(len(first_row), np.int64)
    rank[by_first_row] = np.arange(len(first_row))
    return rank.take(codes), texts.take(first_row.take(by_first_row))


def _keys(chunk: Any) -> Array | None:
    """One number per text, equal just for equal texts: the bytes after the beginning that all share, where they are at most eight; else None.

    chunk: texts that are not all equal.
    """
    if not len(chunk) or hasattr(chunk, "chunks"):  # more letters than one array holds
        return None
    letters, bounds = letters_of(chunk)
    starts, sizes = bounds[:-1], np.diff(bounds)
    if not len(letters) or not letters.min():  # the zero bytes that fill up a word must not be a letter of another text
        return None
    padded = np.zeros(len(letters) + _BYTES, np.uint8)
    padded[: len(letters)] = letters
    words = np.ndarray((len(letters) + 1,), "<u8", padded, 0, (1,))  # for each position, the eight bytes from there on
    first_words = words[starts] & _WORDS[np.minimum(sizes, _BYTES)]
    differing = int(np.bitwise_or.reduce(first_words ^ first_words[0]))
    shared = ((differing & -differing).bit_length() - 1) // 8 if differing else _BYTES
    return words[starts + shared] & _WORDS[sizes - shared] if sizes.max() - shared <= _BYTES else None
