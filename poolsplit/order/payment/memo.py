"""Memos: the code in a transfer that tells whose money it is, and how it is found again on a statement. (spec.md, section 7)"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from poolsplit.errors import PaymentError, Text
from poolsplit.values.names import plain
from poolsplit.values.short_codes import ALPHABET, check_of_hashed, hashed_symbols

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_MEMO = 25
_MARK = "PS"
_HASHED = 8
_CODE = re.compile(f"{_MARK}[{ALPHABET}]{{{_HASHED + 1}}}")


def memo_text(value: object) -> str:
    """A memo as banks carry it: Latin letters without marks, digits, single spaces; at most 25 characters.

    Vietnamese letters lose their marks; signs become spaces. Letters of other scripts are refused, since what is left would say something
    else, and so is a longer memo, since what is cut off could be the name. Raises PaymentError, part "memo".

    >>> memo_text("Cửa hàng Đức: túi #12")
    'Cua hang Duc tui 12'
    """
    said = _latin("" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value))
    foreign = next((letter for letter in said if not letter.isascii()), None)
    if foreign is not None:
        message = Text('the memo has "{letter}", which banks do not carry', letter=foreign)
        raise PaymentError("memo", message, Text("type it in Latin letters and digits"))
    if len(said) > LONGEST_MEMO:
        message = Text('the memo "{memo}" has {n} characters, and a code takes {limit}', memo=said, n=len(said), limit=LONGEST_MEMO)
        raise PaymentError("memo", message, Text("shorten it"))
    return said


def _latin(text: str) -> str:
    """Letters without marks and digits, with single spaces in place of everything else; letters of other scripts stay as they are."""
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare if not unicodedata.combining(letter)).split())


def memo_code(pool: object, version: object, partner: object) -> str:
    """The code by which a payment is known: 11 letters and digits, the last of which checks the others. (spec.md, section 7)

    It is the same for the same pool, version and partner on every machine, and another one for each of them. No 0, O, 1, I or L in what
    varies. One mistyped character, or two neighbours exchanged, always shows.

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
    said, name = code, _latin(str(partner))
    for word in name.split() if name.isascii() else []:
        if len(said) + 1 + len(word) > LONGEST_MEMO:
            break
        said += f" {word}"
    return said


def is_code(text: str) -> bool:
    """Whether a text is a memo code whose check character fits.

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
    found = (text[at : at + len(_MARK) + _HASHED + 1] for at in range(len(text)))
    return list(dict.fromkeys(code for code in found if is_code(code)))


def nearly(content: object, codes: Iterable[str]) -> str:
    """The known code that a statement's text has but for one character, or for two exchanged; "" for none or several.

    >>> nearly("PSUA6C9H9V2", ["PSUA6C9H9VE", "PS9RADC2336"])
    'PSUA6C9H9VE'
    """
    text = _bare(content)
    found = [code for code in dict.fromkeys(codes) if any(_slipped(text[at:], code) for at in range(len(text)))]
    return found[0] if len(found) == 1 else ""


def _slipped(text: str, code: str) -> bool:
    same = text[: len(code)]
    places = [place for place, (one, other) in enumerate(zip(same, code, strict=False)) if one != other]
    if len(same) == len(code) and len(places) <= 2:  # noqa: PLR2004  (two exchanged)
        return len(places) < 2 or (same[places[0]], same[places[1]]) == (code[places[1]], code[places[0]])  # noqa: PLR2004
    return any(text.startswith(code[:place] + code[place + 1 :]) for place in range(len(code)))


def _bare(content: object) -> str:
    """Capital letters and digits of a text, without marks; what no code has stays what it is."""
    return "".join(letter for letter in plain("" if content is None else content).upper() if letter.isascii() and letter.isalnum())
