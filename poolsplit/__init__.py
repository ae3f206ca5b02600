"""poolsplit: who pays what, who takes which pieces, and who bears the defects of a pooled order, exact to the smallest unit.

Importing it loads nothing but the standard library, and each part only when it is first used; whoever hands in a DataFrame has
pandas.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from poolsplit import notebook
    from poolsplit.agreement import Agreement, read_reply
    from poolsplit.api import (
        advise,
        agree,
        apportion_by,
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
    from poolsplit.attachments import record_file
    from poolsplit.chat import messages
    from poolsplit.costs import Cost
    from poolsplit.course import (
        Replayed,
        Shortage,
        Withdrawn,
        count_sheet,
        may,
        next_steps,
        replay,
        shortage,
        undo,
        version_changes,
        withdraw,
    )
    from poolsplit.errors import DataError, PoolsplitError, Problem, Refused
    from poolsplit.gates import changed_files, ready, sample_verdict
    from poolsplit.ledger import reversal
    from poolsplit.life import Missing
    from poolsplit.payment import vietqr
    from poolsplit.policy import Advice, Facts, Policy
    from poolsplit.revision import changes
    from poolsplit.sampling import cartons, sampling_plan
    from poolsplit.shares import apportion, apportion_lines, carry_after
    from poolsplit.statement import match_payments
    from poolsplit.terms import Terms

__all__ = [
    "Advice", "Agreement", "Cost", "DataError", "Facts", "Missing", "Policy", "PoolsplitError", "Problem", "Refused", "Replayed", "Shortage",
    "Terms", "Withdrawn", "advise", "agree", "apportion", "apportion_by", "apportion_lines", "balances", "bills", "carry_after", "carry_table",
    "cartons", "changed_files", "changes", "check", "count_sheet", "defects", "equalise", "explain", "fill", "landed", "match_payments", "may",
    "messages", "next_steps", "notebook", "read_reply", "ready", "received", "record_file", "refunds", "replay", "reversal", "sample_verdict",
    "sampling_plan", "saving", "settle", "shortage", "split", "undo", "version_changes", "vietqr", "withdraw",
]

_HOMES = {
    "Cost": "costs", "Terms": "terms", "reversal": "ledger", "vietqr": "payment", "match_payments": "statement",
    "apportion": "shares", "apportion_lines": "shares", "carry_after": "shares",
    "Agreement": "agreement", "read_reply": "agreement", "changes": "revision", "messages": "chat",
    **dict.fromkeys(("DataError", "PoolsplitError", "Problem", "Refused"), "errors"),
    "Missing": "life",
    **dict.fromkeys(
        ("Replayed", "Shortage", "Withdrawn", "count_sheet", "may", "next_steps", "replay", "shortage", "undo", "version_changes", "withdraw"),
        "course",
    ),
    **dict.fromkeys(("Advice", "Facts", "Policy"), "policy"),
    **dict.fromkeys(("changed_files", "ready", "sample_verdict"), "gates"),
    **dict.fromkeys(("cartons", "sampling_plan"), "sampling"), "record_file": "attachments",
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
