"""A bank's statement as the bank exports it: the transfers that came in, and the dues that they paid. (spec.md, section 7)"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from poolsplit.errors import DataError, NumberError, PoolsplitError, Problem, Refused, Text
from poolsplit.order.payment import matching
from poolsplit.order.payment.memo import codes_in
from poolsplit.tables import vocabulary
from poolsplit.tables.reader import read
from poolsplit.tables.table import Table, table, with_lists
from poolsplit.values import dates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TABLE = Text("statement")
WORDS = {name: Text(name) for name in ("amount", "date")} | {"content": Text("content"), "credit": Text("credit"), "debit": Text("debit")}
"""The names of the table and of its columns in problems."""

_ENCODINGS = ("utf-8-sig", "utf-16", "gb18030")
_DONG = re.compile(r"([+-]?) ?([0-9]{1,3}(?:([.,  ])[0-9]{3})(?:\3[0-9]{3})*)(?:[.,]0{1,2})?(?: ?(?:VND|vnd|₫|đ|d))?")


def match_payments(transfers: Any, dues: Any, deadline: object = None, lang: str | None = None) -> matching.Matched:
    """Match the transfers of a statement with the dues that they paid, with a sentence for each partner. (spec.md, section 7)

    transfers: a table with date, amount (or credit and debit) and content, under the headings of Vietnamese, English or Chinese
    statements, as a 2-D list (lines above the headings do not matter), records or a DataFrame; outgoing transfers are left out. dues: a
    table with partner, due (dong) and memo, in any of these forms. deadline: date, or date and time; a transfer after it is late. lang: how
    dates such as 03/04/2026 are read; None reads them as in Vietnam. Raises DataError with all problems of the tables.

    >>> from poolsplit.order.payment.memo import memo_code
    >>> code = memo_code("July", 1, "Bình")
    >>> rows = [["Ngày", "Số tiền", "Nội dung"], ["20/11/2026", "8,200,000", f"MBVCB.1.{code} BINH"]]
    >>> result = match_payments(rows, [{"partner": "Bình", "due": 8_200_000, "memo": code}])
    >>> result.matches[0].kind, str(result.matches[0].text)
    ('exact', 'Bình: 8,200,000 VND is paid. Thank you')
    """
    received, problems = transfers_in(transfers, lang)
    owed_dues, due_problems = _dues(dues)
    moment = None
    if deadline is not None:
        try:
            moment = dates.moment(deadline, lang or "vi")
        except NumberError as error:
            due_problems.append(Problem("terms", 0, "deadline", error.args[0], error.fix))
    if any(not problem.warning for problem in problems + due_problems):
        raise DataError(problems + due_problems)
    return matching.match(received, [due._replace(deadline=moment) for due in owed_dues] if moment else owed_dues)


def transfers_in(transfers: Any, lang: str | None = None) -> tuple[list[matching.Transfer], list[Problem]]:
    """The transfers that came in, in the order of the statement, and its problems and warnings.

    A row with text and no figure continues the row above it. A row that appears twice with the same reference of the bank counts once.
    """
    source, problems = _statement(transfers)
    typed, cell_problems = read(source, lang or "vi", "VND")
    problems += cell_problems
    received: list[matching.Transfer] = []
    seen: set[tuple[Any, ...]] = set()
    for row in range(typed.size):
        values = {name: typed.get(name)[row] for name in ("date", "amount", "credit", "debit", "content", "reference")}
        figures = [values[name] for name in ("amount", "credit", "debit")]
        if all(figure is None for figure in figures):
            if values["content"] and received and values["date"] is None:
                received[-1] = received[-1]._replace(content=f"{received[-1].content}\n{values['content']}")
            continue
        amount = values["credit"] if values["credit"] is not None else -abs(values["debit"]) if values["debit"] else values["amount"] or 0
        if amount <= 0:
            continue
        identity = tuple(values.values())
        if values["reference"] and identity in seen:
            message = Text("the transfer {reference} stands in the statement twice, and counts once", reference=values["reference"])
            problems.append(typed.problem(row, "reference", message, warning=True))
            continue
        seen.add(identity)
        when = None
        if values["date"] is not None:
            try:
                when = dates.moment(values["date"], lang or "vi")
            except NumberError as error:
                problems.append(typed.problem(row, "date", error.args[0], error.fix))
        received.append(matching.Transfer(when, amount, values["content"] or ""))
    return received, problems


def rows_of(path: Path) -> list[list[str]]:
    """The rows of a statement in a .csv file: UTF-8, UTF-16 or GB 18030; commas, semicolons or tabs. Raises Refused."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        code = "not-found"
        raise Refused(code, Text("there is no file {path}", path=path)) from None
    except OSError:
        code = "not-a-statement"
        raise Refused(code, Text("{path} cannot be read", path=path)) from None
    utf16 = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in _ENCODINGS:
        if (encoding == "utf-16") == utf16:
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                return _rows(text)
    code = "not-a-statement"
    raise Refused(code, Text("{path} is no text that can be read", path=path), Text("save the statement as CSV (UTF-8)"))


def _rows(text: str) -> list[list[str]]:
    """The rows of a text, split by the separator with which one row has the most known headings."""
    readings = [list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)) for separator in (",", ";", "\t")]
    return max(readings, key=lambda rows: max((len(_columns_of(row)) for row in rows), default=0))


def _columns_of(row: Sequence[object]) -> dict[str, int]:
    """The index of each column that a row of headings names; the first of two headings counts."""
    indices: dict[str, int] = {}
    for index, cell in enumerate(row):
        for part in (str(cell), *re.split(r"[\n/(（]", str(cell))):
            meanings = vocabulary.meanings("statement", part)
            if len(meanings) == 1:
                indices.setdefault(next(iter(meanings)), index)
                break
    return indices


def _is_header(columns: dict[str, int]) -> bool:
    return "content" in columns and bool({"amount", "credit"} & set(columns))


def _statement(transfers: Any) -> tuple[Table, list[Problem]]:
    """A statement as a table with the columns of `schema.STATEMENT`, for all headings that are known, wherever the row of headings is."""
    if isinstance(transfers, (list, tuple)) and transfers and all(isinstance(row, (list, tuple)) for row in transfers):
        rows = [list(row) for row in transfers]
    else:
        source = with_lists(table(TABLE, transfers))
        headings = [source.headings.get(name, name) for name in source.columns]
        rows = [headings, *(list(row) for row in zip(*source.columns.values(), strict=True))]
    start = next((index for index, row in enumerate(rows) if _is_header(_columns_of(row))), None)
    if start is None:
        message = Text("the statement has no headings for amount and content")
        fix = Text("keep the line of headings, such as: Ngày, Số tiền, Nội dung")
        return Table(TABLE, {}), [Problem(TABLE, 0, "", message, fix)]
    indices = _columns_of(rows[start])
    width = len(rows[start])
    body = [[*row, *[None] * (width - len(row))] for row in rows[start + 1 :]]
    body = [[None] * width if any(vocabulary.is_total(cell) for cell in row) else row for row in body]
    figures = {"amount", "credit", "debit"}
    columns = {name: [_plain(row[index]) if name in figures else row[index] for row in body] for name, index in indices.items()}
    return Table(TABLE, columns, headings={name: str(rows[start][index]) for name, index in indices.items()}), []


def _plain(cell: object) -> object:
    """An amount of dong as a number: three digits after a separator are thousands, because no bank writes thousandths of a dong."""
    match = _DONG.fullmatch(" ".join(cell.split())) if isinstance(cell, str) else None
    return int(match[1] + re.sub(r"[^0-9]", "", match[2])) if match else cell


def _dues(dues: Any) -> tuple[list[matching.Due], list[Problem]]:
    """The dues, one for each row, and their problems. Raises PoolsplitError for a table without a column memo, or for what is not a table."""
    if isinstance(dues, (list, tuple)) and all(isinstance(due, matching.Due) for due in dues):
        return list(dues), []
    source = with_lists(table("dues", dues))
    memos = source.columns.pop("memo", None)
    if memos is None:
        raise PoolsplitError(Text("the dues have no column memo"))
    memos = [memo for row, memo in enumerate(memos) if any(values[row] not in {None, ""} for values in source.columns.values())]
    typed, problems = read(source, None, "VND")
    result: list[matching.Due] = []
    for row, memo in enumerate(memos):
        codes = codes_in(memo)
        if len(codes) != 1:
            message = Text('"{memo}" is no memo with a payment code', memo=memo)
            problems.append(typed.problem(row, "partner", message, Text("take it from the payment card")))
        elif any(codes == codes_in(due.memo) for due in result):
            problems.append(typed.problem(row, "partner", Text("the payment code {code} stands twice", code=codes[0])))
        else:
            result.append(matching.Due(str(typed.get("partner")[row]), typed.get("due")[row] or 0, str(memo)))
    return result, problems
