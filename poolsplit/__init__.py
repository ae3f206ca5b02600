"""poolsplit: who pays what, who takes which pieces, and who bears the defects of a pooled order, exact to the smallest unit.

Importing it loads nothing but the standard library, and each part only when it is first used; whoever hands in a DataFrame has
pandas.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from poolsplit import notebook
    from poolsplit.api import (
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
    )
    from poolsplit.costs import Cost
    from poolsplit.course import (
        Replayed,
        Shortage,
        Withdrawn,
        changes,
        count_sheet,
        may,
        next_steps,
        replay,
        shortage,
        undo,
        withdraw,
    )
    from poolsplit.errors import DataError, PoolsplitError, Problem, Refused
    from poolsplit.ledger import reversal
    from poolsplit.life import Missing
    from poolsplit.policy import Advice, Facts, Policy
    from poolsplit.shares import apportion, apportion_lines, carry_after
    from poolsplit.terms import Terms

__all__ = [
    "Advice", "Cost", "DataError", "Facts", "Missing", "Policy", "PoolsplitError", "Problem", "Refused", "Replayed", "Shortage", "Terms",
    "Withdrawn", "advise", "apportion", "apportion_lines", "balances", "bills", "carry_after", "carry_table", "changes", "check",
    "count_sheet", "defects", "equalise", "explain", "fill", "landed", "may", "next_steps", "notebook", "received", "refunds", "replay",
    "reversal", "saving", "settle", "shortage", "split", "undo", "withdraw",
]

_HOMES = {
    "Cost": "costs", "Terms": "terms", "reversal": "ledger", "apportion": "shares", "apportion_lines": "shares", "carry_after": "shares",
    **dict.fromkeys(("DataError", "PoolsplitError", "Problem", "Refused"), "errors"),
    "Missing": "life",
    **dict.fromkeys(
        ("Replayed", "Shortage", "Withdrawn", "changes", "count_sheet", "may", "next_steps", "replay", "shortage", "undo", "withdraw"), "course",
    ),
    **dict.fromkeys(("Advice", "Facts", "Policy"), "policy"),
}


def __getattr__(name: str) -> object:
    """Import a public name from the module it lives in, on first use; `notebook` is a module itself."""
    if name not in __all__:
        message = f"module 'poolsplit' has no attribute {name!r}"
        raise AttributeError(message)
    if name == "notebook":
        return import_module("poolsplit.notebook")
    found: object = getattr(import_module(f"poolsplit.{_HOMES.get(name, 'api')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
