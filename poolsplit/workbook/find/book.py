"""One reading of a workbook while it goes on: what was answered, what is known, what was handed on, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Listing, Problem, Text
from poolsplit.values.names import key
from poolsplit.workbook.find.account import Account
from poolsplit.workbook.find.join import spellings
from poolsplit.workbook.find.names import Names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.tables.table import Table, Taken
    from poolsplit.workbook.find.answers import Answers
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.labels import Label
    from poolsplit.workbook.find.shape.regions import Region

MOST_CHOICES = 5


@dataclass
class Book:
    """What all steps of a reading share.

    sheets: those that are not left out. regions, labels: what was found on them, in order. kinds: region -> which table it is.
    pools: region -> the batch that it is of. blocks: sheet -> first row and name of each of its batches.
    captions: sheet -> where the captions of its batches stand, or the titles of the sheets that are batches, and their texts; doubtful: the same of
    those of which nothing says that they are batches; together: sheets whose blocks are one order, as was answered.
    titles: sheets that are called by the partner whose order they hold.
    over: a list of orders -> cell and text of the names above it and the blocks like it, where it is not certain that these are partners.
    rates: currency -> its rate in dong, as far as one is plausible. constants: numbers that are written beside a label -> that label; other
    numbers may be made with them: a rate, one price for all. supposed: currency -> 1,000 times a rate that is not plausible as it stands.
    proven: currency -> such a rate, where amounts were made with it.
    parts: table -> what was handed on of it. taken: what was taken for what. problems: questions, warnings, and what cannot be read.
    """

    answers: Answers
    lang: str
    sheets: list[Cells] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    kinds: dict[Region, str] = field(default_factory=dict)
    pools: dict[Region, str] = field(default_factory=dict)
    blocks: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    captions: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    doubtful: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    together: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    over: dict[Region, list[tuple[str, str]]] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    constants: dict[Value, str] = field(default_factory=dict)
    rates: dict[str, Value] = field(default_factory=dict)
    supposed: dict[str, Value] = field(default_factory=dict)
    proven: dict[str, Value] = field(default_factory=dict)
    account: Account = field(default_factory=Account)
    parts: dict[str, list[Table]] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def hand_on(self, table: Table) -> None:
        """Add rows of a table to what is handed on."""
        if table.size:
            self.parts.setdefault(table.name, []).append(table)

    def spellings(self) -> dict[tuple[str, ...], str]:
        """The names of the SKU list by their words, as it spells them."""
        return spellings(value for part in self.parts.get("items", []) for value in part.columns.get("sku", ()) if value is not None)

    def ordered(self, *columns: str) -> set[str]:
        """The keys of the names that stand in some columns of the orders that were handed on: "partner", "sku"."""
        values = {value for part in self.parts.get("orders", []) for column in columns for value in part.columns.get(column, ())}
        return {key(value) for value in values - {None}}

    def is_answered(self, cell: str) -> bool:
        """Whether the number in a cell has been answered."""
        return cell.replace(" ", "") in self._answered

    def is_restated(self, cell: str) -> bool:
        """Whether somebody has answered what the number in a cell is."""
        place = cell.replace(" ", "") + "=="
        return any(entry.written.replace(" ", "").startswith(place) for entry in self.answers.entries)

    @cached_property
    def _answered(self) -> set[str]:
        """The places of all answers, without blanks."""
        written = (entry.written.replace(" ", "") for entry in self.answers.entries)
        return {text.partition("==")[0] if "==" in text else text.rpartition("=")[0] for text in written}

    def ask_once(self, problem: Problem) -> None:
        """Ask a question, unless it is asked already."""
        if all((problem.message, problem.cell) != (other.message, other.cell) for other in self.problems):
            self.problems.append(problem)

    def ask(self, table: str, column: str, cell: str, message: str, choices: Sequence[tuple[str, str]]) -> None:
        """Ask what a cell is. choices: (meaning of an answer about that cell, what it says to a person), the likeliest first."""
        self.problems.append(question(table, column, cell, message, [Choice(f"{cell}={meaning}", text) for meaning, text in choices]))

    def warn(self, table: str, column: str, cell: str, message: str, fix: str) -> None:
        """Say something about a cell that changes no result."""
        self.problems.append(Problem(table, 0, column, message, fix, cell, warning=True))


def question(table: str, column: str, cell: str, message: str, choices: Sequence[Choice]) -> Problem:
    """A problem that an answer solves."""
    shown = Listing(Text('--answer "{answer}" ({text})', answer=choice.answer, text=choice.text) for choice in choices[:MOST_CHOICES])
    return Problem(table, 0, column, message, Text("say which: {choices}", choices=shown), cell, choices=tuple(choices[:MOST_CHOICES]))
