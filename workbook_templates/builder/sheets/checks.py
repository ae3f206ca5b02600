"""The sheet of checks: a line for each control, and the problems that the engine finds in the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..blocks import at
from ..layout import COUNTED, DATA, FINDINGS, LAST_PARTNER, LEFT, MARKS, SHARED, SKUS, WIDER
from ..places import PIECES_AT, PIECES_HIGH
from ..result_sheet import DIFFERS, OK
from ..styles import BIG, HEADING, LABEL
from .dues import CHECKED, DUE, FIRST_LINE, LAST_LINE, QUANTITY
from .landed import LANDED, PIECES
from .settlement import AFTER, PAID

if TYPE_CHECKING:
    from ..result_sheet import ResultSheet

WIDTHS = [34, 9, 22, 50, 50]
_RESULT = LEFT + len(WIDTHS) - 1
_CONTROLS = WIDER + 1
_FINDINGS = _CONTROLS + 11


def write(sheet: ResultSheet) -> None:
    """Write the controls and the findings."""
    sheet.head("checks", len(WIDTHS))
    sheet.reason(len(WIDTHS), "dues")
    _controls(sheet)
    _findings(sheet)
    sheet.printed(_FINDINGS + 1 + FINDINGS, _RESULT, landscape=True)


def _controls(sheet: ResultSheet) -> None:
    """Write one line for each control of the sheets of results. The lines about received and defective pieces are blank until a count is typed."""
    failed = at(sheet.places, "dues", 0, 0)
    page, sentences = sheet.page, sheet.words["checks"]
    page.merge_range(_CONTROLS, LEFT, _CONTROLS, _RESULT - 1, sheet.words["controls"], sheet.styles.of(**(HEADING | {"align": "left", "indent": 1})))
    page.write_string(_CONTROLS, _RESULT, sheet.words["result"], sheet.styles.of(**HEADING))
    for row, (name, holds) in enumerate(_conditions(sheet).items(), _CONTROLS + 1):
        page.merge_range(row, LEFT, row, _RESULT - 1, sentences[name], sheet.styles.of(**(LABEL | {"bold": False})))
        due = f"AND(filled,{COUNTED})" if name in {"received", "defective"} else "filled"
        formula = f'=IF({due},IF(ISERROR({failed}),"{DIFFERS}",IF({holds},"{OK}","{DIFFERS}")),"")'
        sheet.formula(row, _RESULT, formula, OK if sheet.figures.example else "", sheet.look(align="center", indent=0))
    sheet.judged(_CONTROLS + 1, _RESULT, _CONTROLS + len(sentences), _RESULT)


def _conditions(sheet: ResultSheet) -> dict[str, str]:
    """The conditions of the controls, as formulas by the key of their sentence."""
    places = sheet.places
    lines = places.area("dues", MARKS, FIRST_LINE, MARKS, LAST_LINE)
    rows = places.area("dues", DATA, CHECKED, LAST_PARTNER, CHECKED)
    left = places.area("settlement", DATA, AFTER, LAST_PARTNER, AFTER)
    due, pieces, landed, paid = (
        places.cell(table, MARKS, column) for table, column in (("dues", DUE), ("dues", QUANTITY), ("landed", LANDED), ("settlement", PAID))
    )
    of_dues, of_landed = places.cell("dues", SHARED, QUANTITY), places.cell("landed", SHARED, PIECES)
    return {
        "pieces": f'AND({pieces}="{OK}",{of_dues}={of_landed})',
        "lines": f'AND({due}="{OK}",COUNT({rows})=COUNTIF({rows},0))',
        "costs": f'COUNTIF({lines},"{DIFFERS}")=0',
        "landed": f'{landed}="{OK}"',
        "payments": f'{paid}="{OK}"',
        "settlement": f"COUNT({left})=COUNTIF({left},0)",
        "received": _adds_up(sheet, 1),
        "defective": _adds_up(sheet, 2),
    }


def _adds_up(sheet: ResultSheet, block: int) -> str:
    """The condition that every SKU of a block of pieces adds up, and that every ordered piece belongs to a SKU with a column."""
    places = sheet.places
    row = PIECES_AT + block * PIECES_HIGH - 2
    marks = places.area("pieces", row, LEFT + 2, row, LEFT + 1 + SKUS)
    return f'AND(COUNTIF({marks},"{DIFFERS}")=0,SUM({places.pieces(0)})={places.cell("dues", SHARED, QUANTITY)})'


def _findings(sheet: ResultSheet) -> None:
    """Write the findings of POOLCHECK, below headings in the language of the sheet."""
    words = sheet.words
    sheet.page.write_string(_FINDINGS, LEFT, words["findings"], sheet.styles.of(**BIG, font_size=13))
    sheet.headings(_FINDINGS + 1, LEFT, [words[name] for name in ("table", "row", "column", "problem", "fix")])
    text = sheet.look(text_wrap=True)
    looks = [text, sheet.look("count"), text, text, text]
    sheet.answers(_FINDINGS + 2, LEFT, "findings", (1, 0), sheet.figures.findings[1:], looks, lambda *_: "TRUE")
    for row in range(_FINDINGS + 2, _FINDINGS + 2 + FINDINGS):
        sheet.page.set_row(row, 32)
    sheet.filled(_FINDINGS + 2, LEFT, _FINDINGS + 1 + FINDINGS, _RESULT)
