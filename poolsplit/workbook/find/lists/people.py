"""Names of people in two columns of a list: which of them is the partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.remarks import is_nick, is_person
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.names import column_keys, settled_elsewhere

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

_OF_SKUS = ("sku", "colour", "size")
_TWO = 2


def settle_columns(book: Book) -> None:
    """Where two columns of orders are names of people, one is the partner: the one whose names stand in other tables, else no nick beside a name."""
    for region in book.regions:
        _settle_person(region)
        columns = _of_people(region)
        if len(columns) == _TWO and region.said("quantity") and any(is_nick(region.headings[column].text) for column in columns):
            _settle(book, region, columns)


def _settle_person(region: Region) -> None:
    """The only names of people beside pieces are those of partners: "Họ tên"."""
    persons = [column for column in region.columns if region.headings[column].meanings == ("name",) and is_person(region.headings[column].text)]
    is_order = region.said("quantity", weak=False) and region.said(*_OF_SKUS, "unit_price", weak=False)
    if len(persons) == 1 and persons[0] not in region.numeric and is_order and not region.said("partner"):
        region.mean(persons[0], "partner")


def _of_people(region: Region) -> list[int]:
    """The columns of texts whose headings are names of people; "Tên" beside a column of SKUs is one."""
    meanings = {("partner",), ("name",)} if region.said(*_OF_SKUS, weak=False) else {("partner",)}
    return [column for column in region.columns if region.headings[column].meanings in meanings and column not in region.numeric]


def _settle(book: Book, region: Region, columns: list[int]) -> None:
    """Settle which of two columns of names is the partner; a name that has several nicks is asked about."""
    answered = [column for column in columns if column in region.answered]
    known = {column: len(_known(book, region, column)) for column in columns}
    nick, name = sorted(columns, key=lambda column: not is_nick(region.headings[column].text))
    if answered:
        chosen = answered[0]
    elif known[nick] != known[name]:
        chosen = max(columns, key=lambda column: known[column])
    else:
        chosen = name
        if _nicks_of_one(region, name, nick):
            _ask(book, region, name, nick)
    for column in columns:
        region.mean(column, "partner" if column == chosen else "contact")


def _known(book: Book, region: Region, column: int) -> set[str]:
    """The names of a column that other tables have, or that are those of lead buyers."""
    names = set(column_keys(region, column))
    return settled_elsewhere(names, region, book.regions) | (names & book.names.leads)


def _nicks_of_one(region: Region, name: int, nick: int) -> bool:
    """Whether one name stands beside several nicks: they may be several people."""
    nicks: dict[str, set[str]] = {}
    for row in region.rows:
        if region.cells.name(row, name) and region.cells.name(row, nick):
            nicks.setdefault(region.cells.key(row, name), set()).add(region.cells.key(row, nick))
    return any(len(each) > 1 for each in nicks.values())


def _ask(book: Book, region: Region, name: int, nick: int) -> None:
    """Ask which of two columns of names is the partner."""
    first, second = region.headings[name].text, region.headings[nick].text
    message = Text('"{first}" and "{second}" both name people, and not the same ones: which of them are the partners?', first=first, second=second)
    cell = region.address(name)
    choices = [
        Choice(f"{region.address(nick)}=partner", Text('those under "{heading}"', heading=second)),
        Choice(f"{cell}=partner", Text('those under "{heading}"', heading=first)),
    ]
    book.problems.append(question("orders", "partner", cell, message, choices))
