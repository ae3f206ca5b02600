"""The words that people write in sheets, in English, Vietnamese and Chinese, and their meanings.

The words are data, one file a language (`words/en.json`, `words/vi.json`, `words/zh.json`): section -> meaning -> spellings. The
files have the same sections and meanings. A spelling is matched with and without tone marks, in any case, full-width or
half-width; a text that is only similar is not matched. Templates print the first spelling of a language.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from poolsplit.values.names import key, without_tones
from poolsplit.values.typed_numbers import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

LANGUAGES = ("en", "vi", "zh")
"""The languages whose words are known."""

SAYS_TOTAL, MAY_SAY_TOTAL = 2, 1
"""What `total_words` answers for a word for totals, and for a text that begins or ends with one."""

_SHARE_PREFIXES = ("theo ", "chia theo ", "by ", "split by ", "按")
_REMARK = re.compile(r"[(\[{<【][^()\[\]{}<>【】]*[)\]}>】]")
_LETTER = r"[^\W\u2e80-\U0010ffff]"
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d]+")
_CHINESE_BATCH = re.compile(r"第?[0-9一二三四五六七八九十]+[批期轮次波月周]")
_CHINESE = re.compile(r"[\u2e80-\U0010ffff]")


@cache
def _sections() -> dict[str, dict[str, dict[str, list[str]]]]:
    """The words of all languages: section -> meaning -> language -> spellings."""
    of = {language: _words_of(language) for language in LANGUAGES}
    return {
        section: {meaning: {language: of[language][section][meaning] for language in LANGUAGES} for meaning in of[LANGUAGES[0]][section]}
        for section in of[LANGUAGES[0]]
    }


def _words_of(language: str) -> dict[str, dict[str, list[str]]]:
    text = files("poolsplit.tables").joinpath("words", f"{language}.json").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, list[str]]]", json.loads(text))


def normal(text: object) -> str:
    """A text in the form in which words are compared: half-width, case folded, single spaces, without punctuation at the edges.

    >>> normal("Tỷ giá："), normal("ＭＯＱ *"), normal("No.")
    ('tỷ giá', 'moq', 'no')
    """
    return key(unicodedata.normalize("NFKC", str(text))).strip(" :*.;=")


@cache
def words(section: str) -> dict[str, dict[str, frozenset[str]]]:
    """Each normal spelling of a section, with and without tone marks -> its possible meanings -> the languages that write it so.

    Words that are names without their tone marks (Hỏng, Hồng) stand in the section `as_written` too, and are known with them only. Columns
    also have their own names as spellings ("unit_price", "unit price").

    >>> words("columns")["so tien"]
    {'amount': frozenset({'vi'}), 'paid': frozenset({'vi'})}
    """
    by_spelling: dict[str, dict[str, frozenset[str]]] = {}
    for meaning, languages in _sections()[section].items():
        for language, spellings in languages.items():
            for spelling in (form for word in spellings for form in _with_and_without_tones(normal(word))):
                entry = by_spelling.setdefault(spelling, {})
                entry[meaning] = entry.get(meaning, frozenset()) | {language}
    if section == "columns":
        for meaning in _sections()[section]:
            for spelling in (meaning, meaning.replace("_", " ")):
                if spelling != "item":    # as a heading it means a SKU, except in a table of evidence
                    by_spelling.setdefault(spelling, {}).setdefault(meaning, frozenset())
    return by_spelling


def _with_and_without_tones(word: str) -> tuple[str, ...]:
    return (word,) if word.isascii() or word in _spelled("as_written") else (word, without_tones(word))


def forms(text: object) -> tuple[str, ...]:
    """The spellings under which a text is looked up, one after the other: as it is written, and without tone marks.

    One word that has tone marks is only what is written: "Cốc" (cup) is no "cọc" (deposit), and "Hằng" (a name) no "hàng" (goods).

    >>> forms("Số luợng"), forms("Cốc"), forms("SL")
    (('số luợng', 'so luong'), ('cốc',), ('sl',))
    """
    written = normal(text)
    return (written,) if written.isalpha() else tuple(dict.fromkeys((written, without_tones(written))))


def meanings(section: str, text: object) -> dict[str, frozenset[str]]:
    """Each possible meaning of a text in a section -> the languages that write it so.

    The text is looked up with its tone marks, and without them only where that finds nothing (`forms`).

    >>> meanings("columns", "Mẫu"), meanings("columns", "Màu"), meanings("joined", "Màu")
    ({'sku': frozenset({'vi'})}, {}, {'colour': frozenset({'vi'})})
    """
    spellings = words(section)
    return next((spellings[form] for form in forms(text) if form in spellings), {})


@cache
def _spelled(section: str) -> frozenset[str]:
    return frozenset(normal(word) for languages in _sections()[section].values() for spellings in languages.values() for word in spellings)


def is_spelled(section: str, text: object) -> bool:
    """True where a text is a spelling of a section with all of its tone marks.

    >>> is_spelled("columns", "Giá"), is_spelled("columns", "gia")
    (True, False)
    """
    return normal(text) in _spelled(section)


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


@lru_cache(maxsize=20_000)
def cost_kind(name: object) -> str | None:
    """The kind of a cost line, by its name: goods, freight, domestic, fee, duty, vat ... ; None where the name does not show it.

    >>> cost_kind("Tiền hàng"), cost_kind("手续费"), cost_kind("cuoc van chuyen (₫)"), cost_kind("Quà cho kho")
    ('goods', 'fee', 'freight', None)
    """
    return _only("costs", name) or _only("costs", unicodedata.normalize("NFKC", str(name)).split("(")[0])


@lru_cache(maxsize=20_000)
def basis(text: object) -> str | None:
    """The allocation basis that words stand for (quantity, value, kg, cbm, chargeable, equal, direct); None for any other name.

    >>> basis("theo số lượng"), basis("按重量"), basis("chia đều"), basis("Tiền hàng"), basis("按kg分")
    ('quantity', 'kg', 'equal', None, 'kg')
    """
    found = _only("bases", text)
    if found or not isinstance(text, str):
        return found
    bare = basis_name(text)
    return _only("bases", bare.removesuffix("分"))


def are_bases(texts: Iterable[str]) -> bool:
    """Whether at least half of some texts are words for what a cost is shared by.

    >>> are_bases(["theo cân", "Lan"]), are_bases(["theo cân", "Lan", "An"])
    (True, False)
    """
    known = [basis(text) is not None for text in texts]
    return 2 * sum(known) >= len(known)


def basis_name(text: str) -> str:
    """The name of a cost or of a column, from a basis that is not in the vocabulary: the text without "by" in front.

    >>> basis_name("theo Tiền hàng"), basis_name("按国际运费"), basis_name("Tiền hàng")
    ('Tiền hàng', '国际运费', 'Tiền hàng')
    """
    for prefix in _SHARE_PREFIXES:
        if text.casefold().startswith(prefix):
            return text[len(prefix) :].strip()
    return text


@lru_cache(maxsize=20_000)
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


@lru_cache(maxsize=20_000)
def total_words(text: object) -> int:
    """How much a text says that its row or column is a total: 2 it is a word for totals, 1 it begins or ends with one, 0 neither.

    A name may begin or end so too ("Tổng Kho Thảo", "Total Beauty"): 1 is evidence, no proof. What stands in brackets does not count.

    >>> total_words("Tổng cộng"), total_words("Tổng số đôi"), total_words("An Total"), total_words("合计(双)"), total_words("Hoa")
    (2, 1, 1, 1, 0)
    """
    if is_total(text):
        return SAYS_TOTAL
    if not isinstance(text, str):
        return 0
    bare = normal(_REMARK.sub(" ", unicodedata.normalize("NFKC", text)))
    if any(bare.startswith(word) or bare.endswith(word) for word in words("totals") if _CHINESE.match(word)):
        return MAY_SAY_TOTAL
    parts = bare.split()
    edges = (edge for count in range(1, len(parts) + 1) for edge in (parts[:count], parts[-count:]))
    return MAY_SAY_TOTAL if any(is_total(" ".join(edge)) for edge in edges) else 0


@lru_cache(maxsize=20_000)
def is_cancelled(text: object) -> bool:
    """True where a text says, in some of its words, that an order or its row no longer counts: huỷ, rút, ko lấy nữa, cancelled, out, 取消.

    One word without tone marks is not read as one that has them, but for "huy": a partner of the name Huy is taken for a cancellation, so
    ask this of remarks, and of names only to put a question.

    >>> is_cancelled("HUỶ 3/9, đã hoàn cọc"), is_cancelled("ko lay nua"), is_cancelled("不要了")
    (True, True, True)
    >>> is_cancelled("Quần dây rút"), is_cancelled("không huỷ")
    (False, False)
    """
    return _says("cancelled", "cancelled", "kept", text)


@lru_cache(maxsize=20_000)
def says_paid(text: object) -> bool:
    """True where a text says, in some of its words, that somebody has paid: đã ck đủ, đã cọc, paid, 已付. It does not say how much.

    >>> says_paid("đã ck đủ"), says_paid("da tt"), says_paid("已付清"), says_paid("chưa ck"), says_paid("not paid yet"), says_paid("đã trả hàng")
    (True, True, True, False, False, False)
    """
    return _says("says_paid", "paid", "unpaid", text)


def says_transfer(text: object) -> bool:
    """True where a text has a word for a transfer, paid or not: "Hoa ck", "付".

    >>> says_transfer("Hoa ck"), says_transfer("Hoa")
    (True, False)
    """
    return _says("says_paid", "transfers", "", text)


@lru_cache(maxsize=20_000)
def is_title_of_payments(text: object) -> bool:
    """True where the title of a table says that the amounts below it were paid, and nothing of costs, of a share, or of what is still to come.

    >>> [is_title_of_payments(text) for text in ("Cọc", "Đã ck", "收款", "Deposits", "Cọc 50%", "Cọc còn thiếu", "Phí và cọc", "Thanh toán")]
    [True, True, True, True, False, False, False, False]
    """
    if not (_says("says_paid", "titles", "unpaid", text) or says_paid(text)) or not isinstance(text, str) or "%" in text or says_unpaid(text):
        return False
    parts = normal(text).split()
    return not any(cost_kind(part) or "cost" in meanings("columns", part) for part in parts) and total_words(text) == 0


@lru_cache(maxsize=20_000)
def is_paid_to_supplier(text: object) -> bool:
    """True where a text says, and says no more, that something was paid or is owed to the supplier: "Đã trả NCC", "Còn phải trả xưởng", 已付厂家.

    >>> [is_paid_to_supplier(text) for text in ("Đã trả NCC", "Đã ck cho xưởng", "Paid to the supplier", "已付厂家", "Ship cho xưởng", "Đã trả")]
    [True, True, True, True, False, False]
    """
    written = _straight(text)
    rest = _pattern("says_paid", "supplier").sub(" ", written)
    unpaid = _pattern("says_paid", "paying").sub(" ", rest)
    if rest in {written, unpaid}:
        return False
    return not re.search(r"\w", _pattern("says_paid", "filling").sub(" ", unpaid))


def says_without(text: object) -> bool:
    """True where a text says that those who are named in it do not bear a cost: "trừ Lan", "all except Lan".

    >>> says_without("trừ Lan"), says_without("chỉ Lan"), says_without("除了李姐")
    (True, False, True)
    """
    return _says("named", "without", "", text)


def says_only(text: object) -> str:
    """What stands beside the words by which a text says that only some bear a cost; "" where it has no such words.

    >>> says_only("chỉ áo"), says_only("只算上衣"), says_only("áo")
    ('áo', '上衣', '')
    """
    written = _straight(text)
    rest = _pattern("named", "only").sub(" ", written)
    return "" if rest == written else rest.strip()


@lru_cache(maxsize=20_000)
def no_input(text: object) -> str:
    """Why figures under a heading beside orders change nothing: "resale", "profit", "stock", "delivered", "former"; "" where they may.

    >>> [no_input(text) for text in ("Giá bán lẻ", "Profit", "库存", "Đã giao", "SL ban đầu", "Giá", "SL")]
    ['resale', 'profit', 'stock', 'delivered', 'former', '', '']
    """
    return next((why for why in _sections()["no_input"] if _says("no_input", why, "", text)), "")


@lru_cache(maxsize=20_000)
def says_unpaid(text: object) -> bool:
    """True where a text says that something was not paid yet, was given back, or was paid to somebody else than the lead buyer.

    >>> says_unpaid("Cọc còn thiếu"), says_unpaid("chưa nhận"), says_unpaid("Đã trả NCC"), says_unpaid("Đã cọc")
    (True, True, True, False)
    """
    return isinstance(text, str) and _pattern("says_paid", "unpaid").search(_straight(text)) is not None


def is_batch(text: object) -> bool:
    """True where a text names a batch of orders: a word for one, with or without its number.

    >>> is_batch("Lô 5"), is_batch("第1批"), is_batch("T11"), is_batch("November order"), is_batch("Bảng giá")
    (True, True, True, True, False)
    """
    if not isinstance(text, str):
        return False
    if _says("batch", "batch", "", text) or _CHINESE_BATCH.search(text):
        return True
    return bool(_DIGIT.search(text)) and not _toneless("batch").isdisjoint(_words_in(text))    # "Dot 1": "dot" alone may be anything


def _toneless(section: str) -> set[str]:
    """The spellings of a section without their tone marks: "dot" for "đợt"."""
    return {without_tones(word) for word in words(section)}


def _words_in(text: str) -> set[str]:
    """The words of a text, without figures and punctuation.

    >>> sorted(_words_in("Dot 1 - T11"))
    ['dot', 't']
    """
    return set(_WORD.findall(normal(text)))


def is_count(text: object) -> bool:
    """True where a text says how many rows there are, as Excel's own subtotals do: "An Count".

    >>> is_count("An Count"), is_count("Đếm An"), is_count("An 计数"), is_count("An Total")
    (True, True, True, False)
    """
    return _says("count", "count", "", text)


def is_alone(text: object) -> bool:
    """True where words beside a partner's name say that a cost is that partner's own, or where there are none.

    >>> is_alone("chịu"), is_alone("只算"), is_alone(" "), is_alone("và Bình")
    (True, True, True, False)
    """
    rest = _pattern("alone", "alone").sub(" ", _straight(text))
    return _toneless("alone").issuperset(re.findall(r"\w+", rest))


def says_rate(text: object) -> bool:
    """True where a text has a word for a rate of exchange in it: "当日汇率", "FX today".

    >>> says_rate("参考汇率"), says_rate("TG tệ"), says_rate("Giá")
    (True, True, False)
    """
    return _says("says_rate", "rate", "", text)


def is_own(text: object) -> bool:
    """True where the name of a cost says that each partner bears it alone: "Ship riêng", "Home delivery".

    One word without its tone marks may be a name, and counts only behind what makes a known cost of all the rest: "Giao hang rieng".

    >>> is_own("Ship riêng"), is_own("Home delivery"), is_own("Freight"), is_own("Giao hang rieng"), is_own("Rieng"), is_own("Áo Le")
    (True, True, False, True, False, False)
    """
    if _says("own", "own", "", text) or not isinstance(text, str):
        return _says("own", "own", "", text)
    cost, _, word = _REMARK.sub(" ", normal(text)).strip().rpartition(" ")
    return word in _toneless("own") and cost == without_tones(cost) and cost_kind(cost) is not None


@lru_cache(maxsize=20_000)
def is_deduction(text: object) -> bool:
    """True where the name of a cost says that it is money which comes back or is taken off.

    >>> is_deduction("Giảm giá"), is_deduction("Refund from supplier"), is_deduction("厂家退款"), is_deduction("Cước"), is_deduction("Hoàn thiện")
    (True, True, True, False, False)
    """
    return _says("deductions", "deduction", "none", text)


@lru_cache(maxsize=20_000)
def is_past(text: object) -> bool:
    """True where a text says that what stands beside it is of another time: last month's rate, old fees.

    >>> is_past("Tỷ giá tháng trước (tham khảo)"), is_past("上月汇率"), is_past("Tỷ giá")
    (True, True, False)
    """
    return _says("past", "orders", "", text) or _says("past", "times", "", text)


@lru_cache(maxsize=20_000)
def is_past_title(text: object) -> bool:
    """True where the title of a sheet or table says that it is of another time, or is done and kept: "Đợt trước", "backup", "（已完成）".

    >>> is_past_title("ĐƠN THÁNG TRƯỚC (đã xong)"), is_past_title("backup 10-11"), is_past_title("Đơn"), is_past_title("Đợt này")
    (True, True, False, False)
    """
    return is_past(text) or is_past_order(text)


def is_past_order(title: object) -> bool:
    """True where a title is that of an earlier order, or of one that is done, and not only of an earlier time, when one could pay for this one.

    >>> is_past_order("Đợt trước"), is_past_order("Tháng trước"), is_past_order("Tháng trước (đã xong)")
    (True, False, True)
    """
    return _says("past", "orders", "", title) or _says("past", "titles", "", title)


@lru_cache(maxsize=20_000)
def is_elsewhere(text: object) -> bool:
    """True where a caption says that a list has nothing to do with an order: what the office needs, what is to be done, scratch.

    >>> is_elsewhere("Cần mua cho văn phòng"), is_elsewhere("Office supplies:"), is_elsewhere("Hanoi office"), is_elsewhere("河内办公室")
    (True, True, False, False)
    """
    return _says("elsewhere", "elsewhere", "", text)


def _says(section: str, meaning: str, unless: str, text: object) -> bool:
    """True where a text has words of a meaning of a section that are not part of words of the meaning `unless`."""
    if not isinstance(text, str):
        return False
    written = _straight(text)
    return bool(_pattern(section, meaning).search(_pattern(section, unless).sub(" - ", written) if unless else written))


def _straight(text: object) -> str:
    """A text as `normal` has it, with straight apostrophes, as the words are written: "hasn't", "Lan's"."""
    return normal(text).replace("\u2019", "'")


@cache
def _pattern(section: str, meaning: str) -> re.Pattern[str]:
    """The spellings of a meaning as whole words; those of several words without their tone marks too."""
    spellings = {normal(word) for words_of_language in _sections()[section][meaning].values() for word in words_of_language}
    spellings |= {without_tones(word) for word in spellings if " " in word}
    longest_first = sorted(spellings, key=lambda word: (-len(word), word))
    chinese, spaced = ("|".join(re.escape(word) for word in longest_first if bool(_CHINESE.match(word)) == kind) for kind in (True, False))
    return re.compile(f"{chinese}|(?<!{_LETTER})(?:{spaced})(?!{_LETTER})")


def multiple_of(word: object) -> int | None:
    """The number that the figures below a heading are to be multiplied by, from the word for it (`Heading.multiple`); None for any other word.

    >>> multiple_of("nghìn đồng"), multiple_of("k"), multiple_of("triệu"), multiple_of("万"), multiple_of("tạ")
    (1000, 1000, 1000000, 10000, None)
    """
    multiple = _only("multiples", word)
    return int(multiple) if multiple else None
