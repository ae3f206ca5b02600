"""Formulas that build texts: sentences of `texts.json` with values in them, and amounts and dates that do not depend on the machine's locale."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

_SLOT = re.compile(r"\{(\w+)\}")
_LONGEST = 250
"""The length of a piece of text in a formula. Excel allows 255 characters."""


def sentence(template: str, cells: dict[str, str]) -> str:
    """The formula of a sentence. Each name in braces is replaced by the formula that `cells` gives for it.

    >>> sentence("Hi {who}, pay", {"who": "B2"})
    '"Hi "&B2&", pay"'
    """
    pieces = _SLOT.split(template)
    formulas = [cells[piece] if nth % 2 else _quoted(piece) for nth, piece in enumerate(pieces)]    # every second piece is a slot's name
    return "&".join(formula for formula in formulas if formula)


def _quoted(text: str) -> str:
    parts = [text[start:start + _LONGEST] for start in range(0, len(text), _LONGEST)]
    return "&".join('"' + part.replace('"', '""') + '"' for part in parts)


def amount(cell: str, marks: dict[str, str]) -> str:
    """The formula of an amount as text, with the separators of the language and not the machine's. marks: "thousands" and "dong" of `texts.json`."""
    mark = f'"{marks["thousands"]}"'
    last, middle, high = (f'TEXT(MOD(INT({cell}/{unit}),1000),"000")' for unit in ("1", "1000", "1000000"))
    whole = (
        f'IF({cell}<1000,{cell}&"",IF({cell}<1000000,INT({cell}/1000)&{mark}&{last},IF({cell}<1000000000,INT({cell}/1000000)&{mark}&{middle}&{mark}&{last},'
        f"INT({cell}/1000000000)&{mark}&{high}&{mark}&{middle}&{mark}&{last})))"
    )
    return f'IF(pay_dong,{whole}&"{marks["dong"]}",FIXED({cell},2)&" "&pool_currency)'


def amount_text(value: int, marks: dict[str, str]) -> str:
    """The result of the formula `amount` for a value in dong.

    >>> amount_text(12300000, {"thousands": ".", "dong": " ₫"})
    '12.300.000 ₫'
    """
    return f"{value:,}".replace(",", marks["thousands"]) + marks["dong"]


def moment(cell: str, date: str) -> str:
    """The formula of a date and time as text; a typed text stays unchanged. date: the language's number format of a date."""
    parts = {name: f'TEXT({name}({cell}),"00")' for name in ("DAY", "MONTH", "HOUR", "MINUTE")}
    day = f'{parts["DAY"]}&"/"&{parts["MONTH"]}&"/"&YEAR({cell})' if _day_first(date) else f'YEAR({cell})&"-"&{parts["MONTH"]}&"-"&{parts["DAY"]}'
    return f'IF({cell}="","",IF(ISNUMBER({cell}),{day}&" "&{parts["HOUR"]}&":"&{parts["MINUTE"]},{cell}&""))'


def moment_text(value: Any, date: str) -> str:
    """The result of the formula `moment` for a value.

    >>> moment_text(dt.datetime(2026, 10, 9, 17), "yyyy-mm-dd")
    '2026-10-09 17:00'
    """
    return value.strftime("%d/%m/%Y %H:%M" if _day_first(date) else "%Y-%m-%d %H:%M") if isinstance(value, dt.datetime) else str(value or "")


def _day_first(date: str) -> bool:
    return date.startswith("d")
