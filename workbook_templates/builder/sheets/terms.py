"""The sheet of the terms: a row each, with label, value and explanation; below them the table of exchange rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..layout import LEFT, RATES, RATES_AT, RATES_END, TERMS, TERMS_AT, TERMS_NOTE, term_label
from ..sheet import ROW_HEIGHT
from ..styles import BIG, LABEL, SIDE

if TYPE_CHECKING:
    from ..input_sheet import InputSheet

WIDTHS = [34, 46, 14, 80]
_OFFERS = {"lead_buyer": "partner", "lead_exempt": "flag", "currency": "currency"}
"""Term -> kind of its drop-down list, as in `Spot.offers`."""


def write(sheet: InputSheet) -> None:
    """Write the terms and the exchange rates."""
    page, styles = sheet.page, sheet.styles
    sheet.set_widths(WIDTHS)
    page.set_landscape()
    sheet.title("terms", WIDTHS)
    values = next(iter(sheet.rows("terms")), {})
    for row, (term, number) in enumerate(TERMS.items(), TERMS_AT):
        page.set_row(row, ROW_HEIGHT)
        page.write_string(row, LEFT, term_label(term, sheet.language), styles.of(**LABEL))
        sheet.value(row, LEFT + 1, values.get(term), styles.cell(number, left=True))
        page.write_string(row, TERMS_NOTE, sheet.texts["terms"][term], styles.of(**SIDE))
        if term in _OFFERS:
            sheet.offer_in_cell(row, LEFT + 1, _OFFERS[term])
    page.set_row(RATES_AT - 1, 26)
    page.write_string(RATES_AT - 1, LEFT, sheet.texts["titles"]["rates"], styles.of(**BIG, font_size=13))
    sheet.table(RATES, RATES_AT)
    page.freeze_panes(TERMS_AT, 0)
    page.print_area(0, 0, RATES_END, TERMS_NOTE)
