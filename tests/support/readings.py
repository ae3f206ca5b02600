"""What a reading of sheets says, in a form that tests compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poolsplit.workbook.find.tables import Reading


def columns(reading: Reading) -> dict[str, dict[str, list[object]]]:
    """Table -> column -> values."""
    return {name: table.columns for name, table in reading.tables.items()}


def asked(reading: Reading) -> list[str]:
    """What is asked, or cannot be read: cell, message and way out."""
    return [f"{problem.cell}: {problem.message} -> {problem.fix}" for problem in reading.problems if not problem.warning]


def questions(reading: Reading) -> list[str]:
    """What is asked, or cannot be read: cell and message."""
    return [f"{problem.cell}: {problem.message}" for problem in reading.problems if not problem.warning]


def choices(reading: Reading) -> list[list[str]]:
    """The answers that each question offers."""
    return [[choice.answer for choice in problem.choices] for problem in reading.problems if not problem.warning]


def warned(reading: Reading) -> list[str]:
    """What is said and changes nothing: cell and message."""
    return [f"{problem.cell}: {problem.message}" for problem in reading.problems if problem.warning]
