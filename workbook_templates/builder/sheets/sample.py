"""The sheet of the sample: the items to prove with their results, the verdict, the golden sample, and the number of pieces of the lot to inspect."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from .. import example
from ..layout import AQLS, DATA, EVIDENCE, EXPECTED, HEADS, LEFT, ORDERS, SHARED
from ..styles import BAD, BIG, GOOD, HEADING, INPUT, LABEL, SIDE
from ..text_formulas import sentence
from ..texts import REQUIREMENTS, records, verdicts

if TYPE_CHECKING:
    from ..result_sheet import ResultSheet

WIDTHS = [40, 16, 16, 16, 18, 18, 18, 18, 18]
_ITEM, _RESULT, _NOTE, _RECORD = LEFT, LEFT + 1, LEFT + 2, LEFT + 6
_LAST = LEFT + len(WIDTHS) - 1
_PROVES: list[str] = REQUIREMENTS["sample"]["proves"]
_SEEN: list[str] = REQUIREMENTS["sample"]["seen"]
_RESALE: list[str] = REQUIREMENTS["stages"]["sample"]["if"]["resale"]
_END = DATA + len(_PROVES) - 1
_GOLDEN = _END + 3
_LOT = _GOLDEN + 6
_PLAN = _LOT + 2
_WAIT = {"bg_color": "#FFF2CC", "font_color": "#7F6000"}


def write(sheet: ResultSheet) -> None:
    """Write all parts of the sheet."""
    sheet.head("sample", len(WIDTHS))
    sheet.reason(len(WIDTHS), "inspection")
    _proofs(sheet)
    _verdict(sheet)
    _golden(sheet)
    _inspection(sheet)
    sheet.page.freeze_panes(DATA, LEFT + 1)
    sheet.printed(_PLAN + len(AQLS) + 1, _LAST, landscape=True)


def _given(sheet: ResultSheet) -> dict[str, Any]:
    """The entries of the example on this sheet: results and notes by item, and the golden sample; empty in an empty template."""
    return example.block("sample", sheet.figures.language) if sheet.figures.example else {"results": {}, "notes": {}, "golden": {}}


def _proofs(sheet: ResultSheet) -> None:
    """Write one row for each item: its result, a note, and the last result that the evidence records for it."""
    words, page, language = sheet.words["sample"], sheet.page, sheet.figures.language
    given, names, marks = _given(sheet), records(language), verdicts(language)
    page.set_row(HEADS, 34)
    heading = sheet.styles.of(**HEADING)
    sheet.headings(HEADS, LEFT, [words["item"], sheet.words["result"]])
    page.merge_range(HEADS, _NOTE, HEADS, _RECORD - 1, words["note"], heading)
    page.merge_range(HEADS, _RECORD, HEADS, _LAST, words["recorded"], heading)
    yellow, grey = sheet.styles.of(**INPUT, indent=1, num_format="@"), sheet.look(indent=1)
    rows = sheet.figures.rows(EVIDENCE)
    for row, name in enumerate(_PROVES, DATA):
        page.set_row(row, 18)
        item = names[name] + (words["resale"] if name in _RESALE else "")
        page.write_string(row, _ITEM, item, sheet.styles.of(**(LABEL | {"bold": False})))
        page.write(row, _RESULT, marks.get(given["results"].get(name, ""), ""), yellow)
        page.merge_range(row, _NOTE, row, _RECORD - 1, given["notes"].get(name, ""), yellow)
        recorded_results = [record["result"] for record in rows if record["item"] == names[name]]
        records_of_item = f'COUNTIF(record_names,"{names[name]}")'
        last = f'LOOKUP(2,1/(record_names="{names[name]}"),record_results)&""'
        page.merge_range(row, _RECORD, row, _LAST, "", grey)
        sheet.formula(row, _RECORD, f'=IF({records_of_item}=0,"",{last})', recorded_results[-1] if recorded_results else "", grey)
    sheet.choice((DATA, _RESULT, _END, _RESULT), list(marks.values()))
    for name, colours in (("pass", GOOD), ("fail", BAD), ("open", _WAIT)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{marks[name]}"', "format": sheet.book.add_format(colours)}
        page.conditional_format(DATA, _RESULT, _END, _RESULT, rule)
    result, recorded = xl_rowcol_to_cell(DATA, _RESULT, col_abs=True), xl_rowcol_to_cell(DATA, _RECORD, col_abs=True)
    differs = {"type": "formula", "criteria": f'=AND({result}<>"",{recorded}<>"",{result}<>{recorded})', "format": sheet.book.add_format(BAD)}
    page.conditional_format(DATA, _RECORD, _END, _LAST, differs)
    sheet.filled(DATA, _RECORD, _END, _LAST)


def _verdict(sheet: ResultSheet) -> None:
    """Write the verdict: fix the brief if any result is fail, wait if any is open, scale if all pass. Items only for a resale may stay blank."""
    words, page, marks = sheet.words["sample"], sheet.page, verdicts(sheet.figures.language)
    results, items = (xl_range_abs(DATA, column, _END, column) for column in (_RESULT, _ITEM))
    required = xl_range_abs(DATA, _RESULT, _END - len(_RESALE), _RESULT)
    failed, waits = (f'COUNTIF({results},"{marks[name]}")' for name in ("fail", "open"))
    seen = "+".join(f'({xl_rowcol_to_cell(row, _RESULT)}="{marks["fail"]}")' for row, name in enumerate(_PROVES, DATA) if name in _SEEN)
    blank = f"COUNTBLANK({required})"
    bad = sentence(words["fix"], {"item": f'INDEX({items},MATCH("{marks["fail"]}",{results},0))', "n": failed})
    again = f'IF({seen}>0," {words["again"]}","")'
    wait = sentence(words["wait"], {"n": f"({waits}+{blank})"})
    formula = f'IF(COUNTA({results})=0,"",IF({failed}>0,{bad}&{again},IF({waits}+{blank}>0,{wait},"{words["scale"]}")))'
    given = _given(sheet)["results"]
    still_open = [name for name in _PROVES if given.get(name) == "open" or (name not in given and name not in _RESALE)]
    wrong = [name for name in _PROVES if given.get(name) == "fail"]
    verdict = "" if not given else words["wait"].format(n=len(still_open)) if still_open else words["scale"]
    if wrong:
        again_too = f' {words["again"]}' if set(wrong) & set(_SEEN) else ""
        verdict = words["fix"].format(item=records(sheet.figures.language)[wrong[0]], n=len(wrong)) + again_too
    page.set_row(EXPECTED, 36)
    look = sheet.styles.of(**BIG, font_size=13, indent=1, text_wrap=True)
    page.merge_range(EXPECTED, LEFT, EXPECTED, _LAST, "", look)
    sheet.formula(EXPECTED, LEFT, f"={formula}", verdict, look)
    cell = xl_rowcol_to_cell(EXPECTED, LEFT, row_abs=True, col_abs=True)
    for colours, condition in ((GOOD, f'={cell}="{words["scale"]}"'), (BAD, f"={failed}>0"), (_WAIT, f"=LEN({cell})>0")):
        rule = {"type": "formula", "criteria": condition, "format": sheet.book.add_format(colours), "stop_if_true": True}
        page.conditional_format(EXPECTED, LEFT, EXPECTED, _LAST, rule)
    page.set_row(SHARED, 34)
    page.merge_range(SHARED, LEFT, SHARED, _LAST, words["cannot"], sheet.styles.of(**SIDE, text_wrap=True, indent=1))


def _golden(sheet: ResultSheet) -> None:
    """Write the entries about the approved (golden) sample: differences found in the bulk goods refer to it."""
    words, page, given = sheet.words["sample"], sheet.page, _given(sheet)["golden"]
    page.write_string(_GOLDEN - 1, LEFT, words["golden"], sheet.styles.of(**BIG, font_size=13))
    for row, name in enumerate(("reference", "photos", "date", "kept"), _GOLDEN):
        page.set_row(row, 20)
        page.write_string(row, LEFT, words[name], sheet.styles.of(**LABEL))
        value = given.get(name)
        look = sheet.styles.cell("date" if name == "date" else "text", left=True)
        page.merge_range(row, LEFT + 1, row, _RECORD - 1, "", look)
        if isinstance(value, dt.datetime):
            page.write_datetime(row, LEFT + 1, value, look)
        elif value:
            page.write_string(row, LEFT + 1, value, look)


def _inspection(sheet: ResultSheet) -> None:
    """Write the inspection plan: the number of pieces of the ordered lot to inspect for critical, major and minor defects."""
    words, page, figures = sheet.words["sample"], sheet.page, sheet.figures
    page.write_string(_LOT - 1, LEFT, words["inspection"], sheet.styles.of(**BIG, font_size=13))
    page.write_string(_LOT, LEFT, words["lot"], sheet.styles.of(**LABEL))
    sheet.formula(_LOT, LEFT + 1, f"=SUM({sheet.places.column(ORDERS, 'quantity')})", figures.pieces, sheet.look("count", bold=True))
    page.set_row(_LOT, 20)
    page.set_row(_PLAN - 1, 34)
    sheet.headings(_PLAN - 1, LEFT, [words["defect"], words["aql"], *words["plan"].values()])
    for row, (name, aql) in enumerate(zip(("critical", "major", "minor"), AQLS, strict=True), _PLAN):
        page.write_string(row, LEFT, words[name], sheet.styles.of(**(LABEL | {"bold": False})))
        page.write_number(row, LEFT + 1, aql, sheet.styles.of(**INPUT, num_format="0.0##"))
    sheet.book.define_name("sample_aqls", "=" + sheet.places.area("sample", _PLAN, LEFT + 1, _PLAN + len(AQLS) - 1, LEFT + 1))
    looks = [sheet.look(align="center", indent=0), *[sheet.look("count")] * 3, *[sheet.look(num_format="0.0%", align="right")] * 3]
    grid = [line[1:] for line in figures.inspection[1:]]
    sheet.answers(_PLAN, LEFT + 2, "inspection", (1, 1), grid, looks, lambda *_: "TRUE")
    sheet.filled(_PLAN, LEFT + 2, _PLAN + len(AQLS) - 1, _LAST)
