"""The operations of `poolsplit.engine.exact` on int64 arrays, with the same answers.

Columns are lists, tuples, ranges, pandas columns or arrays of whole numbers, and are never changed; results are int64 arrays, flags
arrays of bool. Two kinds of columns are so usual in tables of many pools that nothing is computed row by row for them: a column of one
value in all rows is an array that holds it once (a stride of 0), and the indices 0, 1, 2 ... of all rows in order are a range.

Where 64 bits cannot hold an intermediate result, `exact` works out the rows or groups concerned. A result that they cannot hold raises
OverflowError, so that the caller can use `exact` instead; only shares are then returned as an array of Python ints, since a share is
never larger than its total. Lengths that differ raise ValueError, indices of groups that do not exist IndexError, and numbers that are
not whole TypeError.

Each section of `exact` is a module: `indexing`, `arithmetic`, `grouping` and `apportioning`; `arrays` has what all of them need. The rules
receive this package, which has the operations of all four.
"""

from poolsplit.engine.fast.apportioning import apportion, apportion_lines, hand_out
from poolsplit.engine.fast.arithmetic import add, at_least, beyond, both, choose, divide, either, equal, multiply, scale, subtract, when, without
from poolsplit.engine.fast.grouping import distinct, find, group, lowest, ordered, pairs, spread, total
from poolsplit.engine.fast.indexing import column, constant, count, indices, is_count, join, mark, own, pick, placed, put, some, where

__all__ = [
    "add", "apportion", "apportion_lines", "at_least", "beyond", "both", "choose", "column", "constant", "count", "distinct", "divide", "either",
    "equal", "find", "group", "hand_out", "indices", "is_count", "join", "lowest", "mark", "multiply", "ordered", "own", "pairs", "pick", "placed",
    "put", "scale", "some", "spread", "subtract", "total", "when", "where", "without",
]
