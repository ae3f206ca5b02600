"""What four readers that know nothing of poolsplit find in a workbook: openpyxl, calamine (Rust), LibreOffice (C++) and SheetJS (JavaScript)."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from typing import TYPE_CHECKING, Any

import openpyxl
import python_calamine
from support import sheetjs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from support.conversion import Convert

    Cells = Mapping[str, object]
    Sheets = Mapping[str, Cells]

_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001  (days in cells have no zone)
_PROGRAM = """
const XLSX = require('xlsx')
const found = {}
for (const path of JSON.parse(require('fs').readFileSync(0, 'utf8'))) {
  try {
    const book = XLSX.readFile(path), sheets = found[path] = {}
    for (const title of book.SheetNames) {
      const cells = sheets[title] = {}
      for (const [place, cell] of Object.entries(book.Sheets[title] || {}))
        if (place[0] !== '!' && cell.v !== undefined) cells[place] = cell.t === 'e' ? cell.w : cell.v
    }
  } catch (error) { found[path] = String(error) }
}
process.stdout.write(JSON.stringify(found))
"""


def unescaped(text: object) -> object:
    """A text with Excel's escapes taken back, for readers that leave this to their user."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text) if isinstance(text, str) else text


def by_openpyxl(path: Path, decode: Callable[[object], object] = unescaped) -> Sheets:
    """The saved results."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about what it would lose if it saved the file
        book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: {cell.coordinate: decode(cell.value) for row in getattr(sheet, "rows", ()) for cell in row if cell.value is not None}
        for sheet in book._sheets  # noqa: SLF001  (chart sheets too, in their order)
    }


def by_calamine(path: Path) -> Sheets:
    """The saved results."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    found = {}
    for title in book.sheet_names:
        if "WorkSheet" not in str(next(one.typ for one in book.sheets_metadata if one.name == title)):
            found[title] = {}
            continue
        rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        places = ((openpyxl.utils.get_column_letter(column), row, value) for row, cells in enumerate(rows, 1) for column, value in enumerate(cells, 1))
        found[title] = {f"{column}{row}": value for column, row, value in places if value != ""}
    return found


def by_libreoffice(soffice: Convert, paths: Iterable[Path], folder: Path) -> dict[Path, Sheets]:
    """What openpyxl finds in the workbooks that LibreOffice saved after it had opened these; files that it did not open are left out."""
    folder.mkdir(exist_ok=True)
    many = list(paths)
    soffice(many[0], "xlsx", folder, *many[1:])
    saved = {path: folder / f"{path.stem}.xlsx" for path in many}
    return {path: by_openpyxl(again, decode=lambda text: text) for path, again in saved.items() if again.exists()}  # it decodes, and does not encode


def by_sheetjs(paths: Iterable[Path]) -> dict[Path, Sheets]:
    """The saved results; files that it did not open are left out."""
    many = list(paths)
    found: Any = sheetjs.run(_PROGRAM, [str(path) for path in many])
    return {path: found[str(path)] for path in many if isinstance(found[str(path)], dict)}


def day_of(number: float, *, from_1904: bool = False) -> dt.datetime:
    """The day that a number in a cell stands for, to the second."""
    return (_EPOCH_1904 if from_1904 else _EPOCH) + dt.timedelta(seconds=round(number * 86_400))
