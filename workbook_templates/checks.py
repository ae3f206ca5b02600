"""The sheet of checks: every control total in one line, the engine's findings, and what the formulas read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from canvas import DIFFERS, OK
from figures import FINDINGS
from layout import DATA, LEFT, MARKS, RATES, RAW, REASON, SHARED, SKUS, TERMS, TERMS_AT, label
from pieces import FIRST_SKU, first_row, sums_row
from results import AFTER, CHECKED, DUE, FIRST_LINE, LAST_LINE, LAST_PARTNER, PAID, PAYER, QUANTITY
from styles import BIG, HEADING, LABEL, SIDE
from xlsxwriter.utility import xl_rowcol_to_cell

if TYPE_CHECKING:
    from canvas import Canvas

CHECKS_WIDTHS = [34, 9, 22, 50, 50]
_RESULT = LEFT + 4
_CONTROLS = 5
_FINDINGS = _CONTROLS + 11
_READ = _FINDINGS + FINDINGS + 4
_OWN = ("version", "filled")
_REASONS = {
    "dues_reason": ("dues", RAW, LEFT), "landed_reason": ("landed", RAW, LEFT), "settlement_reason": ("settlement", RAW, PAYER),
    "received_reason": ("pieces", first_row(1), FIRST_SKU), "defective_reason": ("pieces", first_row(2), FIRST_SKU),
}
"""Where the engine says why a function failed -> the first cell of that function."""
_TERMS_FROM = _READ + 1 + len(_OWN) + len(_REASONS)


def checks(sheet: Canvas) -> None:
    """The control totals, POOLCHECK, and the cells that the other sheets refer to."""
    columns = len(CHECKS_WIDTHS)
    sheet.head("checks", columns)
    first = xl_rowcol_to_cell(_FINDINGS + 2, LEFT, row_abs=True, col_abs=True)
    sheet.alert(REASON, columns, f'=IF(ISERROR(engine_version),"",IF(ISERROR({first}),dues_reason,""))')
    _controls(sheet)
    _findings(sheet)
    _read(sheet)
    sheet.printed(_FINDINGS + 1 + FINDINGS, _RESULT, landscape=True)


def _controls(sheet: Canvas) -> None:
    """One line for each check of the result sheets."""
    places = sheet.places
    failed = places.cell("dues", RAW, LEFT)
    marks = places.area("dues", MARKS, FIRST_LINE, MARKS, LAST_LINE)
    rows = places.area("dues", DATA, CHECKED, LAST_PARTNER, CHECKED)
    left = places.area("settlement", DATA, AFTER, LAST_PARTNER, AFTER)
    paid = places.cell("settlement", MARKS, PAID)
    due, pieces, landed = places.cell("dues", MARKS, DUE), places.cell("dues", MARKS, QUANTITY), places.cell("landed", MARKS, LEFT + 3)
    of_orders, of_landed = places.cell("dues", SHARED, QUANTITY), places.cell("landed", SHARED, LEFT + 2)
    counted = "COUNT(receipt_received,receipt_defective)=0"
    said = {
        "pieces": ("", f'AND({pieces}="{OK}",{of_orders}={of_landed})'),
        "lines": ("", f'AND({due}="{OK}",COUNT({rows})=COUNTIF({rows},0))'),
        "costs": ("", f'COUNTIF({marks},"{DIFFERS}")=0'),
        "landed": ("", f'{landed}="{OK}"'),
        "payments": ("", f'{paid}="{OK}"'),
        "settlement": ("", f"COUNT({left})=COUNTIF({left},0)"),
        "received": (counted, _shared(sheet, 1)),
        "defective": (counted, _shared(sheet, 2)),
    }
    sheet.page.merge_range(_CONTROLS, LEFT, _CONTROLS, _RESULT - 1, sheet.words["controls"], sheet.styles.of(**(HEADING | {"align": "left", "indent": 1})))
    sheet.page.write_string(_CONTROLS, _RESULT, sheet.words["result"], sheet.styles.of(**HEADING))
    for row, (name, (unless, holds)) in enumerate(said.items(), _CONTROLS + 1):
        sheet.page.merge_range(row, LEFT, row, _RESULT - 1, sheet.words["checks"][name], sheet.styles.of(**LABEL | {"bold": False}))
        asked = f'IF(ISERROR({failed}),"{DIFFERS}",IF({holds},"{OK}","{DIFFERS}"))'
        formula = f'=IF(filled,{f"""IF({unless},"",{asked})""" if unless else asked},"")'
        sheet.formula(row, _RESULT, formula, OK if sheet.figures.example else "", sheet.look("text", align="center"))
    sheet.judged(_CONTROLS + 1, _RESULT, _CONTROLS + len(said), _RESULT)


def _shared(sheet: Canvas, block: int) -> str:
    """Whether every SKU of a block adds up, and no piece that was counted belongs to a SKU without a column."""
    places, last = sheet.places, FIRST_SKU + SKUS - 1
    marks = places.area("pieces", sums_row(block) + 1, FIRST_SKU, sums_row(block) + 1, last)
    ordered = places.area("pieces", sums_row(0), FIRST_SKU, sums_row(0), last)
    return f'AND(COUNTIF({marks},"{DIFFERS}")=0,SUM({ordered})={places.cell("dues", SHARED, QUANTITY)})'


def _findings(sheet: Canvas) -> None:
    """What POOLCHECK finds, below headings in the language of the sheet; its own ones are hidden."""
    page, words = sheet.page, sheet.words
    page.write_string(_FINDINGS, LEFT, words["findings"], sheet.styles.of(**BIG, font_size=13))
    sheet.headings(_FINDINGS + 1, LEFT, [words[name] for name in ("table", "row", "column", "problem", "fix")])
    raw = _FINDINGS + 2
    text = sheet.look(text_wrap=True)
    asked = 'IF(filled,POOLCHECK(all_orders,all_costs,all_items,all_terms),"")'
    sheet.array(raw, LEFT, asked, sheet.figures.findings, [text, sheet.look("count"), text, text, text])
    page.set_row(raw, None, None, {"hidden": True})
    for row in range(raw + 1, raw + FINDINGS):
        page.set_row(row, 32)
    sheet.filled(raw + 1, LEFT, raw + FINDINGS - 1, _RESULT)


def _read(sheet: Canvas) -> None:
    """What the formulas read: the engine's version and reasons, whether there is anything to work out, and the terms with the rates.

    The values stand four columns away from their labels: close enough for the formulas, too far to be taken for the terms themselves.
    """
    page, words, figures, places = sheet.page, sheet.words, sheet.figures, sheet.places
    page.write_string(_READ, LEFT, words["read"], sheet.styles.of(**BIG, font_size=13))
    there = "AND(COUNTA(all_orders)>COLUMNS(all_orders),COUNTA(all_costs)>COLUMNS(all_costs))"
    rows: list[tuple[str, str, str, Any]] = [
        ("engine_version", words["version"], "POOLVERSION()", figures.version),
        ("filled", words["filled"], there, figures.example),
        *((name, f"{words['reason']}: {sheet.texts['sheets'][table]}", f"POOLLASTERROR(ISERROR({places.cell(table, row, column)}))", "")
          for name, (table, row, column) in _REASONS.items()),
    ]
    side, value = sheet.styles.of(**SIDE, indent=1), sheet.look(text_wrap=False)
    for at, (name, said, formula, result) in enumerate(rows, _READ + 1):
        page.write_string(at, LEFT, said, side)
        sheet.formula(at, _RESULT, f"={formula}", result, value)
        sheet.book.define_name(name, "=" + places.cell("checks", at, _RESULT))
    for at, term in enumerate(TERMS):
        typed = places.cell("terms", TERMS_AT + at, LEFT + 1)
        page.write_string(_TERMS_FROM + at, LEFT, label(term, figures.language), side)
        sheet.formula(_TERMS_FROM + at, _RESULT, f'=IF({typed}="","",{typed})', figures.terms[at][1], value)
    last = _TERMS_FROM + len(TERMS) - 1
    for place in range(1, RATES.rows + 2):
        last += 1
        code, rate = (f"INDEX({name},{place})" for name in ("rate_currencies", "rate_values"))
        known, given = figures.terms[len(TERMS) + place - 1]
        sheet.formula(last, LEFT, f'=IF({place}>ROWS(rate_currencies),"",IF({code}="","","{words["rate"]}"&{code}))', known, side)
        sheet.formula(last, _RESULT, f'=IF({place}>ROWS(rate_currencies),"",IF({code}="","",{rate}))', given, value)
    sheet.book.define_name("all_terms", "=" + places.area("checks", _TERMS_FROM, LEFT, last, _RESULT))
