"""The bridge with what tests need beside it, for LibreOffice's own Python: fill sheets, read what cells show, measure."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "addin" / "poolsplit_addin" / "libreoffice"))

import bridge

ERRORS = {502: "Err:502", 503: "#NUM!", 511: "Err:511", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A"}


class Office(bridge.Office):
    """The bridge's office, with one document at a time that tests write into."""

    document: Any = None

    def __init__(self, **start: Any) -> None:
        """Start it as the bridge does."""
        super().__init__(**start)
        self.kept: dict[str, Any] = {}

    def new(self) -> None:
        """An empty workbook."""
        self.close()
        self.document = self._open("private:factory/scalc")

    def load(self, path: str) -> None:
        """A workbook from a file."""
        self.close()
        self.document = self._open(self._url(path))
        self.document.calculateAll()

    def save(self, path: str) -> None:
        """The document in another file; the ending says which kind."""
        self.document.storeToURL(self._url(path), (self._property("FilterName", bridge.FILTERS[Path(path).suffix]),))

    def close(self) -> None:
        """No document."""
        if self.document is not None:
            self.document.close(True)  # noqa: FBT003  (UNO knows no names)
        self.document = None

    def fill(self, sheet: str, cells: list[list[Any]]) -> None:
        """Type cells from A1 on into a sheet, made where it is missing; a text that begins with = is a formula."""
        self._write(self._sheet(sheet), cells)

    def enter(self, sheet: str, target: str, formula: str) -> None:
        """A formula in a cell, or an array formula in a range."""
        place = self._sheet(sheet).getCellRangeByName(target)
        (place.setArrayFormula if ":" in target else place.setFormula)(formula)

    def set(self, sheet: str, target: str, value: object) -> None:
        """One cell."""
        cell = self._sheet(sheet).getCellRangeByName(target).getCellByPosition(0, 0)
        if isinstance(value, str):
            (cell.setFormula if value.startswith("=") else cell.setString)(value)
        else:
            cell.setValue(float(value))

    def insert_rows(self, sheet: str, row: int, count: int) -> None:
        """Rows before the row with that index."""
        self._sheet(sheet).Rows.insertByIndex(row, count)

    def read(self, sheet: str, target: str) -> list[list[Any]]:
        """What the cells of a range hold: numbers, texts, and error values as their text."""
        place = self._sheet(sheet).getCellRangeByName(target)
        shown = [list(row) for row in place.getDataArray()]
        for area in place.queryFormulaCells(self._uno.getConstantByName("com.sun.star.sheet.FormulaResult.ERROR")).RangeAddresses:
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    number = self._sheet(sheet).getCellByPosition(column, row).getError()
                    corner = place.RangeAddress
                    shown[row - corner.StartRow][column - corner.StartColumn] = ERRORS.get(number, f"Err:{number}")
        return shown

    def formula(self, sheet: str, target: str) -> str:
        """The formula of a cell, as Calc stores it."""
        return str(self._sheet(sheet).getCellRangeByName(target).getFormula())

    def golden(self, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """For each case a sheet with its cells and its formula: what the target shows, and the last error after it."""
        self.new()
        return [self._case(f"case{number}", case) for number, case in enumerate(cases)]

    def _case(self, sheet: str, case: dict[str, Any]) -> dict[str, Any]:
        self._write(self._sheet(sheet), case["sheet"])
        self.enter(sheet, case["target"], case["formula"])
        shown = self.read(sheet, case["target"])
        self.enter("errors", "A1", "=POOLLASTERROR()")
        return {"shown": shown, "error": self.read("errors", "A1")[0][0]}

    def modules(self, path: str) -> list[str]:
        """The VBA modules of an add-in for Excel."""
        self.close()
        how = (self._property("Hidden", value=True), self._property("FilterName", "Calc MS Excel 2007 VBA XML"))
        self.document = self._desktop.loadComponentFromURL(self._url(path), "_blank", 0, how)
        libraries = self.document.BasicLibraries
        return [name for library in libraries.getElementNames() if library != "Standard" for name in libraries.getByName(library).getElementNames()]

    def language(self, name: str) -> None:
        """Set the language of the menus, as far as an extension can see it."""
        provider = self._service("com.sun.star.configuration.ConfigurationProvider")
        where = (self._property("nodepath", "/org.openoffice.Setup/L10N"),)
        access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationUpdateAccess", where)
        access.replaceByName("ooLocale", name)
        access.commitChanges()

    def wizard(self, service: str) -> dict[str, dict[str, dict[str, str]]]:
        """The help of every function ("") and its arguments as the registry has it, by language."""
        provider = self._service("com.sun.star.configuration.ConfigurationProvider")
        told: dict[str, dict[str, dict[str, str]]] = {}
        for lang in ("en-US", "vi", "zh-CN"):
            where = (self._property("nodepath", f"/org.openoffice.Office.CalcAddIns/AddInInfo/{service}/AddInFunctions"), self._property("locale", lang))
            functions = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", where)
            for name in functions.getElementNames():
                entry = functions.getByName(name)
                parameters = entry.getByName("Parameters")
                texts = {one: parameters.getByName(one).getByName("Description") for one in parameters.getElementNames()}
                told.setdefault(name, {})[lang] = {"": entry.getByName("Description"), **texts}
        return told

    def bulk(self, sheet: str, first: str, rows: list[list[Any]]) -> None:
        """Many cells at once from one on: numbers, texts and formulas, all as their text."""
        corner = self._sheet(sheet).getCellRangeByName(first).CellAddress
        last = (corner.Column + len(rows[0]) - 1, corner.Row + len(rows) - 1)
        place = self._sheet(sheet).getCellRangeByPosition(corner.Column, corner.Row, *last)
        place.setFormulaArray(tuple(tuple(str(cell) for cell in row) for row in rows))

    def blocks(self, sheet: str, formulas: dict[str, str]) -> None:
        """Array formulas by range."""
        for target, formula in formulas.items():
            self._sheet(sheet).getCellRangeByName(target).setArrayFormula(formula)

    def keep(self, name: str) -> None:
        """Put the document aside under a name."""
        self.kept[name], self.document = self.document, None

    def recalculate(self, name: str) -> float:
        """The seconds that all formulas of a document put aside take."""
        start = time.perf_counter()
        self.kept[name].calculateAll()
        return time.perf_counter() - start

    def _sheet(self, name: str) -> Any:
        sheets = self.document.Sheets
        if not sheets.hasByName(name):
            sheets.insertNewByName(name, sheets.getCount())
        return sheets.getByName(name)

    def _write(self, sheet: Any, cells: list[list[Any]]) -> None:
        """Values at once, which are never taken for anything else; then the formulas."""
        width = max((len(row) for row in cells), default=0)
        if not width:
            return
        data = tuple(tuple(_value(row[column]) if column < len(row) else "" for column in range(width)) for row in cells)
        sheet.getCellRangeByPosition(0, 0, width - 1, len(cells) - 1).setDataArray(data)
        for row, line in enumerate(cells):
            for column, value in enumerate(line):
                if isinstance(value, (bool, str)) and (value is True or str(value).startswith("=")):
                    sheet.getCellByPosition(column, row).setFormula("=TRUE()" if value is True else value)


def _value(value: Any) -> Any:
    """A cell as setDataArray wants it; what _write types as a formula is blank for now."""
    if value is None or value is True or (isinstance(value, str) and value.startswith("=")):
        return ""
    return value if isinstance(value, str) else float(value)


if __name__ == "__main__":
    bridge.serve(Office, sys.stdin, sys.stdout)
