"""Numerals: digits with their separators and magnitudes, as people in Vietnam, China and elsewhere type them.

"12.300.000", "1,234.56", "17tr5", "1 tỷ 200 triệu", "30万": numbers are Fractions, exact under every conversion of units and rates.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from poolsplit.errors import NumberError, Text

_LONGEST_QUOTE = 64
_GROUP = 3


class _Magnitude(NamedTuple):
    """factor: the number that the word multiplies by. tail: the most digits that may follow the word ("17tr5" is 17.5 million)."""

    factor: int
    tail: int


_VIETNAMESE = {3: "k nghìn nghin ngàn ngan", 6: "tr triệu trieu", 9: "tỷ tỉ ty"}
_CHINESE = {2: "百", 3: "千 仟", 4: "万 萬 w", 5: "十万", 6: "百万", 7: "千万", 8: "亿 億"}
_ENGLISH = {3: "thousand", 6: "million", 9: "billion"}
_MAGNITUDES = {
    word: _Magnitude(10**zeros, tail)
    for words_by_zeros, tail in ((_VIETNAMESE, 3), (_CHINESE, 1), (_ENGLISH, 0))
    for zeros, words in words_by_zeros.items()
    for word in words.split()
}

_UNIT = _Magnitude(1, 0)
_NUMERAL_STARTS = frozenset("0123456789.,")
_TOKENS = re.compile(r"[0-9.,' ]+|[^0-9.,' ]+")


def is_amount(text: str) -> bool:
    """True where folded text is numerals with known magnitudes between and behind them.

    >>> is_amount("17tr5"), is_amount("17 cái"), is_amount("cái")
    (True, False, False)
    """
    tokens = [token.strip() for token in _TOKENS.findall(text)]
    return bool(tokens) and all(word in _MAGNITUDES for word in tokens[1::2]) and all(token[:1] in _NUMERAL_STARTS for token in tokens[0::2])


def amount(text: str, mark: str) -> Fraction:
    """The sum of numerals with falling magnitudes. Raises NumberError where digits or separators are not as people write them.

    text: folded text for which `is_amount` is True. mark: "," or ".", the decimal mark where a mark could also separate thousands.

    >>> amount("1 tỷ 200 triệu", ","), amount("1tr250", ","), amount("3万5千", ".")
    (Fraction(1200000000, 1), Fraction(1250000, 1), Fraction(35000, 1))
    >>> amount("1.234", ","), amount("1.234", "."), amount("12.300,50", ".")
    (Fraction(1234, 1), Fraction(617, 500), Fraction(24601, 2))
    """
    tokens = [token.strip() for token in _TOKENS.findall(text)]
    pairs = [(tokens[i], tokens[i + 1] if i + 1 < len(tokens) else "") for i in range(0, len(tokens), 2)]
    numeral, word = pairs[0]
    total, previous = _decimal(numeral, mark), _MAGNITUDES.get(word, _UNIT)
    total *= previous.factor
    for numeral, word in pairs[1:]:
        if total % previous.factor:
            raise not_a_number(text)
        part = _decimal(numeral, mark) * _MAGNITUDES[word].factor if word else _tail(numeral, previous, text)
        if part >= previous.factor:
            raise not_a_number(text)
        total, previous = total + part, _MAGNITUDES.get(word, _UNIT)
    return total


def _tail(digits: str, magnitude: _Magnitude, text: str) -> Fraction:
    """The amount of the digits that follow a magnitude word: the 5 of "17tr5", the 250 of "1tr250".

    "1tr5000" could add 5,000 or half a million, "3万500" 500 or 5,000: an unusual number of digits is therefore refused.
    """
    if not digits.isdigit() or not (len(digits) <= magnitude.tail or 10 ** len(digits) == magnitude.factor):
        raise NumberError(
            Text('it is not clear what the digits at the end of "{text}" stand for', text=text),
            Text("type digits only, for example 12300000"),
        )
    return Fraction(int(digits) * magnitude.factor, 10 ** len(digits))


def _decimal(numeral: str, mark: str) -> Fraction:
    """The number that digits with separators of thousands and decimals stand for."""
    marks = [letter for letter in numeral if letter in ".,"]
    whole, decimals = numeral, ""
    if marks and _ends_in_decimals(numeral, marks, mark):
        whole, _, decimals = numeral.rpartition(marks[-1])
        if not decimals.isdigit():
            raise not_a_number(numeral)
    return Fraction(int(_ungrouped(whole) + decimals), 10 ** len(decimals))


def _ends_in_decimals(numeral: str, marks: list[str], mark: str) -> bool:
    """True where the last mark stands before decimals; `mark` decides where one to three digits, a mark and three digits can be either."""
    last = marks[-1]
    if marks.count(last) > 1 or len(marks) > 1:
        return marks.count(last) == 1
    whole, _, rest = numeral.partition(last)
    could_be_a_group = whole.isdigit() and len(whole) <= _GROUP and whole[0] != "0" and rest.isdigit() and len(rest) == _GROUP
    return last == mark if could_be_a_group else True


def _ungrouped(whole: str) -> str:
    """The digits without the separators of thousands; "0" where the numeral begins with its decimal mark."""
    if not whole or whole.isdigit():
        return whole or "0"
    separators = {letter for letter in whole if not letter.isdigit()}
    first, *groups = whole.split(separators.pop())
    well_formed = first.isdigit() and len(first) <= _GROUP and first[0] != "0"
    if separators or not well_formed or not all(len(group) == _GROUP for group in groups):
        raise NumberError(
            Text('the separators in "{text}" do not set off groups of three digits', text=whole),
            Text("type the number without separators, for example 12300000"),
        )
    return first + "".join(groups)


def quoted(value: object) -> str:
    """The value as an error quotes it: on one line, of at most 64 characters.

    >>> quoted(True), quoted("12  300"), quoted(Fraction(1, 3))
    ('TRUE', '12 300', '1/3')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int) and abs(value) >= 10**_LONGEST_QUOTE:
        return "1e64+"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "\u2026"


def decimal_text(value: Fraction) -> str:
    """An exact number as text: a decimal without grouping, with a decimal point, or numerator/denominator where its decimals never end.

    >>> decimal_text(Fraction(617, 500)), decimal_text(Fraction(-12300000)), decimal_text(Fraction(1, 3))
    ('1.234', '-12300000', '1/3')
    """
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    if rest != 1:
        return str(value)
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if value < 0 else "") + whole + ("." + decimals if places else "")


def not_a_number(value: object) -> NumberError:
    """The error for a value in which no number can be read.

    >>> print(not_a_number("about 5"), "/", not_a_number("about 5").fix)
    "about 5" is not a number / type digits only, for example 12300000
    """
    return NumberError(Text('"{text}" is not a number', text=quoted(value)), Text("type digits only, for example 12300000"))
