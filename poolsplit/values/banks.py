"""Banks of Vietnam by name or number, and accounts as people write them: "VCB 0123456789 NGUYEN VAN A". (spec.md, section 7)

The list is `data/vn_banks.csv`: bin (the six digits that NAPAS routes by), short_name, codes (what people type instead), name, and
source, which says where each number comes from.
"""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Listing, PaymentError, Text
from poolsplit.values.names import plain

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_ACCOUNT = 19
_FEW = 4
_SHOWN_DIGITS = 4
_KINDS = re.compile(r"^(ngan hang|nh) ?(tmcp|tnhh mtv|thuong mai( co phan| tnhh mtv)?)? ?")
_LABELS = re.compile(
    r"(?<!\w)(?:(?:stk|so tai khoan|tai khoan|ngan hang|account number|account no\.?|卡号|账号|账户|开户行|银行)(?!\w)\s*[:：]?"
    r"|(?:tk|account|a/c|acc|bank|nh)\s*[:：])",
)
_HOLDER = re.compile(r"(?<!\w)(?:chu tk|chu tai khoan|ctk|ten tk|ten tai khoan|account name|account holder|holder|户名|收款人)(?!\w)\s*[:：]?\s*")
_BIN = re.compile(r"(?<![0-9])[0-9]{6}(?= +[0-9])|(?<=[0-9] )[0-9]{6}(?![0-9])")
_NUMBER = re.compile(r"(?<![^\W_])(?=[A-Za-z]*[0-9])[0-9A-Za-z]{2,}(?:[ .-][0-9]{2,})*(?![^\W_])")
_RUN_OF_DIGITS = re.compile(r"\d(?:[ .-]?\d){5,}")
_SHORTEST_ACCOUNT = 4


class Bank(NamedTuple):
    """One bank. bin: six digits; name: what a person recognises; full: the registered name; source: where the number comes from."""

    bin: str
    name: str
    full: str
    codes: tuple[str, ...]
    source: str


class Account(NamedTuple):
    """Where money is sent: the bank, the number (letters and digits), and whose it is as it was written, "" where nobody is named."""

    bank: Bank
    number: str
    holder: str = ""


@cache
def banks() -> tuple[Bank, ...]:
    """Every bank of the list, by BIN.

    >>> len(banks()), banks()[9].name, banks()[9].source
    (65, 'SaigonBank', 'SBV letter 1589/NHNN-TT, 2024-03-05')
    """
    text = files("poolsplit.values").joinpath("vn_banks.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Bank(row["bin"], row["short_name"] or row["name"], row["name"], tuple(row["codes"].split()), row["source"]) for row in rows)


def bank(text: object) -> Bank:
    """The bank of a BIN, a short name, a code or a registered name, in any case, with or without tone marks, spaces and "bank".

    A name has to be a bank's own; what is only similar is never taken. Raises PaymentError, part "bank", for a name that several banks
    or none have, with the close ones.

    >>> bank("vietcombank").bin, bank("VCB").bin, bank(970436.0).name, bank("Ngân hàng Ngoại thương Việt Nam").bin
    ('970436', '970436', 'Vietcombank', '970436')
    >>> bank("BVB")
    Traceback (most recent call last):
    poolsplit.errors.PaymentError: "BVB" may be BaoViet Bank (970438), BVBank (970454)
    """
    said = _said(text)
    wanted = _folded(said)
    found = _by_spelling().get(wanted, ())
    if len(found) == 1:
        return found[0]
    if found:
        message = Text('"{text}" may be {banks}', text=said, banks=_listed(found))
        raise PaymentError("bank", message, Text("type the six digits of the bank"))
    fix = Text("type its short name or its six digits, such as Vietcombank or 970436")
    if not wanted:
        raise PaymentError("bank", Text("no bank is named"), fix)
    close = _close(wanted)
    fix = Text("type one of: {banks}", banks=_listed(close)) if close else fix
    raise PaymentError("bank", Text('no bank is called "{text}"', text=said), fix)


def account(text: object) -> Account:
    """An account out of one text: bank, number and holder in any order, with labels or without.

    Raises PaymentError for what is missing, part "bank" or "account", and for a bank that cannot be told.

    >>> found = account("VCB 0123456789 NGUYEN VAN A")
    >>> found.bank.name, found.number, found.holder
    ('Vietcombank', '0123456789', 'NGUYEN VAN A')
    >>> account("STK: 1017 5956 00 - Chủ TK: Trần Thị Hà - Techcombank")[1:]
    ('1017595600', 'Trần Thị Hà')
    """
    said = unicodedata.normalize("NFC", " ".join(_said(text).split()))
    fix = Text("type bank, number and holder, such as VCB 0123456789 NGUYEN VAN A")
    rest, holder = _holder(_BIN.sub(lambda match: f" - {match[0]} - " if match[0] in _by_spelling() else match[0], said))
    rest = _without(_LABELS, rest)
    numbers = [match for match in _NUMBER.finditer(rest) if _is_number(match[0])]
    if len(numbers) != 1:
        message = Text('"{text}" has more than one number', text=said) if numbers else Text('"{text}" has no account number', text=said)
        raise PaymentError("account", message, fix)
    words = [*_words(rest[: numbers[0].start()]), "", *_words(rest[numbers[0].end() :])]
    start, end = _where_bank_is(words, said, fix)
    holder = holder or " ".join(word for word in [*words[:start], *words[end:]] if word)
    return Account(bank(" ".join(words[start:end])), account_number(numbers[0][0]), holder)


def has_number(text: str) -> bool:
    """Whether a text has a run of digits that is long enough for an account.

    >>> has_number("Vietcombank 1017 5956 00"), has_number("Vietcombank")
    (True, False)
    """
    return bool(_RUN_OF_DIGITS.search(text))


def number_and_holder(account_text: str, holder: str) -> tuple[str, str]:
    """Bank and number, and whose account it is, as an agreement shows them; an account that no bank is known for stays as it was typed.

    account_text: as typed, the holder in it or not. holder: as typed in a cell of its own, "" for none.

    >>> number_and_holder("VCB 1017595600 TRAN THI HA", ""), number_and_holder("Quỹ lớp 1017595600 - Hà", "")
    (('Vietcombank 1017595600', 'TRAN THI HA'), ('Quỹ lớp 1017595600', 'Hà'))
    """
    digits = _RUN_OF_DIGITS.search(account_text)
    if holder or digits is None:
        return account_text, holder
    with suppress(PaymentError):
        known = account(account_text)
        return f"{known.bank.name} {known.number}", known.holder
    behind = account_text[digits.end() :].strip(" -–—,;:/().")
    return (account_text[: digits.end()], behind) if any(letter.isalpha() for letter in behind) else (account_text, "")


def account_number(value: object) -> str:
    """An account number as NAPAS takes it: up to 19 Latin letters and digits; spaces, dots and dashes between them are left out.

    A cell's number is refused from 1e15 on, where its last digits are gone. Raises PaymentError, part "account".

    >>> account_number("1017 5956.00"), account_number(1017595600.0)
    ('1017595600', '1017595600')
    """
    text = re.sub(r"[ .-]", "", _said(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and (value != int(value) or not 0 <= value < 10**15):
        message = Text("{value} is no account number that a cell could keep", value=value)
        raise PaymentError("account", message, Text("format the cell as text and type it again"))
    if not text.strip("0"):
        raise PaymentError("account", Text("no account number is given"), Text("type the number of the account that receives the money"))
    if not (text.isascii() and text.isalnum()):
        message = Text('"{text}" is no account number: it has letters and digits only', text=_said(value))
        raise PaymentError("account", message, Text("type the number as the bank shows it"))
    if len(text) > LONGEST_ACCOUNT:
        message = Text("the account number {text} has {n} characters, and a code takes {limit}", text=text, n=len(text), limit=LONGEST_ACCOUNT)
        raise PaymentError("account", message, Text("type the number as the bank shows it"))
    return text


def masked(number: str) -> str:
    """An account number but for its end: enough for the payer to see that it is the one, not enough to pass it on, nor its length.

    >>> masked("0123456789"), masked("12345")
    ('****6789', '****45')
    """
    return "****" + number[len(number) - min(_SHOWN_DIGITS, len(number) // 2) :]


def _said(value: object) -> str:
    """A cell's value as text; 970436.0 is 970436."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else " ".join(unicodedata.normalize("NFKC", str(value)).split())


def _folded(text: str) -> str:
    """What counts of a bank's name: no case, tone marks, spaces, signs."""
    return "".join(letter for letter in plain(text) if letter.isalnum())


@cache
def _short() -> dict[str, tuple[Bank, ...]]:
    """BINs, short names and codes -> whose they are."""
    return _index(lambda one: [one.bin, one.name, *one.codes, _without_bank(one), *(f"{name} bank" for name in (one.name, *one.codes))])


@cache
def _by_spelling() -> dict[str, tuple[Bank, ...]]:
    """Those, and registered names with and without what kind of bank it is."""
    def spellings(one: Bank) -> list[str]:
        full = plain(one.full)
        bare = _KINDS.sub("", full)
        return [one.full, bare, f"ngan hang {bare}", re.sub(r"^(ngan hang|nh) ", "", full)]

    return {**_index(spellings), **_short()}


def _index(spellings: Callable[[Bank], list[str]]) -> dict[str, tuple[Bank, ...]]:
    found: dict[str, tuple[Bank, ...]] = {}
    for one in banks():
        for spelling in dict.fromkeys(filter(None, map(_folded, spellings(one)))):
            found[spelling] = (*found.get(spelling, ()), one)
    return found


def _without_bank(one: Bank) -> str:
    """A short name without "bank", "" where other banks' names begin so: "Viet" is nobody's, "Techcom" is one's."""
    short = _folded(re.sub(r"\bbank\b|bank$", "", plain(one.name)))
    return "" if any(_folded(other.name).startswith(short) for other in banks() if other is not one) else short


def _close(wanted: str) -> list[Bank]:
    """Banks that somebody may have meant: those whose spellings begin alike, then similar ones."""
    spellings = _by_spelling()
    alike = [one for one in spellings if min(len(wanted), len(one)) > 1 and (one.startswith(wanted) or wanted.startswith(one))]
    alike += difflib.get_close_matches(wanted, spellings, n=_FEW, cutoff=0.6)
    return list(dict.fromkeys(one for spelling in alike for one in spellings[spelling]))[: _FEW + 1]


def _listed(found: tuple[Bank, ...] | list[Bank]) -> Listing:
    return Listing(f"{one.name} ({one.bin})" for one in found)


def _is_number(text: str) -> bool:
    """Whether letters and digits can be an account's number: enough of them, mostly digits, and no bank."""
    bare = re.sub(r"[ .-]", "", text)
    return len(bare) >= _SHORTEST_ACCOUNT and 2 * sum(letter.isdigit() for letter in bare) > len(bare) and _folded(bare) not in _by_spelling()


def _without(labels: re.Pattern[str], text: str) -> str:
    """The text with a sign in place of words that only say what follows them."""
    spans = [match.span() for match in labels.finditer("".join(map(_one_letter, text)))]
    for start, end in reversed(spans):
        text = f"{text[:start]} - {text[end:]}"
    return text


def _holder(text: str) -> tuple[str, str]:
    """The text without the holder that a label names, and the holder; "" where there is no label."""
    label = _HOLDER.search("".join(map(_one_letter, text)))
    if label is None:
        return text, ""
    behind = text[label.end() :]
    stop = re.search(r"\s+[-–|]\s+|[,;|]|[0-9]", _without(_LABELS, behind))
    end = stop.start() if stop else len(behind)
    return f"{text[: label.start()]} - {behind[end:]}", behind[:end].strip()


def _one_letter(letter: str) -> str:
    """A letter without its marks and in no case, so that places stay what they are."""
    folded = plain(letter) or letter
    return folded if len(folded) == 1 else letter


def _words(text: str) -> list[str]:
    """The words of a text, and "" where a sign parts them."""
    words = re.split(r"\s+|(?<=\S)[,;|/]\s*", text.strip())
    return ["" if word in {"-", "–", "|", "/"} else word.strip("()[].,;:") for word in words]


def _where_bank_is(words: list[str], said: str, fix: str) -> tuple[int, int]:
    """The run of words that names a bank: from, to. A holder may be called as a bank is registered: short names come first."""
    for spellings in (_short(), _by_spelling()):
        found = _runs(words, spellings)
        named = {spellings[_folded("".join(words[start:end]))] for start, end in found}
        if len(named) > 1:
            names = Listing(" ".join(words[start:end]) for start, end in found)
            raise PaymentError("bank", Text("which is the bank: {names}?", names=names), fix)
        if found:
            return found[0]
    close = next((close for word in words if word and (close := _close(_folded(word)))), [])
    if close:
        fix = Text("type one of: {banks}", banks=_listed(close))
    raise PaymentError("bank", Text('"{text}" names no bank that is known', text=said), fix)


def _runs(words: list[str], spellings: dict[str, tuple[Bank, ...]]) -> list[tuple[int, int]]:
    """The runs of words that are spellings, longest first, none within another."""
    found: list[tuple[int, int]] = []
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            run, inside = words[start : start + length], any(first < start + length and start < last for first, last in found)
            if all(run) and not inside and _folded("".join(run)) in spellings:
                found.append((start, start + length))
    return found
