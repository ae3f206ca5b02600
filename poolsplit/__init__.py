"""poolsplit: who pays what, who takes which pieces, and who bears the defects of a pooled order, exact to the smallest unit.

Importing it loads nothing but the standard library; whoever hands in a DataFrame has pandas.
"""

from poolsplit.api import (
    Withdrawn,
    advise,
    balances,
    bills,
    carry_table,
    check,
    defects,
    equalise,
    explain,
    fill,
    landed,
    received,
    refunds,
    saving,
    settle,
    split,
    withdraw,
)
from poolsplit.costs import Cost
from poolsplit.errors import DataError, PoolsplitError, Problem, Refused
from poolsplit.ledger import reversal
from poolsplit.policy import Advice, Facts, Policy
from poolsplit.shares import apportion, apportion_lines, carry_after
from poolsplit.terms import Terms

__version__ = "0.1.0"

__all__ = [
    "Advice", "Cost", "DataError", "Facts", "Policy", "PoolsplitError", "Problem", "Refused", "Terms", "Withdrawn", "advise", "apportion",
    "apportion_lines", "balances", "bills", "carry_after", "carry_table", "check", "defects", "equalise", "explain", "fill", "landed",
    "received", "refunds", "reversal", "saving", "settle", "split", "withdraw",
]
