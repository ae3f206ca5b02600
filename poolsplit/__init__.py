"""poolsplit: who pays what, who takes which pieces, and who bears the defects of a pooled order, exact to the smallest unit.

Importing it loads nothing but the standard library. Each part is loaded on first use. pandas is not required: a caller who
hands in a DataFrame has it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from poolsplit import notebook
    from poolsplit.engine.apportion import apportion, apportion_lines, carry_after
    from poolsplit.errors import DataError, PoolsplitError, Problem, Refused
    from poolsplit.order.agreement.changes import changes
    from poolsplit.order.agreement.content import Agreement
    from poolsplit.order.agreement.messages import messages
    from poolsplit.order.agreement.version import read_reply
    from poolsplit.order.api.progress import (
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
    from poolsplit.order.api.readiness import changed_files, ready, sample_verdict
    from poolsplit.order.api.split import (
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
    from poolsplit.order.evidence.files import record_file
    from poolsplit.order.evidence.inspection import cartons, sampling_plan
    from poolsplit.order.ledger.entries import reversal
    from poolsplit.order.payment.statement import match_payments
    from poolsplit.order.payment.vietqr import vietqr
    from poolsplit.order.stages import Missing
    from poolsplit.pool.advice import Advice, Facts, Policy
    from poolsplit.pool.costs import Cost
    from poolsplit.pool.terms import Terms

__all__ = [
    "Advice", "Agreement", "Cost", "DataError", "Facts", "Missing", "Policy", "PoolsplitError", "Problem", "Refused", "Replayed", "Shortage",
    "Terms", "Withdrawn", "advise", "agree", "apportion", "apportion_by", "apportion_lines", "balances", "bills", "carry_after", "carry_table",
    "cartons", "changed_files", "changes", "check", "count_sheet", "defects", "equalise", "explain", "fill", "landed", "match_payments", "may",
    "messages", "next_steps", "notebook", "read_reply", "ready", "received", "record_file", "refunds", "replay", "reversal", "sample_verdict",
    "sampling_plan", "saving", "settle", "shortage", "split", "undo", "version_changes", "vietqr", "withdraw",
]

_HOMES = {
    "engine.apportion": ("apportion", "apportion_lines", "carry_after"),
    "errors": ("DataError", "PoolsplitError", "Problem", "Refused"),
    "order.agreement.changes": ("changes",),
    "order.agreement.content": ("Agreement",),
    "order.agreement.messages": ("messages",),
    "order.agreement.version": ("read_reply",),
    "order.api.readiness": ("changed_files", "ready", "sample_verdict"),
    "order.api.progress": (
        "Replayed", "Shortage", "Withdrawn", "count_sheet", "may", "next_steps", "replay", "shortage", "undo", "version_changes", "withdraw",
    ),
    "order.api.split": (
        "advise", "agree", "apportion_by", "balances", "bills", "carry_table", "check", "defects", "equalise", "explain", "fill", "landed",
        "received", "refunds", "saving", "settle", "split",
    ),
    "order.evidence.files": ("record_file",),
    "order.evidence.inspection": ("cartons", "sampling_plan"),
    "order.ledger.entries": ("reversal",),
    "order.payment.statement": ("match_payments",),
    "order.payment.vietqr": ("vietqr",),
    "order.stages": ("Missing",),
    "pool.advice": ("Advice", "Facts", "Policy"),
    "pool.costs": ("Cost",),
    "pool.terms": ("Terms",),
}
"""Module -> the public names that are defined there."""


def __getattr__(name: str) -> object:
    """Import a public name from its module, on first use; `notebook` is a module itself. Raises AttributeError for any other name."""
    if name not in __all__:
        message = f"module 'poolsplit' has no attribute {name!r}"
        raise AttributeError(message)
    if name == "notebook":
        return import_module("poolsplit.notebook")
    home = next(module for module, names in _HOMES.items() if name in names)
    value: object = getattr(import_module(f"poolsplit.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
