"""The sheet of the engine: its functions over whole tables, and their input. All other results are plain formulas over this sheet.

Therefore the visible figures keep their last values where the engine is missing: LibreOffice recalculates array formulas when it opens a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from poolsplit.errors import Text
from poolsplit.values.translate import translate

from ..blocks import BLOCKS, FACTS, GUARD, LAST_TERM, READ, RECORD_WORDS, TERMS_FROM, VALUES, Block
from ..layout import CODE_ROWS, COUNTED, LEFT, LINES, RECORDED, TERMS, TERMS_AT, term_label
from ..payment_formulas import facts, guard
from ..styles import BIG, SIDE
from ..texts import records

if TYPE_CHECKING:
    from ..figures import Grid
    from ..places import Places
    from ..result_sheet import ResultSheet

WIDTHS = [34, *[14] * (LINES + 2), *[3] * (CODE_ROWS - LINES - 3)]
_COMMON = "all_orders,all_costs,all_items,all_terms"
_PARTNERS = (
    'SUMPRODUCT((order_partners<>"")*(MATCH(order_partners&"",order_partners&"",0)=ROW(order_partners)-MIN(ROW(order_partners))+1))'
)
_REASONS = {"dues": "dues", "landed": "landed", "transfers": "settlement", "received": "pieces", "defective": "pieces",
            "ready": "ready", "inspection": "sample", "pay": "card"}
"""Block -> the sheet that shows its figures, or the reason why its function failed."""


def write(sheet: ResultSheet) -> None:
    """Write the input, and one block for each function."""
    sheet.head("engine", 8)
    _read(sheet)
    figures, places = sheet.figures, sheet.places
    dues, landed = BLOCKS["dues"], BLOCKS["landed"]
    failed = xl_rowcol_to_cell(dues.top, LEFT, row_abs=True, col_abs=True)
    of_dues = xl_range_abs(dues.top, LEFT, dues.top + dues.height - 1, LEFT + 2)
    formulas = {
        "dues": _unless(_beyond(dues, "ROWS(all_orders)", "ROWS(all_costs)+8"), f"POOLDUES({_COMMON})"),
        "transfers": f'IF(ISERROR({failed}),{failed},IF(lead_buyer="","",POOLSETTLE({of_dues},all_payments,lead_buyer)))',
        "landed": f"IF(ISERROR({failed}),{failed},{_unless(_beyond(landed, 'ROWS(all_orders)'), f'POOLLANDED({_COMMON})')})",
        "findings": f"POOLCHECK({_COMMON})",
        "received": _shared(places, "POOLRECEIVED", 1), "defective": _shared(places, "POOLDEFECTS", 2),
        "inspection": 'IF(SUM(order_quantities)>0,POOLSAMPLE(SUM(order_quantities),sample_aqls),"")',
    }
    pay, check = (xl_rowcol_to_cell(BLOCKS[name].top, LEFT, row_abs=True, col_abs=True) for name in ("pay", "paycheck"))
    formulas |= {
        "pay": 'IF(pay_wanted,POOLPAY(pay_bank,pay_number,card_due,card_memo),"")',
        "paycheck": f'IF(pay_wanted,POOLPAYCHECK({pay},pay_bank,pay_number,card_due,card_memo,"{figures.language}"),"")',
        "code": f'IF(pay_wanted,IF(ISERROR({pay}),{pay},POOLQR({pay})),"")',
    }
    for name, block in BLOCKS.items():
        grid: Grid = getattr(figures, name) if hasattr(figures, name) else sheet.payments.block(name)
        sheet.page.write_string(block.top - 1, LEFT, sheet.words["asked"][name], sheet.styles.of(**BIG))
        formula = f'IF({RECORDED},POOLREADY(ready_stage,all_evidence),"")' if name == "ready" else f'IF(filled,{formulas[name]},"")'
        sheet.array(block.top, LEFT, formula, grid, sheet.look("count"))
    words = sheet.words["card"]
    why_not = guard(words, sheet.words["missing"], translate(Text("ok"), figures.language), pay, check)
    sheet.page.write_string(GUARD, LEFT, words["guard"], sheet.styles.of(**SIDE, indent=1))
    sheet.array(GUARD, VALUES, why_not, [[""]], sheet.look())
    sheet.book.define_name("pay_guard", "=" + places.cell("engine", GUARD, VALUES))
    for row, word in enumerate(records(figures.language).values(), RECORD_WORDS):
        sheet.page.write_string(row, LEFT, word, sheet.look())
    sheet.page.freeze_panes(2, 0)
    sheet.page.print_area(0, 0, LAST_TERM, VALUES + 2)


def _unless(condition: str, formula: str) -> str:
    return f'IF({condition},"",{formula})'


def _beyond(block: Block, height: str, width: str = "") -> str:
    """The condition that is true in the cells of a block beyond a result of `height` rows and `width` columns, where nothing is to be shown.

    height, width: formulas; without a width only the rows count.
    """
    corner = xl_rowcol_to_cell(block.top, LEFT, row_abs=True, col_abs=True)
    rows = f"ROW({xl_range_abs(block.top, LEFT, block.top + block.height - 1, LEFT)})-ROW({corner})>={height}"
    if not width:
        return rows
    columns = f"COLUMN({xl_range_abs(block.top, LEFT, block.top, LEFT + block.width - 1)})-COLUMN({corner})>={width}"
    return f"({rows})+({columns})"


def _shared(places: Places, function: str, block: int) -> str:
    """The formula that shares the pieces of each SKU among the partners, in proportion to the preceding block on the sheet of pieces."""
    totals, before, names = places.to_share(block), places.pieces(block - 1), places.pieces_of()
    formula = f"{function}({totals},{before},{names})"
    for first in (before.partition(":")[0], xl_rowcol_to_cell(BLOCKS["dues"].top, LEFT, row_abs=True, col_abs=True)):
        formula = f"IF(ISERROR({first}),{first},{formula})"
    return f'IF({COUNTED},{formula},"")'


def _read(sheet: ResultSheet) -> None:
    """Write the input: the engine's version, the facts (about tables, failed functions and payments), and the terms with the rates."""
    page, words, figures, places = sheet.page, sheet.words, sheet.figures, sheet.places
    filled = "AND(COUNTA(all_orders)>COLUMNS(all_orders),COUNTA(all_costs)>COLUMNS(all_costs))"
    sheet.array(READ, VALUES, "POOLVERSION()", [[figures.version]], sheet.look())    # an array formula, which is recalculated on opening
    rows: list[tuple[str, str, str, Any]] = [
        ("filled", words["filled"], filled, figures.example),
        ("partner_count", words["partners"], _PARTNERS, sum(map(bool, figures.partners))),
        *((f"{block}_reason", f"{words['reason']}: {sheet.texts['sheets'][table]}", _why(xl_rowcol_to_cell(BLOCKS[block].top, LEFT)), "")
          for block, table in _REASONS.items()),
        *((name, name, formula, value) for name, formula, value in facts(sheet)),
    ]
    side, look = sheet.styles.of(**SIDE, indent=1), sheet.look()
    sheet.book.define_name("record_words", "=" + places.area("engine", RECORD_WORDS, LEFT, RECORD_WORDS + len(records(figures.language)) - 1, LEFT))
    page.write_string(READ, LEFT, words["version"], side)
    sheet.book.define_name("engine_version", "=" + places.cell("engine", READ, VALUES))
    for row, (name, meaning, formula, result) in zip(range(READ + 1, READ + 1 + FACTS), rows, strict=True):
        page.write_string(row, LEFT, meaning, side)
        sheet.formula(row, VALUES, f"={formula}", result, look)
        sheet.book.define_name(name, "=" + places.cell("engine", row, VALUES))
    for row, (term, typed) in enumerate(zip(TERMS, _typed_terms(places), strict=True), TERMS_FROM):
        page.write_string(row, LEFT, term_label(term, figures.language), side)
        sheet.formula(row, VALUES, f'=IF({typed}="","",{typed})', figures.terms[row - TERMS_FROM][1], look)
    for nth, (rate_label, rate_value) in enumerate(figures.terms[len(TERMS):], 1):
        row = TERMS_FROM + len(TERMS) + nth - 1
        code, rate = (f"INDEX({name},{nth})" for name in ("rate_currencies", "rate_values"))
        blank = f'IF({nth}>ROWS(rate_currencies),TRUE,{code}="")'
        sheet.formula(row, LEFT, f'=IF({blank},"","{words["rate"]}"&{code})', rate_label, side)
        sheet.formula(row, VALUES, f'=IF({blank},"",{rate})', rate_value, look)
    sheet.book.define_name("all_terms", "=" + places.area("engine", TERMS_FROM, LEFT, LAST_TERM, VALUES))


def _typed_terms(places: Places) -> list[str]:
    """The references to the values of the terms on their own sheet."""
    return [places.cell("terms", row, LEFT + 1) for row in range(TERMS_AT, TERMS_AT + len(TERMS))]


def _why(cell: str) -> str:
    """The formula of the reason why the function in a cell failed. It depends on that cell, so that it is calculated right after the failure."""
    return f'IF(ISERROR({cell}),POOLLASTERROR(ISERROR({cell})),"")'

