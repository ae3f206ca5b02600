"""Terms, rates, costs and values for all pieces that stand as label and value: side by side, one above the other, or in one cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Problem, Text, name_text
from poolsplit.tables.headings import is_unit, meant, parse
from poolsplit.tables.labels import Name, name_of
from poolsplit.tables.rate_bands import band
from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import basis, is_past, says_rate
from poolsplit.values.money import currency_code
from poolsplit.workbook.find.answers import BASES
from poolsplit.workbook.find.shape.cells import around_amount, number_of
from poolsplit.workbook.find.shape.one_cell import amount_and_basis, figures_in, label_and_value
from poolsplit.workbook.read.grid import Box
from poolsplit.workbook.read.sheet import like_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from poolsplit.workbook.find.answers import Answers
    from poolsplit.workbook.find.shape.cells import Cells

    Area = Collection[Box]

_KINDS = {column.name: column.kind for column in TABLES["terms"]}
_NUMERIC = {"money", "measure"}
_FIRST_DIGIT = re.compile(r"[^\w\s]?\d")
_LONGEST = 120
"""The characters of the longest text that may be a label with its value."""
_LONGEST_RATE = 30
"""Those of the longest text that is the label of a rate because of its value alone."""
_THOUSAND = 1000
_MOST_WORDS = 6
"""The words of the longest label of a rate."""
_REACH = 2
"""The columns from a label to its value."""
_FOR_ALL = ("unit_price", "unit_kg", "unit_cbm")
_OF_NUMBERS = frozenset({"amount", "rate", "paid", *_FOR_ALL})
"""What a label with a number beside it can be answered to be: a cost, a rate of exchange, a payment, what holds for all pieces."""
_OF_SENTENCES = frozenset({"amount", "paid", "own"})
"""What a sentence with an amount can be answered to be."""
_RATE_WORDS = frozenset({"rate", "to", "=", "fx"})
BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
"""Words in brackets."""
_MAY_BE_A_CODE = re.compile(r"[A-Za-z]{2,4}")
"""A currency, also one that is misspelt."""


@dataclass(frozen=True)
class Label:
    """One label with its value.

    name: what it says; table "items" for a value that holds for all pieces, "partner" for whose sheet it is.
    text: as written. cell: where the value stands, place: its row and column. box: label and value.
    beside: for costs, the currency and the basis behind the amount: column -> (value, address).
    """

    name: Name
    text: str
    value: object
    cells: Cells
    cell: str
    place: tuple[int, int]
    box: Box
    beside: dict[str, tuple[object, str]] = field(default_factory=dict)


@lru_cache(maxsize=20_000)
def is_label(text: str, *, costs: bool = True) -> bool:
    """Whether a text labels a value beside it: a term or a rate, and with `costs` a cost.

    >>> is_label("Tỷ giá"), is_label("CNY rate"), is_label("Cước"), is_label("Cước", costs=False), is_label("An")
    (True, True, True, False, False)
    """
    name = name_of(text)
    if name is not None and (costs or name.table != "costs"):
        return True
    return rate_of(text) is not None


@lru_cache(maxsize=20_000)
def rate_of(text: str) -> str | None:
    """The currency that a label gives a rate of; None where it is no label of a rate.

    >>> rate_of("CNY rate"), rate_of("USD to VND"), rate_of("1 KRW ="), rate_of("Tỷ giá tệ"), rate_of("Lan")
    ('CNY', 'USD', 'KRW', 'CNY', None)
    """
    name = name_of(text)
    if name is not None:
        return name.column if name.table == "rates" else None
    parts = [part.strip(" :()") for part in unicodedata.normalize("NFKC", text).replace("=", " = ").casefold().split()]
    codes = [code for part in parts if (code := currency_code(part)) and code != "VND"]
    about_rates = not _RATE_WORDS.isdisjoint(parts) or any("rate" in parse(" ".join(parts[:end])).meanings for end in range(1, len(parts)))
    return codes[0] if about_rates and codes and len(parts) <= _MOST_WORDS else None


def name_in(text: str) -> Name | None:
    """What a label says; also of values that hold for all pieces, and whose sheet it is. None for words that nobody knows."""
    name = name_of(text)
    if name is not None:
        return name
    code = rate_of(text)
    if code is not None:
        return Name("rates", code)
    heading = parse(text)
    for meaning in () if is_unit(text) else _FOR_ALL:
        if meaning in heading.meanings:
            return Name("items", meaning, heading.unit, heading.languages)
    if heading.meanings == ("partner",):
        return Name("partner", "partner", languages=heading.languages)
    return None


def find_labels(cells: Cells, taken: Area, answers: Answers) -> Iterator[Label | Problem]:
    """All labels with values outside the rectangles `taken`; a problem where a label's own cell holds no value that it can have."""
    sheet, past = cells.sheet, cells.past
    for row, columns in sheet.rows.items():
        done = 0
        for column in columns:
            if _inside(row, column, taken) or (row, column) in past:
                continue
            text = sheet.text(row, column)
            if is_past(text):
                break    # and so is what stands behind it
            if column <= done or not text or len(text) > _LONGEST or sheet.anchor(row, column) != (row, column):
                continue
            said = answers.heading(sheet, row, column)
            name, inline = _name_at(cells, row, column, said)
            if name is None or (said == "partner" and not inline and len(columns) == 1):
                continue    # a partner's name over the order that is hers
            if inline:
                label = _inline(cells, (row, column), name, inline, answers)
            else:
                label = _beside(cells, row, column, name, taken, certain=said == "lead_buyer")
            if isinstance(label, Label) and label.place[0] == row:
                done = label.box.right
            if label is not None:
                yield label


def _name_at(cells: Cells, row: int, column: int, said: str) -> tuple[Name | None, str]:
    """What a cell labels, and the value behind it in the same cell; None where it is no label. said: what somebody has answered that it is."""
    said = "" if said in BASES else said
    sentence = around_amount(cells.sheet.text(row, column)) if said == "amount" and (row, column) in cells.holding else None
    if said:
        label, inline = label_and_value(cells.sheet.text(row, column)) or (cells.sheet.text(row, column), "")
        return (_cost(sentence[0]), sentence[1]) if sentence else (_answered(said, label), inline)
    name, inline = _split(cells.sheet.text(row, column))
    if name is None:
        name, inline = _rate_by_value(cells, row, column)
    return (_cost_by_basis(cells, row, column), "") if name is None else (name, inline)


def _cost_by_basis(cells: Cells, row: int, column: int) -> Name | None:
    """A text is the name of a cost where an amount stands beside it and behind that what it is shared by, or where that stands in its brackets."""
    text, sheet = cells.sheet.text(row, column), cells.sheet
    right = [c for c in sheet.rows[row] if c > column][:3]
    if not right or (row, right[0]) not in cells.numbers or right[0] > column + _REACH:
        return None
    if basis_in(text) or any(basis(cells.text(row, c)) for c in right[1:]):
        name = _cost(text)
        return None if name is None or parse(name.column).meanings else name
    return None


def _cost(text: str) -> Name | None:
    """A cost by the name that stands before the brackets and the colon of its label; None where that is blank.

    >>> _cost("Bãi xe (theo cân):")
    Name(table='costs', column='Bãi xe', currency='', languages=frozenset())
    """
    bare = re.sub(r"\([^)]*\)", " ", unicodedata.normalize("NFKC", text)).strip(" :")
    return Name("costs", bare) if bare else None


def basis_in(text: str) -> str | None:
    """The basis in the brackets of a label: "Cước (theo cân):".

    >>> basis_in("Cước (theo cân):"), basis_in("Cước (tháng 9)")
    ('kg', None)
    """
    return next((found for part in BRACKETS.findall(text) if (found := basis(part.strip()))), None)


def _rate_by_value(cells: Cells, row: int, column: int) -> tuple[Name | None, str]:
    """A text that names a currency is the label of its rate where the value beside it, or behind its colon, is a plausible one: "TG tệ | 3.500"."""
    text = cells.sheet.text(row, column)
    label, inline = label_and_value(text) or (text, "")
    code = _currency_in(label)
    if code is None or len(label) > _LONGEST_RATE:
        return None, ""
    right = next((each for each in cells.sheet.rows[row] if each > column), 0)
    beside = cells.numbers.get((row, right)) if right <= column + _REACH else None
    number = number_of(inline, cells.lang) if inline else beside
    limits = band(code, "VND")
    if number is None or limits is None:
        return None, ""
    says_so = _currency_in(BRACKETS.sub(" ", label)) is not None    # "Mỗi cái ($)" has a unit in brackets, and is no rate of 22.96
    large = number.value * _THOUSAND if says_so and not isinstance(number.value, int) else None    # Excel takes 3.565 for a little more than 3
    readings = (number.value, number.other, large)
    fits = any(value is not None and limits[0] <= value <= limits[1] for value in readings)
    return (Name("rates", code), inline) if fits else (None, "")


def _currency_in(label: str) -> str | None:
    """The only foreign currency in a text; yuan where it names none and has a word for rates.

    >>> _currency_in("TG tệ"), _currency_in("参考汇率"), _currency_in("USD / CNY"), _currency_in("Lan")
    ('CNY', 'CNY', None, None)
    """
    words = re.findall(r"[^\W\d]+|[^\w\s.,:]", unicodedata.normalize("NFKC", label))
    codes = {code for word in (label, *words) if (code := currency_code(word)) and code != "VND"}
    if not codes and says_rate(label):
        return "CNY"
    return codes.pop() if len(codes) == 1 else None


def is_answered_label(cells: Cells, answers: Answers, row: int, column: int) -> bool:
    """Whether somebody has explained a label with a number beside it, which therefore heads no table."""
    said = answers.heading(cells.sheet, row, column)
    if said in {*_OF_SENTENCES, *_OF_NUMBERS, "lead_buyer"} and (row, column) in cells.holding:
        return True
    if said not in _OF_NUMBERS:
        return False
    right = next((each for each in cells.sheet.rows[row] if each > column), 0)
    return right <= column + _REACH and (row, right) in cells.numbers


def _answered(said: str, text: str) -> Name | None:
    """What a label is that somebody has explained."""
    if said == "amount":
        return _cost(text)
    if said in _FOR_ALL:
        return Name("items", said, meant(parse(text), said).unit)
    if said in _KINDS and said != "pool":
        return Name("terms", said)
    return {"partner": Name("partner", "partner"), "rate": Name("rates", "CNY")}.get(said)


def _inside(row: int, column: int, boxes: Area) -> bool:
    """Whether a cell lies in one of some rectangles."""
    return any(box.top <= row <= box.bottom and box.left <= column <= box.right for box in boxes)


@lru_cache(maxsize=20_000)
def _split(text: str) -> tuple[Name | None, str]:
    """The label in a text and the value behind it: at a colon, at "=", or before the first digit."""
    folded = unicodedata.normalize("NFKC", text)
    pair = label_and_value(folded)
    if pair and pair[1][:1].isdecimal() and name_in(pair[0]) is not None:
        return name_in(pair[0]), pair[1]
    whole = name_in(folded)
    if whole is not None and not (whole.table == "rates" and re.search(r"=\s*\S", folded)):
        return whole, ""
    if pair and name_in(pair[0]) is not None:
        return name_in(pair[0]), pair[1]
    cost = _cost(pair[0]) if pair else None
    if pair and cost and not parse(cost.column).meanings and amount_and_basis(pair[1], "")[1]:
        return cost, pair[1]
    left, found, right = folded.partition("=")
    if found and name_of(left) is not None:
        return name_of(left), right.strip()
    return _split_at_digit(folded)


def _split_at_digit(folded: str) -> tuple[Name | None, str]:
    """The label before the first digit of a text, and the value from there on."""
    digit = _FIRST_DIGIT.search(folded)
    if digit and digit.start():
        name = name_of(folded[: digit.start()])
        return (name, folded[digit.start() :].strip()) if name else (None, "")
    return None, ""


def _fits(name: Name, value: object) -> bool:
    """Whether a value can be one of this label: a number where one is needed, a name for the lead buyer."""
    if value is None or isinstance(value, bool):
        return False
    if name.table == "rates":
        return like_number(value) or (isinstance(value, str) and any(letter.isdecimal() for letter in value) and name_of(value) is None)
    if name.table in {"costs", "items"} or (name.table == "terms" and _KINDS[name.column] in _NUMERIC):
        return like_number(value)
    if name.table == "partner":
        return isinstance(value, str) and not like_number(value) and _split(value)[0] is None and not parse(value).meanings
    if name.column == "currency":
        return isinstance(value, str) and bool(currency_code(value) or _MAY_BE_A_CODE.fullmatch(value.strip()))
    return not (isinstance(value, str) and _split(value)[0] is not None) and not (_KINDS[name.column] == "name" and like_number(value))


def _inline(cells: Cells, place: tuple[int, int], name: Name, value: str, answers: Answers) -> Label | Problem | None:
    """The label of a value that stands behind it in the same cell; a problem where it can have no such value."""
    sheet, text = cells.sheet, cells.sheet.text(*place)
    cell, said = sheet.address(*place), answers.number(sheet, *place)
    behind = amount_and_basis(value, cell) if name.table == "costs" else ("", {})
    is_named = answers.heading(sheet, *place) == "lead_buyer"    # a name may be a number: "2050"
    amount, beside = (said, {}) if said else (value, {}) if is_named or _fits(name, value) else behind
    if amount:
        beside |= _further(cells, place, text) if name.table == "costs" else {}
        box = Box(*place, place[0], place[1] + sum(address != cell for _, address in beside.values()))
        return Label(_with_currency(name, amount), text, amount, cells, cell, place, box, beside)
    is_told = name.table == "costs" and cells.holding.get(place) == "sentence"    # an amount in a sentence is spoken of as one
    if name.table not in {"terms", "rates", "costs"} or is_told or answers.cell(sheet, *place) == "ignore":
        return None
    message = Text('"{text}" names {column}, but no value that can be read', text=text, column=name_text(name.column))
    fix = Text("type the label into one cell and the value into the next one, or reword it if it is only a note")
    figures = figures_in(value) if name.table == "costs" else []
    if figures:
        remark = Choice(f"{cell}=ignore", Text("no, it is only a remark"))
        choices = [*(Choice(f"{cell}=={figure}", Text("it is {number}", number=figure)) for figure in figures), remark]
        return Problem("costs", 0, "", message, fix, cell, choices=tuple(choices))
    return Problem(name.table, 0, "", message, fix, cell, warning=True)


def _beside(cells: Cells, row: int, column: int, name: Name, taken: Area, *, certain: bool = False) -> Label | None:
    """The value right of a label, else the one below it, where nothing else stands below that. certain: whatever stands right of it, is one."""
    sheet = cells.sheet
    span = sheet.spans.get((row, column), Box(row, column, row, column))
    reach = 1 if name.table == "items" else _REACH
    right = [c for c in sheet.rows[row] if span.right < c <= span.right + reach and not _inside(row, c, taken)]
    if name.table == "rates" and len(right) > 1 and sheet.text(row, right[0]) in {"=", ":"}:
        right = right[1:]
    if right and (certain or _fits(name, sheet.at(row, right[0]))):
        place = (row, right[0])
    elif not right or name_in(sheet.text(row, right[0])) is not None:
        place = (span.bottom + 1, column)
        others = {meaning for c in sheet.rows[row] for meaning in parse(sheet.text(row, c)).meanings}
        is_column = bool(others & {"partner", "sku", "name", "cost"}) or sheet.at(place[0] + 1, column) is not None
        if is_column or _inside(*place, taken) or not _fits(name, sheet.at(*place)):
            return None
    else:
        return None
    value = sheet.at(*place)
    beside = _further(cells, place, sheet.text(row, column)) if name.table == "costs" and place[0] == row else {}
    last = max([place[1], *(place[1] + at for at in range(1, len(beside) + 1))])
    box = Box(row, column, place[0], max(column, last))
    return Label(_with_currency(name, value), sheet.text(row, column), value, cells, sheet.address(*place), place, box, beside)


def _further(cells: Cells, place: tuple[int, int], label: str) -> dict[str, tuple[object, str]]:
    """The currency and the basis that stand behind a cost's amount."""
    found: dict[str, tuple[object, str]] = {}
    said = basis_in(label)
    if said:
        found["basis"] = (said, cells.address(*place))
    for column in (place[1] + 1, place[1] + 2):
        text = cells.text(place[0], column)
        if currency_code(text):
            found["currency"] = (currency_code(text), cells.address(place[0], column))
        elif basis(text) and "basis" not in found:
            found["basis"] = (basis(text), cells.address(place[0], column))
        else:
            break
    return found


def _with_currency(name: Name, value: object) -> Name:
    """The rate's currency as the value names it ("1 USD = 25.400"), where it names one other than dong."""
    if name.table != "rates" or not isinstance(value, str):
        return name
    codes = [currency_code(word) for word in re.findall(r"[^\W\d]+|[^\w\s.,]", value)]
    foreign = next((code for code in codes if code and code != "VND"), name.column)
    return name._replace(column=foreign)
