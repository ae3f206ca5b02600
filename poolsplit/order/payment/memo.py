"""Memos: the code in a transfer that says whose payment it is, and the search for it on a statement. (spec.md, section 7)"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from poolsplit.errors import PaymentError, Text
from poolsplit.values.names import without_tones
from poolsplit.values.short_codes import ALPHABET, check_of_hashed, hashed_symbols

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_MEMO = 25
_MARK = "PS"
_HASHED = 8
_CODE = re.compile(f"{_MARK}[{ALPHABET}]{{{_HASHED + 1}}}")


def memo_text(value: object) -> str:
    """A memo as banks carry it: Latin letters without marks, digits, single spaces; at most 25 characters.

    Vietnamese letters lose their marks; signs become spaces. Letters of other scripts are refused, because the rest would say something
    else. A longer memo is refused, because the part that is cut off could be the name. Raises PaymentError, part "memo".

    >>> memo_text("Cửa hàng Đức: túi #12")
    'Cua hang Duc tui 12'
    """
    text = _latin("" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value))
    foreign = next((letter for letter in text if not letter.isascii()), None)
    if foreign is not None:
        message = Text('the memo has "{letter}", which banks do not carry', letter=foreign)
        raise PaymentError("memo", message, Text("type it in Latin letters and digits"))
    if len(text) > LONGEST_MEMO:
        message = Text('the memo "{memo}" has {n} characters, and a code takes {limit}', memo=text, n=len(text), limit=LONGEST_MEMO)
        raise PaymentError("memo", message, Text("shorten it"))
    return text


def _latin(text: str) -> str:
    """Letters without marks and digits, with single spaces in place of everything else; letters of other scripts are kept."""
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare if not unicodedata.combining(letter)).split())


def memo_code(pool: object, version: object, partner: object) -> str:
    """The code by which a payment is recognised: 11 letters and digits, the last of which checks the others. (spec.md, section 7)

    It is the same on every machine for the same pool, version and partner, and differs where one of them differs. The part that varies has
    no 0, O, 1, I or L. One mistyped character, or two neighbouring characters exchanged, is always detected.

    >>> memo_code("Tháng 7", 1, "Chị Hà"), memo_code("Tháng 7", 2, "Chị Hà")
    ('PSUA6C9H9VE', 'PS9RADC2336')
    """
    symbols = hashed_symbols([pool, version, partner], _HASHED)
    return _MARK + symbols + check_of_hashed(symbols)


def memo(code: str, partner: object) -> str:
    """A memo with its code first and as much of the partner's name as fits; the code alone for names in other scripts.

    >>> memo("PSUA6C9H9VE", "Cửa hàng Chị Hà"), memo("PSUA6C9H9VE", "小燕")
    ('PSUA6C9H9VE Cua hang Chi', 'PSUA6C9H9VE')
    """
    text, name = code, _latin(str(partner))
    for word in name.split() if name.isascii() else []:
        if len(text) + 1 + len(word) > LONGEST_MEMO:
            break
        text += f" {word}"
    return text


def is_code(text: str) -> bool:
    """True for a memo code whose check character fits.

    >>> is_code("PSUA6C9H9VE"), is_code("PSUA6C9H9V2"), is_code("PSAU6C9H9VE")
    (True, False, False)
    """
    return bool(_CODE.fullmatch(text)) and check_of_hashed(text[len(_MARK) : -1]) == text[-1]


def codes_in(content: object) -> list[str]:
    r"""The memo codes in the text of a bank statement, in any case, with spaces, signs or line breaks inside.

    >>> codes_in("MBVCB.123.psua6c9h\n9ve CUA HANG CHI HA-CT tu 0123")
    ['PSUA6C9H9VE']
    """
    text = _bare(content)
    candidates = (text[start : start + len(_MARK) + _HASHED + 1] for start in range(len(text)))
    return list(dict.fromkeys(code for code in candidates if is_code(code)))


def nearly(content: object, codes: Iterable[str]) -> str:
    """The code of `codes` that a statement's text has with one character wrong or missing, or two exchanged; "" for none or several.

    >>> nearly("PSUA6C9H9V2", ["PSUA6C9H9VE", "PS9RADC2336"])
    'PSUA6C9H9VE'
    """
    text = _bare(content)
    matching = [code for code in dict.fromkeys(codes) if any(_begins_nearly(text[start:], code) for start in range(len(text)))]
    return matching[0] if len(matching) == 1 else ""


def _begins_nearly(text: str, code: str) -> bool:
    """True where a text begins with a code that has one character wrong or missing, or two exchanged."""
    typed = text[: len(code)]
    wrong = [position for position, (letter, expected) in enumerate(zip(typed, code, strict=False)) if letter != expected]
    if len(typed) == len(code) and len(wrong) <= 2:  # noqa: PLR2004  (two exchanged)
        return len(wrong) < 2 or (typed[wrong[0]], typed[wrong[1]]) == (code[wrong[1]], code[wrong[0]])  # noqa: PLR2004
    return any(text.startswith(code[:position] + code[position + 1 :]) for position in range(len(code)))


def _bare(content: object) -> str:
    """The letters of a text in capitals and without marks, and its digits, those included that no code has."""
    return "".join(letter for letter in without_tones("" if content is None else content).upper() if letter.isascii() and letter.isalnum())
