"""Which columns and rows are worked out of others, and how surprising that would be if they were not.

Everything is scored in bits, the logarithm of how much likelier an equality is when it is meant than by chance. A match is worth log2(1 + value /
grain of its column): 1,247,750 in a column of whole dong says much, 3 pieces say little. Only a sum of two or more parts that are not 0 says
anything; words, formulas and blank names add to it, a column that is not the sum takes away. (docs/workbooks.md, How a total is told)
"""

from poolsplit.workbook.find.arithmetic.bits import (
    A_COPY,
    A_KEY_BLANK,
    A_TOTAL,
    ALL_KEYS,
    FORMULA,
    KNOWN_NAME,
    NAMELESS,
    NAMES_ITS_GROUP,
    NOT_ITS_SUM,
    NOT_LAST,
    NUMBERED,
    OWN_BASIS,
    PERHAPS,
    SURE,
    WORD,
    Value,
    Values,
    close,
    grain,
    roundness,
    size,
    worth,
)
from poolsplit.workbook.find.arithmetic.columns import Relation, differences, products, shares, sums, without_circles
from poolsplit.workbook.find.arithmetic.rows import Evidence, Total, total_rows

__all__ = [
    "ALL_KEYS",
    "A_COPY",
    "A_KEY_BLANK",
    "A_TOTAL",
    "FORMULA",
    "KNOWN_NAME",
    "NAMELESS",
    "NAMES_ITS_GROUP",
    "NOT_ITS_SUM",
    "NOT_LAST",
    "NUMBERED",
    "OWN_BASIS",
    "PERHAPS",
    "SURE",
    "WORD",
    "Evidence",
    "Relation",
    "Total",
    "Value",
    "Values",
    "close",
    "differences",
    "grain",
    "products",
    "roundness",
    "shares",
    "size",
    "sums",
    "total_rows",
    "without_circles",
    "worth",
]
