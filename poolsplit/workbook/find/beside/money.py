"""What headings over figures of partners say: goods, costs, what is owed, what was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import cost_kind, is_own

if TYPE_CHECKING:
    from poolsplit.tables.headings import Heading


def is_no_figure(heading: Heading) -> bool:
    """Whether the numbers under a heading are row numbers, phones, batches."""
    return bool({"index", "contact", "pool", "note"} & set(heading.meanings))


def says(heading: Heading) -> str:
    """What a heading over figures of partners says: "goods", "cost", "own", "due", "pieces" or "paid"; "" for anything else.

    >>> from poolsplit.tables.headings import parse
    >>> [says(parse(text)) for text in ("Tiền hàng", "Phí", "Ship riêng", "Còn lại", "SL", "Đã cọc", "Áo")]
    ['goods', 'cost', 'own', 'due', 'pieces', 'paid', '']
    """
    kind, meanings = cost_kind(heading.text), set(heading.meanings)
    if kind == "goods" or meanings == {"currency"}:
        return "goods"
    if is_own(heading.text):
        return "own"
    if kind or "cost" in meanings:
        return "cost"
    if meanings & {"due", "remaining", "landed", "total"}:
        return "due"
    return "pieces" if meanings == {"quantity"} else "paid" if "paid" in meanings else ""
