"""The sheet of suppliers and quotes: several for each SKU, compared by the landed cost of a piece at the quantity of the pool.

The first columns are yellow, the last ones are formulas. The sheet is marked as one of poolsplit's, so that no reader takes it for the items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from .. import example
from ..layout import CURRENCIES, DATA, HEADS, ITEMS, LEFT, RATES, SHARED
from ..result_sheet import HALF
from ..styles import COMPUTED, GOOD, NUMBERS
from .dues import FIRST_LINE, LAST_LINE

if TYPE_CHECKING:
    from ..result_sheet import ResultSheet

_INPUTS = {
    "sku": (24, "text"), "supplier": (24, "text"), "price": (10, "price"), "currency": (10, "text"), "from2": (9, "count"), "price2": (10, "price"),
    "from3": (9, "count"), "price3": (10, "price"), "moq": (9, "count"), "lead_time": (11, "text"), "link": (48, "text"), "passed": (12, "text"),
}
_RESULTS = {"pieces": 10, "at": 11, "freight": 14, "landed": 14, "mark": 16}
WIDTHS = [width for width, _ in _INPUTS.values()] + [*_RESULTS.values()]
_ROWS = 24
_END = DATA + _ROWS - 1
_AT = {name: column for column, name in enumerate([*_INPUTS, *_RESULTS], LEFT)}
"""Name -> index of the column."""
_LAST = _AT["mark"]


def write(sheet: ResultSheet) -> None:
    """Write the typed quotes, and the landed cost of each."""
    words, page = sheet.words["quotes"], sheet.page
    sheet.head("quotes", len(WIDTHS))
    sheet.headings(HEADS, LEFT, [words[name] for name in _AT])
    rows = example.rows("quotes", sheet.figures.language) if sheet.figures.example else []
    values = _values(sheet, rows)
    sheet.fix_heads(_END)
    for row in range(DATA, _END + 1):
        given = rows[row - DATA] if row - DATA < len(rows) else {}
        for name, (_, number) in _INPUTS.items():
            look, value = sheet.styles.cell(number), given.get(name)
            if isinstance(value, str):
                page.write_string(row, _AT[name], value, look)    # a link stays text
            else:
                page.write(row, _AT[name], value, look)
        looks = [sheet.look("count"), sheet.look("price"), sheet.look("money"), sheet.look("money", bold=True), sheet.look()]
        for name, formula, look in zip(_RESULTS, _formulas(sheet, row), looks, strict=True):
            sheet.formula(row, _AT[name], f"={formula}", values[row - DATA].get(name, ""), look)
    sheet.choice((DATA, _AT["passed"], _END, _AT["passed"]), [sheet.texts["yes"], sheet.texts["no"]])
    page.data_validation(DATA, _AT["sku"], _END, _AT["sku"], {
        "validate": "list", "source": "=OFFSET(item_skus,0,0,MAX(1,COUNTA(item_skus)),1)", "error_type": "warning",
        "error_message": sheet.texts["warnings"]["sku"],
    })
    page.data_validation(DATA, _AT["currency"], _END, _AT["currency"], {"validate": "list", "source": CURRENCIES, "show_error": False})
    marked = f'={xl_rowcol_to_cell(DATA, _LAST, col_abs=True)}="{words["cheapest"]}"'
    best = {"type": "formula", "criteria": marked, "format": sheet.book.add_format(GOOD)}
    page.conditional_format(DATA, _AT["pieces"], _END, _LAST, best)
    sheet.filled(DATA, _AT["pieces"], _END, _LAST)
    _freight(sheet)
    page.set_tab_color("#FFD966")
    sheet.printed(_END, _LAST, landscape=True)


def _freight(sheet: ResultSheet) -> None:
    """Write the freight per kilogram of the pool's goods; blank unless the dues have freight and every ordered SKU has a weight."""
    skus, kg = (sheet.places.column(ITEMS, name) for name in ("sku", "unit_kg"))
    heads, sums = (sheet.places.area("dues", row, FIRST_LINE, row, LAST_LINE) for row in (HEADS, SHARED))
    weight = f"SUMPRODUCT(SUMIF(order_skus,{skus},order_quantities),{kg})"
    all_weighed = f'SUMPRODUCT(({skus}<>"")*({kg}=0)*SUMIF(order_skus,{skus},order_quantities))=0'
    paid = f'SUMIF({heads},"{sheet.texts["costs"]["freight"]}",{sums})'
    value = _per_kg(sheet)
    text = sheet.styles.of(font_color="#595959", align="right", indent=1)
    sheet.page.merge_range(SHARED, _AT["passed"], SHARED, _AT["freight"] - 1, sheet.words["quotes"]["per_kg"], text)
    formula = f'=IF(ISERROR({weight}),"",IF(AND({all_weighed},{weight}>0,{paid}>0),{paid}/{weight},""))'
    sheet.formula(SHARED, _AT["freight"], formula, value, sheet.styles.of(**COMPUTED, num_format=NUMBERS["money"]))
    sheet.book.define_name("freight_per_kg", "=" + sheet.places.cell("quotes", SHARED, _AT["freight"]))


def _per_kg(sheet: ResultSheet) -> Any:
    figures = sheet.figures
    if not figures.example:
        return ""
    sums = dict(zip(figures.dues[0], figures.sums(figures.dues[1:]), strict=True))
    weight = sum(_pieces(sheet, row["sku"]) * row["unit_kg"] for row in figures.rows(ITEMS))
    return sums[sheet.texts["costs"]["freight"]] / weight


def _pieces(sheet: ResultSheet, sku: Any) -> int:
    return sum(line[2] for line in sheet.figures.landed[1:] if line[1] == sku)


def _formulas(sheet: ResultSheet, row: int) -> list[str]:
    """The formulas of a quote: pieces of the pool, price at that quantity, freight and landed cost of a piece, and a mark (cheapest or below MOQ)."""
    words = sheet.words["quotes"]
    cell = {name: xl_rowcol_to_cell(row, column, col_abs=True) for name, column in _AT.items()}
    skus, kg = (sheet.places.column(ITEMS, name) for name in ("sku", "unit_kg"))
    price = f'IF({cell["price"]}="","",{cell["price"]})'
    for step in "23":
        reached = f'AND(ISNUMBER({cell[f"from{step}"]}),ISNUMBER({cell[f"price{step}"]}),{cell["pieces"]}>={cell[f"from{step}"]})'
        price = f'IF({reached},{cell[f"price{step}"]},{price})'
    weight = f'SUMIF({skus},{cell["sku"]},{kg})'
    in_pool_currency = f'OR({cell["currency"]}="",{cell["currency"]}=IF(pool_currency="","VND",pool_currency))'
    rate = f'IF({in_pool_currency},1,SUMIF(rate_currencies,{cell["currency"]},rate_values))'
    landed = f'IF({rate}=0,"",ROUND({cell["at"]}*{rate}+IF(ISNUMBER({cell["freight"]}),{cell["freight"]},0),0))'
    columns = {name: xl_range_abs(DATA, _AT[name], _END, _AT[name]) for name in ("sku", "moq", "pieces", "landed")}
    cheaper = (
        f'SUMPRODUCT(({columns["sku"]}={cell["sku"]})*ISNUMBER({columns["landed"]})*({columns["moq"]}<={cell["pieces"]})*({columns["landed"]}<{cell["landed"]}))'
    )
    short = f'{cell["moq"]}>{cell["pieces"]}'
    return [
        f'IF({cell["sku"]}="","",SUMIF(order_skus,{cell["sku"]},order_quantities))', f'IF({cell["sku"]}="","",{price})',
        f'IF(OR({cell["at"]}="",freight_per_kg="",{weight}=0),"",freight_per_kg*{weight})', f'IF(ISNUMBER({cell["at"]}),{landed},"")',
        f'IF(ISNUMBER({cell["landed"]}),IF({short},"{words["short"]}",IF({cheaper}=0,"{words["cheapest"]}","")),"")',
    ]


def _values(sheet: ResultSheet, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The results of `_formulas` for each row of the sheet, by column."""
    words, results = sheet.words["quotes"], []
    kg = {row["sku"]: row["unit_kg"] for row in sheet.figures.rows(ITEMS)}
    fx = {"VND": 1, "CNY": sheet.figures.rows(RATES)[0]["rate"] if rows else 0}
    for row in rows:
        pieces, price = _pieces(sheet, row["sku"]), row["price"]
        for step in "23":
            price = row[f"price{step}"] if f"from{step}" in row and pieces >= row[f"from{step}"] else price
        freight = _per_kg(sheet) * kg[row["sku"]]
        landed = int(price * fx[row["currency"]] + freight + HALF)
        results.append({"sku": row["sku"], "moq": row["moq"], "pieces": pieces, "at": price, "freight": freight, "landed": landed})
    for result in results:
        costs = [other["landed"] for other in results if other["sku"] == result["sku"] and other["moq"] <= result["pieces"]]
        if result["moq"] > result["pieces"]:
            result["mark"] = words["short"]
        else:
            result["mark"] = words["cheapest"] if result["landed"] <= min(costs) else ""
    return [*results, *[{} for _ in range(_ROWS - len(results))]]
