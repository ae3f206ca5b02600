"""The words that people write in sheets, in English, Vietnamese and Chinese, and their meanings.

The words are data (`headings.json`): section -> meaning -> language -> spellings. A spelling is matched with and without tone
marks, in any case, full-width or half-width; a text that is only similar is not matched. Templates print the first spelling of a
language.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.resources import files
from typing import cast

from poolsplit.values.names import key, without_tones
from poolsplit.values.typed_numbers import fold

_SHARE_PREFIXES = ("theo ", "by ", "按")


@cache
def _sections() -> dict[str, dict[str, dict[str, list[str]]]]:
    text = files("poolsplit.tables").joinpath("headings.json").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, dict[str, list[str]]]]", json.loads(text))


def normal(text: object) -> str:
    """A text in the form in which words are compared: half-width, case folded, single spaces, without punctuation at the edges.

    >>> normal("Tỷ giá："), normal("ＭＯＱ *"), normal("No.")
    ('tỷ giá', 'moq', 'no')
    """
    return key(unicodedata.normalize("NFKC", str(text))).strip(" :*.;=")


@cache
def words(section: str) -> dict[str, dict[str, frozenset[str]]]:
    """Each normal spelling of a section, with and without tone marks -> its possible meanings -> the languages that write it so.

    Columns also have their own names as spellings ("unit_price", "unit price").

    >>> words("columns")["so tien"]
    {'amount': frozenset({'vi'}), 'paid': frozenset({'vi'})}
    """
    by_spelling: dict[str, dict[str, frozenset[str]]] = {}
    for meaning, languages in _sections()[section].items():
        for language, spellings in languages.items():
            for spelling in (form for word in spellings for form in (normal(word), without_tones(normal(word)))):
                entry = by_spelling.setdefault(spelling, {})
                entry[meaning] = entry.get(meaning, frozenset()) | {language}
    if section == "columns":
        for meaning in _sections()[section]:
            for spelling in (meaning, meaning.replace("_", " ")):
                if spelling != "item":    # as a heading it means a SKU, except in a table of evidence
                    by_spelling.setdefault(spelling, {}).setdefault(meaning, frozenset())
    return by_spelling


def meanings(section: str, text: object) -> dict[str, frozenset[str]]:
    """Each possible meaning of a text in a section -> the languages that write it so.

    The text is looked up with its tone marks, and without them only where that finds nothing.

    >>> meanings("columns", "Mẫu"), meanings("columns", "Màu"), meanings("joined", "Màu")
    ({'sku': frozenset({'vi'})}, {'sku': frozenset({'vi'})}, {'colour': frozenset({'vi'})})
    """
    return words(section).get(normal(text)) or words(section).get(without_tones(normal(text)), {})


def cost_heading(name: str, language: str) -> str:
    """The heading of a cost whose name is only that of its kind. Any other name is the operator's own, and stays as it is.

    >>> cost_heading("fee", "vi"), cost_heading("Fee", "zh"), cost_heading("Express fee", "vi")
    ('Phí dịch vụ', '服务费', 'Express fee')
    """
    kind = key(name)
    kinds = _sections()["costs"]
    return kinds[kind][language][0] if kind in kinds else name


def heading(column: str, language: str) -> str:
    """The heading that templates print for a column: the first spelling of the language.

    >>> heading("quantity", "vi"), heading("quantity", "zh")
    ('Số lượng', '数量')
    """
    return _sections()["columns"][column][language][0]


def _only(section: str, text: object) -> str | None:
    possible = meanings(section, text)
    return next(iter(possible)) if len(possible) == 1 else None


def cost_kind(name: object) -> str | None:
    """The kind of a cost line, by its name: goods, freight, domestic, fee, duty, vat ... ; None where the name does not show it.

    >>> cost_kind("Tiền hàng"), cost_kind("手续费"), cost_kind("cuoc van chuyen (₫)"), cost_kind("Quà cho kho")
    ('goods', 'fee', 'freight', None)
    """
    return _only("costs", name) or _only("costs", unicodedata.normalize("NFKC", str(name)).split("(")[0])


def basis(text: object) -> str | None:
    """The allocation basis that words stand for (quantity, value, kg, cbm, chargeable, equal, direct); None for any other name.

    >>> basis("theo số lượng"), basis("按重量"), basis("chia đều"), basis("Tiền hàng")
    ('quantity', 'kg', 'equal', None)
    """
    return _only("bases", text)


def basis_name(text: str) -> str:
    """The name of a cost or of a column, from a basis that is not in the vocabulary: the text without "by" in front.

    >>> basis_name("theo Tiền hàng"), basis_name("按国际运费"), basis_name("Tiền hàng")
    ('Tiền hàng', '国际运费', 'Tiền hàng')
    """
    for prefix in _SHARE_PREFIXES:
        if text.casefold().startswith(prefix):
            return text[len(prefix) :].strip()
    return text


def when(text: object) -> str | None:
    """The time at which a partner withdrew: "before" or "after" placing the order; None for any other words.

    >>> when("trước khi đặt"), when("下单后"), when("hôm qua")
    ('before', 'after', None)
    """
    return _only("when", text)


def step(text: object) -> str | None:
    """The step of an order's life that words stand for (`poolsplit.order.stages`); None for any other words.

    >>> step("Đã đặt hàng"), step("装箱单"), step("đang nghĩ")
    ('placed', 'packing_list', None)
    """
    return _only("steps", text)


@cache
def units() -> dict[str, str]:
    """Each spelling of a unit that is not a currency, folded as `poolsplit.values.typed_numbers.read` needs it -> kg, g, m3, %, pieces.

    >>> units()["cái"], units()["公斤"]
    ('pieces', 'kg')
    """
    return {fold(spelling): unit for unit, languages in _sections()["units"].items() for spellings in languages.values() for spelling in spellings}


def is_total(text: object) -> bool:
    """True where a cell says that its row or column is a total.

    >>> is_total("Tổng cộng:"), is_total("合计"), is_total("Tổng Kho Thảo")
    (True, True, False)
    """
    return isinstance(text, str) and bool(meanings("totals", text))
