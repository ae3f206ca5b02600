"""Questions of one cause as one: the same word in several lines, the same heading in several tables, the cancelled rows of one partner."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.values.names import key
from poolsplit.workbook.find.book import question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.errors import Problem

_SAME_HEADING = frozenset({
    'what is "{heading}" ({numbers})?', 'is "{heading}" how many pieces are ordered?', 'no heading says which SKU is ordered: does "{heading}"?',
    'what does "{heading}" say of the costs ({names})?', 'the heading "{heading}" can mean {candidates}',
})
_SAME_BASIS = 'what is {cost} shared by? "{text}" is nothing that is known'
_REMARKS, _STRUCK = 'row {row} ("{name}") says "{text}": does it count?', 'row {row} ("{name}") is struck through: does it count?'
_MOST_SHOWN = 6


def merged(problems: Sequence[Problem]) -> list[Problem]:
    """Problems with those of one cause as one, in the place of the first."""
    groups: dict[object, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(_cause(problem) or id(problem), []).append(problem)
    return [problem for group in groups.values() for problem in _as_one(group)]


def _cause(problem: Problem) -> tuple[object, ...] | None:
    """What questions of one cause have in common; None for a problem that is alone."""
    message = problem.message
    if not isinstance(message, Text) or not problem.choices or problem.warning:
        return None
    texts = tuple(sorted(str(choice.text) for choice in problem.choices))
    if message.template in _SAME_HEADING:
        return message.template, key(message.values["heading"]), texts
    if message.template == _SAME_BASIS:
        return message.template, key(message.values["text"])
    if message.template in {_REMARKS, _STRUCK}:
        return message.template, problem.cell.rpartition("!")[0], key(message.values["name"]), texts
    return None


def _as_one(group: Sequence[Problem]) -> Iterator[Problem]:
    """The questions of a group as one; the choices that all of them have, each as an answer to all."""
    first = group[0]
    texts = [choice.text for choice in first.choices if all(choice.text in {other.text for other in each.choices} for each in group)]
    if len(group) == 1 or not texts:
        yield from group
        return
    answers = {text: dict.fromkeys(choice.answer for each in group for choice in each.choices if choice.text == text) for text in texts}
    choices = [Choice("; ".join(of_text), text) for text, of_text in answers.items()]
    yield replace(question(first.table, first.column, first.cell, _message(group), choices), row=first.row)


def _message(group: Sequence[Problem]) -> str:
    """The sentence of a question about several places."""
    message = group[0].message
    if not isinstance(message, Text):
        return message
    values = [each.message.values for each in group if isinstance(each.message, Text)]
    if message.template == _SAME_BASIS:
        costs = ", ".join(dict.fromkeys(str(each["cost"]) for each in values))
        return Text('what is {cost} shared by? "{text}" is nothing that is known', cost=costs, text=message.values["text"])
    rows = ", ".join(str(each.get("row")) for each in values[:_MOST_SHOWN]) + (" …" if len(values) > _MOST_SHOWN else "")
    if message.template == _REMARKS:
        texts = ", ".join(dict.fromkeys(str(each["text"]) for each in values))
        return Text('rows {rows} ("{name}") say "{text}": do they count?', rows=rows, name=message.values["name"], text=texts)
    if message.template == _STRUCK:
        return Text('rows {rows} ("{name}") are struck through: do they count?', rows=rows, name=message.values["name"])
    return message
