"""Banks of Vietnam by name or number, and accounts as people write them: "VCB 0123456789 NGUYEN VAN A". (spec.md, section 7)

The list is `vn_banks.csv` beside this module: bin (the six digits that NAPAS routes by), short_name, codes (abbreviations that people
type), name (the registered one), and source, which says where each number comes from.
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
from poolsplit.values.names import without_tones

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
    """One bank. bin: six digits; name: the short name that people know; full: the registered name; source: where the number comes from."""

    bin: str
    name: str
    full: str
    codes: tuple[str, ...]
    source: str


class Account(NamedTuple):
    """An account that receives money: the bank, the number (letters and digits), and the holder as written, "" where none is named."""

    bank: Bank
    number: str
    holder: str = ""


@cache
def banks() -> tuple[Bank, ...]:
    """Every bank of the list, in the order of BINs.

    >>> len(banks()), banks()[9].name, banks()[9].source
    (65, 'SaigonBank', 'SBV letter 1589/NHNN-TT, 2024-03-05')
    """
    text = files("poolsplit.values").joinpath("vn_banks.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Bank(row["bin"], row["short_name"] or row["name"], row["name"], tuple(row["codes"].split()), row["source"]) for row in rows)


def bank(text: object) -> Bank:
    """The bank of a BIN, a short name, a code or a registered name, in any case, with or without tone marks, spaces and "bank".

    The name must be a spelling that the bank has; one that is only similar is never accepted. Raises PaymentError, part "bank", for a
    name that several banks or no bank have, and lists the banks with that name or a similar one.

    >>> bank("vietcombank").bin, bank("VCB").bin, bank(970436.0).name, bank("Ngân hàng Ngoại thương Việt Nam").bin
    ('970436', '970436', 'Vietcombank', '970436')
    >>> bank("BVB")
    Traceback (most recent call last):
    poolsplit.errors.PaymentError: "BVB" may be BaoViet Bank (970438), BVBank (970454)
    """
    name = _cell_text(text)
    spelling = _folded(name)
    matches = _by_any_spelling().get(spelling, ())
    if len(matches) == 1:
        return matches[0]
    if matches:
        message = Text('"{text}" may be {banks}', text=name, banks=_listed(matches))
        raise PaymentError("bank", message, Text("type the six digits of the bank"))
    fix = Text("type its short name or its six digits, such as Vietcombank or 970436")
    if not spelling:
        raise PaymentError("bank", Text("no bank is named"), fix)
    close = _close(spelling)
    fix = Text("type one of: {banks}", banks=_listed(close)) if close else fix
    raise PaymentError("bank", Text('no bank is called "{text}"', text=name), fix)


def account(text: object) -> Account:
    """The account that a text names: bank, number and holder in any order, with labels or without.

    Raises PaymentError, part "bank" or "account", for the one that is missing, and for a bank that is not clear.

    >>> parsed = account("VCB 0123456789 NGUYEN VAN A")
    >>> parsed.bank.name, parsed.number, parsed.holder
    ('Vietcombank', '0123456789', 'NGUYEN VAN A')
    >>> account("STK: 1017 5956 00 - Chủ TK: Trần Thị Hà - Techcombank")[1:]
    ('1017595600', 'Trần Thị Hà')
    """
    written = unicodedata.normalize("NFC", " ".join(_cell_text(text).split()))
    fix = Text("type bank, number and holder, such as VCB 0123456789 NGUYEN VAN A")
    rest, holder = _holder(_BIN.sub(lambda match: f" - {match[0]} - " if match[0] in _by_any_spelling() else match[0], written))
    rest = _without(_LABELS, rest)
    numbers = [match for match in _NUMBER.finditer(rest) if _is_number(match[0])]
    if len(numbers) != 1:
        message = Text('"{text}" has more than one number', text=written) if numbers else Text('"{text}" has no account number', text=written)
        raise PaymentError("account", message, fix)
    (number,) = numbers
    words = [*_words(rest[: number.start()]), "", *_words(rest[number.end() :])]
    start, end = _bank_span(words, written, fix)
    holder = holder or " ".join(word for word in [*words[:start], *words[end:]] if word)
    return Account(bank(" ".join(words[start:end])), account_number(number[0]), holder)


def has_number(text: str) -> bool:
    """True where a text has a run of digits that is long enough for an account.

    >>> has_number("Vietcombank 1017 5956 00"), has_number("Vietcombank")
    (True, False)
    """
    return bool(_RUN_OF_DIGITS.search(text))


def number_and_holder(account_text: str, holder: str) -> tuple[str, str]:
    """(bank and number, holder) of an account, as an agreement shows them; an account whose bank is not known stays as it was typed.

    account_text: the account as typed, with or without the holder. holder: as typed in a cell of its own, "" for none.

    >>> number_and_holder("VCB 1017595600 TRAN THI HA", ""), number_and_holder("Quỹ lớp 1017595600 - Hà", "")
    (('Vietcombank 1017595600', 'TRAN THI HA'), ('Quỹ lớp 1017595600', 'Hà'))
    """
    digits = _RUN_OF_DIGITS.search(account_text)
    if holder or digits is None:
        return account_text, holder
    with suppress(PaymentError):
        parsed = account(account_text)
        return f"{parsed.bank.name} {parsed.number}", parsed.holder
    rest = account_text[digits.end() :].strip(" -–—,;:/().")
    return (account_text[: digits.end()], rest) if any(letter.isalpha() for letter in rest) else (account_text, "")


def account_number(value: object) -> str:
    """An account number in the form that NAPAS takes: up to 19 Latin letters and digits; spaces, dots and dashes are removed.

    A number from a cell is refused from 1e15 on, because a cell does not keep its last digits. Raises PaymentError, part "account".

    >>> account_number("1017 5956.00"), account_number(1017595600.0)
    ('1017595600', '1017595600')
    """
    text = re.sub(r"[ .-]", "", _cell_text(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and (value != int(value) or not 0 <= value < 10**15):
        message = Text("{value} is no account number that a cell could keep", value=value)
        raise PaymentError("account", message, Text("format the cell as text and type it again"))
    if not text.strip("0"):
        raise PaymentError("account", Text("no account number is given"), Text("type the number of the account that receives the money"))
    if not (text.isascii() and text.isalnum()):
        message = Text('"{text}" is no account number: it has letters and digits only', text=_cell_text(value))
        raise PaymentError("account", message, Text("type the number as the bank shows it"))
    if len(text) > LONGEST_ACCOUNT:
        message = Text("the account number {text} has {n} characters, and a code takes {limit}", text=text, n=len(text), limit=LONGEST_ACCOUNT)
        raise PaymentError("account", message, Text("type the number as the bank shows it"))
    return text


def masked(number: str) -> str:
    """An account number with only its end shown: the payer can recognise the account, but nobody can pass it on or see its length.

    >>> masked("0123456789"), masked("12345")
    ('****6789', '****45')
    """
    return "****" + number[len(number) - min(_SHOWN_DIGITS, len(number) // 2) :]


def _cell_text(value: object) -> str:
    """A cell's value as text; a whole float such as 970436.0 becomes "970436"."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else " ".join(unicodedata.normalize("NFKC", str(value)).split())


def _folded(text: str) -> str:
    """A bank's name as it is compared: letters and digits only, without case and tone marks."""
    return "".join(letter for letter in without_tones(text) if letter.isalnum())


@cache
def _by_short_name() -> dict[str, tuple[Bank, ...]]:
    """Folded BINs, short names and codes -> the banks that have them."""
    return _index(lambda bank: [bank.bin, bank.name, *bank.codes, _without_bank(bank), *(f"{name} bank" for name in (bank.name, *bank.codes))])


@cache
def _by_any_spelling() -> dict[str, tuple[Bank, ...]]:
    """Folded BINs, short names, codes and registered names, with and without the kind of bank ("TMCP") -> the banks that have them."""
    def spellings(bank: Bank) -> list[str]:
        full = without_tones(bank.full)
        bare = _KINDS.sub("", full)
        return [bank.full, bare, f"ngan hang {bare}", re.sub(r"^(ngan hang|nh) ", "", full)]

    return {**_index(spellings), **_by_short_name()}


def _index(spellings: Callable[[Bank], list[str]]) -> dict[str, tuple[Bank, ...]]:
    """Each folded spelling -> the banks that have it. spellings: all spellings of one bank, as people write them."""
    index: dict[str, tuple[Bank, ...]] = {}
    for bank in banks():
        for spelling in dict.fromkeys(filter(None, map(_folded, spellings(bank)))):
            index[spelling] = (*index.get(spelling, ()), bank)
    return index


def _without_bank(bank: Bank) -> str:
    """A folded short name without "bank"; "" where other names begin with the rest, too: "Viet" is dropped, "Techcom" is kept."""
    short = _folded(re.sub(r"\bbank\b|bank$", "", without_tones(bank.name)))
    return "" if any(_folded(other.name).startswith(short) for other in banks() if other is not bank) else short


def _close(folded: str) -> list[Bank]:
    """Banks that a folded text may mean: first those with a spelling that begins like it, then those with a similar spelling."""
    spellings = _by_any_spelling()
    similar = [name for name in spellings if min(len(folded), len(name)) > 1 and (name.startswith(folded) or folded.startswith(name))]
    similar += difflib.get_close_matches(folded, spellings, n=_FEW, cutoff=0.6)
    return list(dict.fromkeys(bank for spelling in similar for bank in spellings[spelling]))[: _FEW + 1]


def _listed(matches: tuple[Bank, ...] | list[Bank]) -> Listing:
    return Listing(f"{bank.name} ({bank.bin})" for bank in matches)


def _is_number(text: str) -> bool:
    """True where a text can be an account number: it has enough letters and digits, mostly digits, and does not name a bank."""
    bare = re.sub(r"[ .-]", "", text)
    return len(bare) >= _SHORTEST_ACCOUNT and 2 * sum(letter.isdigit() for letter in bare) > len(bare) and _folded(bare) not in _by_any_spelling()


def _without(labels: re.Pattern[str], text: str) -> str:
    """The text with a dash in place of every label, such as "STK:", that only says what follows it."""
    spans = [match.span() for match in labels.finditer("".join(map(_unmarked, text)))]
    for start, end in reversed(spans):
        text = f"{text[:start]} - {text[end:]}"
    return text


def _holder(text: str) -> tuple[str, str]:
    """(the text without label and holder, the holder that a label names); the holder is "" where there is no label."""
    label = _HOLDER.search("".join(map(_unmarked, text)))
    if label is None:
        return text, ""
    rest = text[label.end() :]
    stop = re.search(r"\s+[-–|]\s+|[,;|]|[0-9]", _without(_LABELS, rest))
    end = stop.start() if stop else len(rest)
    return f"{text[: label.start()]} - {rest[end:]}", rest[:end].strip()


def _unmarked(letter: str) -> str:
    """A letter without tone marks and case. It stays one letter, so that positions in the text do not move."""
    folded = without_tones(letter) or letter
    return folded if len(folded) == 1 else letter  # no mutant: it is never empty


def _words(text: str) -> list[str]:
    """The words of a text, with "" where a sign such as a dash separates them."""
    words = re.split(r"\s+|(?<=\S)[,;|/]\s*", text.strip())
    return ["" if word in {"-", "–", "|", "/"} else word.strip("()[].,;:") for word in words]


def _bank_span(words: list[str], text: str, fix: str) -> tuple[int, int]:
    """The words that name a bank, as (start, end). Short names are tried first, because a holder may have the registered name of a bank.

    Raises PaymentError, part "bank", where several banks or none are named. text, fix: what the error quotes, and the way out.
    """
    for spellings in (_by_short_name(), _by_any_spelling()):
        spans = _spans(words, spellings)
        candidates = {spellings[_folded("".join(words[start:end]))] for start, end in spans}
        if len(candidates) > 1:
            names = Listing(" ".join(words[start:end]) for start, end in spans)
            raise PaymentError("bank", Text("which is the bank: {names}?", names=names), fix)
        if spans:
            return spans[0]
    close = next((close for word in words if word and (close := _close(_folded(word)))), [])
    if close:
        fix = Text("type one of: {banks}", banks=_listed(close))
    raise PaymentError("bank", Text('"{text}" names no bank that is known', text=text), fix)


def _spans(words: list[str], spellings: dict[str, tuple[Bank, ...]]) -> list[tuple[int, int]]:
    """The runs of words that are spellings, as (start, end): the longest first, and no two overlap."""
    spans: list[tuple[int, int]] = []
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            run, overlaps = words[start : start + length], any(first < start + length and start < last for first, last in spans)
            if all(run) and not overlaps and _folded("".join(run)) in spellings:
                spans.append((start, start + length))
    return spans
