"""Payment codes: the VietQR text that a banking app reads, the memo that tells whose money it is, and the squares of the code.

Everything is computed offline. What draws a code is handed in: `matrix` takes any encoder. (spec.md, section 7)
"""

from __future__ import annotations

import binascii
import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import NumberError, PaymentError, Text
from poolsplit.values import banks, money
from poolsplit.values.names import key, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LONGEST_MEMO = 25
LARGEST_AMOUNT = 9_999_999_999_999
QUIET_ZONE = 4
"""Blank modules around a code, on every side. (ISO/IEC 18004)"""
LARGEST_CODE = 49 + 2 * QUIET_ZONE
"""Rows of the largest code that `vietqr` can lead to: 150 characters, version 8 at level M, and the quiet zone."""

LARGEST_SQUARE = 177 + 2 * QUIET_ZONE
"""Rows of the largest code that there is."""

_NAPAS = "A000000727"
_TO_ACCOUNT = "QRIBFTTA"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_MARK = "PS"
_HASHED = 8
_CODE = re.compile(f"{_MARK}[{_LETTERS}]{{{_HASHED + 1}}}")


def vietqr(bank: object, account: object, amount: object = None, memo: object = "") -> str:
    """The text of a VietQR code for a transfer to an account: EMV tags and lengths, CRC-16/CCITT-FALSE. (spec.md, section 7)

    bank: BIN, short name or code, see `banks.bank`. account: up to 19 letters and digits. amount: whole dong from 1 to 13 digits; without
    one (None, "") the code is static and the payer types it. memo: what `memo_text` makes of it is at most 25 characters.
    Raises PaymentError, which names the part that no code can carry.

    >>> vietqr("ACB", "257678859", 10_000, "Chuyen tien")
    '00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN62150811Chuyen tien630453E6'
    >>> vietqr(970416, "257678859")
    '00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F'
    """
    where = _field("00", banks.bank(bank).bin) + _field("01", banks.account_number(account))
    dong, said = amount_of(amount), memo_text(memo)
    text = _field("00", "01") + _field("01", "11" if dong is None else "12")
    text += _field("38", _field("00", _NAPAS) + _field("01", where) + _field("02", _TO_ACCOUNT)) + _field("53", "704")
    text += "" if dong is None else _field("54", str(dong))
    text += _field("58", "VN") + (_field("62", _field("08", said)) if said else "") + "6304"
    return text + crc(text)


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE of an ASCII text in four hexadecimal digits.

    >>> crc("123456789")
    '29B1'
    """
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def amount_of(value: object) -> int | None:
    """An amount in whole dong, None where there is none. Raises PaymentError, part "amount".

    >>> amount_of("12.300.000"), amount_of(12300000.0), amount_of("")
    (12300000, 12300000, None)
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        dong = money.minor_units(value, "VND")
    except NumberError as error:
        raise PaymentError("amount", error.args[0], error.fix) from None
    fix = Text("type whole dong, from 1 to 13 digits, or nothing")
    if dong <= 0:
        raise PaymentError("amount", Text("{value} is no amount of whole dong", value=value), fix)
    if dong > LARGEST_AMOUNT:
        raise PaymentError("amount", Text("{value} is more than a code takes", value=value), fix)
    return dong


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


# ---------------------------------------------------------------- what a code holds


class Held(NamedTuple):
    """What a payment code holds; amount None for a static code."""

    bin: str
    account: str
    amount: int | None
    memo: str


def read(payload: object) -> Held:
    """What a VietQR text holds. Raises PaymentError, part "code", for a text that is none, or that was changed.

    >>> read(vietqr("ACB", "257678859", 10_000, "Chuyen tien"))
    Held(bin='970416', account='257678859', amount=10000, memo='Chuyen tien')
    """
    text = payload if isinstance(payload, str) else ""
    if len(text) < len("6304") or not text.isascii() or text[-8:-4] != "6304" or crc(text[:-4]) != text[-4:]:
        raise PaymentError("code", Text("the payment code was changed or is none: its check sum does not fit"), Text("make it anew"))
    try:
        fields = tags(text)
        merchant = tags(fields["38"])
        where = tags(merchant["01"])
        more = tags(fields.get("62", ""))
        is_transfer = (merchant["00"], merchant["02"], fields["53"]) == (_NAPAS, _TO_ACCOUNT, "704")
        held = Held(where["00"], where["01"], int(fields["54"]) if "54" in fields else None, more.get("08", ""))
    except (KeyError, ValueError):
        is_transfer = False
    if not is_transfer:
        raise PaymentError("code", Text("the code is no transfer to an account in dong"), Text("make it anew"))
    return held


def tags(text: str) -> dict[str, str]:
    """The fields of one level: two digits of tag, two of length, the value. Raises ValueError where lengths do not fit.

    >>> tags("000201" + "5802VN")
    {'00': '01', '58': 'VN'}
    """
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        size = int(text[at + 2 : at + 4])
        if at + 4 + size > len(text):
            raise ValueError(text)
        found[text[at : at + 2]] = text[at + 4 : at + 4 + size]
        at += 4 + size
    return found


def differences(payload: object, bank: object, account: object, amount: object = None, memo: object = "") -> list[Text]:
    """What stands beside a code and is not what the code holds, a sentence each; [] where all four agree. (spec.md, section 7)

    What cannot be read, or what no code could hold, differs. Raises PaymentError, part "code", where the code itself is none.

    >>> code = vietqr("ACB", "257678859", 10_000, "Chuyen tien")
    >>> differences(code, "ACB", "257678859", 10_000, "Chuyển tiền")
    []
    >>> [str(one) for one in differences(code, "VCB", "257678859", 10_001, "Chuyen tien")]
    ['bank: the code holds ACB (970416)', 'amount: the code holds 10,000']
    """
    held = read(payload)
    name = next((f"{one.name} ({one.bin})" for one in banks.banks() if one.bin == held.bin), held.bin)
    blank = Text("nothing")
    checks: list[tuple[Callable[[], Any], object, Text]] = [
        (lambda: banks.bank(bank).bin, held.bin, Text("bank: the code holds {value}", value=name)),
        (lambda: banks.account_number(account), held.account, Text("account: the code holds {value}", value=held.account)),
        (lambda: amount_of(amount), held.amount,
         Text("amount: the code holds {value}", value=blank) if held.amount is None else Text("amount: the code holds {value:,}", value=held.amount)),
        (lambda: memo_text(memo), held.memo, Text("memo: the code holds {value}", value=held.memo or blank)),
    ]
    return [said for read_one, inside, said in checks if not _is(read_one, inside)]


def _is(read_one: Callable[[], Any], inside: object) -> bool:
    try:
        return bool(read_one() == inside)
    except PaymentError:
        return False


# ---------------------------------------------------------------- memos


def memo_code(pool: object, version: object, partner: object) -> str:
    """The code by which a payment is known: 11 letters and digits, the last of which checks the others. (spec.md, section 7)

    It is the same for the same pool, version and partner on every machine, and another one for each of them. No 0, O, 1, I or L in what
    varies. One mistyped character, or two neighbours exchanged, always shows.

    >>> memo_code("Tháng 7", 1, "Chị Hà"), memo_code("Tháng 7", 2, "Chị Hà")
    ('PSUA6C9H9VE', 'PS9RADC2336')
    """
    hashed = _letters([pool, version, partner], _HASHED)
    return _MARK + hashed + _check(hashed)


def short_code(parts: Iterable[object]) -> str:
    """Five letters and digits that are others as soon as one of the parts is another: a name for a version that can be read aloud.

    >>> short_code(["An", 12_300_000]) == short_code(["An", 12_300_000]), short_code(["An", 12_300_001]) == short_code(["An", 12_300_000])
    (True, False)
    """
    return _letters(parts, 5)


def _letters(parts: Iterable[object], n: int) -> str:
    """n letters out of a hash of the parts, each taken as a name is."""
    number, letters = int.from_bytes(hashlib.sha256("\x1f".join(map(key, parts)).encode()).digest(), "big"), ""
    for _ in range(n):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return letters


def _check(hashed: str) -> str:
    """The character that makes the weighted sum 0 modulo 31, a prime: it catches every single slip and every exchange of two."""
    total = sum(place * _LETTERS.index(letter) for place, letter in enumerate(hashed, 2))
    return _LETTERS[-total % len(_LETTERS)]


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
    return bool(_CODE.fullmatch(text)) and _check(text[len(_MARK) : -1]) == text[-1]


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


# ---------------------------------------------------------------- the squares


def matrix(payload: str, make: Callable[[str], Iterable[Sequence[int]]], size: int | None = None) -> list[list[int]]:
    """A code as rows of 0 (light) and 1 (dark), with the quiet zone of 4 around it.

    make: the encoder: the rows of a code's modules, without a quiet zone. size: rows and columns of the result, filled up with light
    ones on all sides; without it as many as the code has. Raises PaymentError, part "size", for a code that is larger.

    >>> [len(row) for row in matrix("x", lambda text: [[1, 0], [0, 1]], 12)] == [12] * 12
    True
    """
    code = [[int(bool(module)) for module in row] for row in make(payload)]
    least = len(code) + 2 * QUIET_ZONE
    wide = least if size is None else size
    if wide < least:
        message = Text("a code of {n} rows with its margin does not fit into {size}", n=least, size=wide)
        raise PaymentError("size", message, Text("type {n} or more, or leave it out", n=least))
    before = (wide - len(code)) // 2
    blank = [[0] * wide]
    rows = [[0] * before + row + [0] * (wide - before - len(row)) for row in code]
    return [*(list(blank[0]) for _ in range(before)), *rows, *(list(blank[0]) for _ in range(wide - before - len(code)))]


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"
