"""Column headings as operators write them: the columns that a heading may mean, and the unit that it states."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.tables import vocabulary
from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import forms, normal, words
from poolsplit.values.money import currency_code, currency_signs
from poolsplit.values.names import without_tones

if TYPE_CHECKING:
    from collections.abc import Iterable

_BRACKETS = re.compile(r"[(\[{<【《]([^()\[\]{}<>【】《》]*)[)\]}>】》]")
_PARTS = re.compile(r"\s*[\n/|\\]\s*|\s+-\s+")
_SCRIPTS = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[^\W\u4e00-\u9fff])|(?<=[^\W\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_ATOM = re.compile(r"[^\W\d_\u2e80-\U0010ffff]+|\d+|\S")
_SECTIONS = ("columns", "ignored", "joined", "unclear", "results", "totals")
_OTHER_SECTIONS = ("measures", "units", "labels", "costs")
_MEASURES = {"weight": ("unit_kg", "kg"), "volume": ("unit_cbm", "cbm")}
_NAMES = frozenset(column.name for columns in TABLES.values() for column in columns if column.kind == "name") - {"cost"}
_PARTS_OF_A_HEADING = frozenset({"sku", "paid", "quantity", "unit_price", "amount", "pack"})
_UNIT_OF = {"unit_kg": "kg", "kg": "kg", "unit_cbm": "m3", "cbm": "m3"}
_EACH_IN = {"kg": "unit_kg", "g": "unit_kg", "m3": "unit_cbm"}
_MEASURE_OF = {"kg": "weight", "g": "weight", "m3": "volume"}


@dataclass(frozen=True)
class Heading:
    """The meaning of one heading.

    text: as written, on one line. meanings: the columns it may stand for (names of `schema.TABLES`), or a word that is not a
    column: index, note, contact, stock, remaining, unit, number, colour, size, name, total, due, landed, payer, payee; () where no
    meaning is known. unit: a currency code, kg, g, m3 or %; "" where none is stated. multiple: the unit as written where figures count
    in thousands (`vocabulary.multiple_of`) or in another unit that is not read. languages: those of the words that were recognised.
    also: what the word means less often, where the other columns of its table leave room for it: "TT" is a row number, and an amount.
    """

    text: str
    meanings: tuple[str, ...] = ()
    unit: str = ""
    multiple: str = ""
    languages: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Qualifiers:
    """The words beside the name of a column. unit: as in `Heading`. extent: "per_piece", "in_total" or "". multiple: as in `Heading`."""

    unit: str = ""
    extent: str = ""
    multiple: str = ""

    def merged(self, other: _Qualifiers) -> _Qualifiers:
        return _Qualifiers(self.unit or other.unit, self.extent or other.extent, self.multiple or other.multiple)


def language(of_headings: Iterable[Iterable[str]]) -> str | None:
    """The language of most headings or labels; None where no word shows one. of_headings: the languages of each heading's words.

    >>> language([["vi"], ["vi", "en"], []]), language([[]])
    ('vi', None)
    """
    votes = Counter(lang for languages in of_headings for lang in languages)
    return max(("vi", "zh", "en"), key=lambda lang: votes[lang]) if votes else None


def parse(text: object) -> Heading:
    """Read a heading; several languages in one heading have to agree.

    >>> parse("Giá (¥)").meanings, parse("Giá (¥)").unit
    (('unit_price',), 'CNY')
    >>> parse("Cân nặng").meanings, parse("Cân nặng (g/cái)").meanings, parse("总重量(kg)").meanings
    (('unit_kg', 'kg'), ('unit_kg',), ('kg',))
    >>> parse("TL (cái)").meanings, parse("净重 (件)").meanings
    (('unit_kg',), ('unit_kg',))
    >>> parse("数量 / SL").meanings, parse("Chị Hà").meanings, parse("Xưởng lấy (¥/cái)").meanings
    (('quantity',), (), ('unit_price',))
    """
    return _parse(str(text))


@lru_cache(maxsize=10_000)
def _parse(text: str) -> Heading:
    written = " ".join(text.split())
    if not clues(text).tells:
        return Heading(written)
    heading = _single(text, written)
    if heading.meanings:
        return heading
    folded = unicodedata.normalize("NFKC", text)
    for splitter in (_PARTS, _SCRIPTS):
        parts = [part for part in splitter.split(folded) if part and normal(part)]
        if len(parts) > 1:
            readings = [_single(part, written) for part in parts]
            common = [m for m in readings[0].meanings if all(m in reading.meanings for reading in readings)]
            if common:
                unit = next((reading.unit for reading in readings if reading.unit), "")
                languages = frozenset().union(*(reading.languages for reading in readings))
                return Heading(written, tuple(common), unit, "", languages)
    return heading


def meant(heading: Heading, meaning: str) -> Heading:
    """A heading that turned out to be one column, with the unit and multiple in its brackets, where that column can have them; a name states none.

    >>> meant(parse("Ck rồi (k)"), "paid").multiple, meant(parse("Nặng cỡ (g)"), "unit_kg").unit, meant(parse("Nặng (cái)"), "unit_kg").unit
    ('k', 'g', '')
    """
    stated: Heading | _Qualifiers = heading
    if not heading.meanings and meaning in _columns() - _NAMES:
        stated = _in_brackets(heading.text)
    measure = next((each for each in ("kg", "cbm") if meaning.endswith(each)), "")
    unit = stated.unit if _measured_in(stated.unit) == measure else ""
    return replace(heading, meanings=(meaning,), unit=_plausible(unit, (meaning,)), multiple=stated.multiple, also=())


def _measured_in(unit: str) -> str:
    """The measure that a unit is one of, "kg" or "cbm"; "" for currencies and others.

    >>> _measured_in("g"), _measured_in("m3"), _measured_in("CNY")
    ('kg', 'cbm', '')
    """
    return {"kg": "kg", "g": "kg", "m3": "cbm"}.get(unit, "")


@cache
def _columns() -> frozenset[str]:
    return frozenset(column.name for columns in TABLES.values() for column in columns)


@lru_cache(maxsize=10_000)
def weak_heading(text: object) -> Heading:
    """The heading of a text; where nobody knows the whole of it, that of the longest part that is one of a column of orders or payments.

    The part stands at the beginning, or, in English and Chinese, at the end ("Second deposit", "第二次定金"). Where the text has tone
    marks, it is spelled with its own: "Cốc lam" (a cup) is no "cọc" (a deposit). A name may begin so as well: it is evidence, no proof.

    >>> weak_heading("Cọc đợt 3").meanings, weak_heading("SL áo").meanings, weak_heading("Giá tệ 1").unit, weak_heading("Cốc lam").meanings
    (('paid',), ('quantity',), 'CNY', ())
    """
    whole = parse(text)
    if whole.meanings:
        return whole
    bare = normal(_BRACKETS.sub(" ", unicodedata.normalize("NFKC", str(text))))
    ends = [match.end() for match in _ATOM.finditer(bare)][:-1]
    for length in sorted({*ends, *(len(bare) - end for end in ends)}, reverse=True):
        parts = ([bare[:length]] if length in ends else []) + ([bare[-length:]] if len(bare) - length in ends else [])
        for index, part in enumerate(parts):
            heading = _part(part, whole, at_end=index > 0 or length not in ends)
            if heading.meanings:
                return heading
    return whole


def _part(part: str, whole: Heading, *, at_end: bool) -> Heading:
    """The heading of a part of a text; without meanings where the part is none, or is not spelled as it would be."""
    heading = _parse(part)
    kept = tuple(meaning for meaning in heading.meanings if meaning in _PARTS_OF_A_HEADING)
    if "paid" in kept and vocabulary.says_unpaid(whole.text):
        return whole
    if not kept or len(part.strip()) == 1 or (at_end and heading.languages <= {"vi"}) or not _is_spelled(part, whole.text):
        return whole
    return replace(heading, text=whole.text, meanings=kept, unit=heading.unit or whole.unit, multiple=heading.multiple or whole.multiple)


def _is_spelled(part: str, text: str) -> bool:
    """True where a part of a text, without the units beside it, is a known heading with all of its tone marks, or the text has none."""
    if normal(text) == without_tones(normal(text)):
        return True
    while not vocabulary.is_spelled("columns", part):
        shorter, _ = _stripped(part)
        if shorter == part:
            return False
        part = shorter
    return True


class Clues(NamedTuple):
    """A quick test of a text. tells: it may be a heading, unit or label with a meaning. opens: it may begin one that goes on in the cell below."""

    tells: bool
    opens: bool


def clues(text: str) -> Clues:
    """A quick test for words of the vocabulary, because most cells of a sheet have none. Where `tells` is False, the text has no meaning.

    >>> clues("Khách đã đặt").tells, clues("1 USD = 25.400").tells, clues("12 Nguyễn Trãi").tells, clues("VD000117").tells
    (True, True, False, False)
    >>> clues("Ghi"), clues("Ghi chú").tells
    (Clues(tells=False, opens=True), True)
    """
    folded = without_tones(normal(text))
    bare = _BRACKETS.sub(" ", folded)
    atoms = _ATOM.findall(folded if bare == folded else f"{folded} {bare}")
    beginnings = _beginnings()
    tells = not beginnings.whole.isdisjoint(atoms) or not beginnings.pairs.isdisjoint(pairwise(atoms)) or beginnings.units.issuperset(atoms)
    return Clues(tells, not beginnings.openings.isdisjoint(atoms[-1:]))


class _Beginnings(NamedTuple):
    """Atoms (words, numbers, Chinese characters, signs) of the vocabulary, without tone marks.

    whole: spellings of one atom. pairs: the first two atoms of longer spellings. openings: the first atom of these. units: all atoms of units.
    """

    whole: set[str]
    pairs: set[tuple[str, str]]
    openings: set[str]
    units: set[str]


@cache
def _beginnings() -> _Beginnings:
    spellings = [_ATOM.findall(without_tones(word)) for section in (*_SECTIONS, *_OTHER_SECTIONS) for word in words(section)]
    longer = [atoms for atoms in spellings if len(atoms) > 1]
    # A currency alone is not a label; with "1" it is a rate.
    rates = [_ATOM.findall(without_tones(normal(rate))) for sign in currency_signs() for rate in (f"1 {sign}", f"{sign} 1")]
    units = {atom for word, _, _ in _affixes() for atom in _ATOM.findall(without_tones(word))} | set("()[]/-_,:")
    pairs = {(first, second) for first, second, *_ in (*longer, *rates)}
    return _Beginnings({atoms[0] for atoms in spellings if len(atoms) == 1}, pairs, {atoms[0] for atoms in longer}, units)


def _single(text: str, written: str) -> Heading:
    """Read a heading in one language: the name of a column, with units and qualifiers before it, after it or in brackets."""
    folded = unicodedata.normalize("NFKC", text)
    whole = _named(normal(folded), _Qualifiers(), written)
    if whole.meanings:
        return whole
    qualifiers = _in_brackets(folded)
    base = normal(_BRACKETS.sub(" ", folded))
    heading = _named(base, qualifiers, written)
    while base and not heading.meanings:
        shorter, affix = _stripped(base)
        if shorter == base:
            break
        base, qualifiers = shorter, qualifiers.merged(affix)
        heading = _named(base, qualifiers, written)
    return heading if heading.meanings else _by_unit(folded, heading)


def _in_brackets(text: str) -> _Qualifiers:
    """The unit, extent and multiple that stand in the brackets of a heading."""
    qualifiers = _Qualifiers()
    for inside in _BRACKETS.findall(unicodedata.normalize("NFKC", text)):
        qualifiers = qualifiers.merged(_read_qualifiers(normal(inside)) or _Qualifiers())
    return qualifiers


def _by_unit(text: str, heading: Heading) -> Heading:
    """A heading of words that nobody knows, by a unit for each piece in its brackets: "Ôm nặng (kg/cái)", "Xưởng lấy (¥/cái)"."""
    stated = _in_brackets(text)
    unit = stated.unit if stated.extent == "per_piece" else ""
    meaning = _EACH_IN.get(unit) or ("unit_price" if currency_code(unit) else "")
    return replace(heading, meanings=(meaning,), unit=unit) if meaning else heading


def _named(base: str, qualifiers: _Qualifiers, written: str) -> Heading:
    """The heading of a bare name, given the unit and extent that stand beside it."""
    for spelling in forms(base):
        sections = [section for section in _SECTIONS if spelling in words(section)]
        if sections:
            first = "ignored" if {"columns", "ignored"} <= set(sections) and not (qualifiers.unit or qualifiers.multiple) else sections[0]
            meanings = words(first)[spelling]
            kept = _fitting(tuple(meanings), base, qualifiers)
            also = tuple(meaning for section in sections if first == "ignored" != section for meaning in words(section)[spelling])
            unit = qualifiers.unit or (_UNIT_OF.get(kept[0], "") if kept and re.search(r"kg|cbm|m3|公斤|立方", base) else "")
            return Heading(written, kept, _plausible(unit, kept), qualifiers.multiple, frozenset().union(*meanings.values()), also)
    measures = vocabulary.meanings("measures", base) or {
        _MEASURE_OF[unit]: langs for unit, langs in vocabulary.meanings("units", base).items() if unit in _MEASURE_OF
    }
    for measure, languages in measures.items():
        unit = qualifiers.unit or next((u for u in vocabulary.meanings("units", base) if _MEASURE_OF.get(u) == measure), "")
        return Heading(written, _extent(_MEASURES[measure], qualifiers), _plausible(unit, _MEASURES[measure]), qualifiers.multiple, languages)
    return Heading(written, (), qualifiers.unit, qualifiers.multiple)


def _fitting(meanings: tuple[str, ...], base: str, qualifiers: _Qualifiers) -> tuple[str, ...]:
    """The meanings that agree with "per piece" or "in total". A bare "kg" is first the total of a row, and may also be that of one piece."""
    if base in {"kg", "cbm"}:
        return _extent(("kg", "unit_kg") if base == "kg" else ("cbm", "unit_cbm"), qualifiers)
    if qualifiers.extent == "in_total":
        return ()
    if qualifiers.extent == "per_piece":  # no mutant: the one other is "", which is less
        return tuple(m for m in meanings if m in {"unit_price", "unit_kg", "unit_cbm", "estimated_kg", "estimated_cbm", "quantity", "moq"})
    if qualifiers.multiple or qualifiers.unit not in {"", "pieces"}:
        meanings = tuple(m for m in meanings if m not in _NAMES)    # "Shop Tấn" is a shop, and no column of partners in tonnes
        return tuple(m for m in meanings if m != "currency") or meanings
    return meanings


def _extent(pair: tuple[str, ...], qualifiers: _Qualifiers) -> tuple[str, ...]:
    """The one of the weights, or volumes, of a piece and in total that agrees; "(cái)" beside one says a piece, as it is no unit of it."""
    if qualifiers.extent == "per_piece" or (qualifiers.unit == "pieces" and not qualifiers.extent):
        return tuple(column for column in pair if column.startswith("unit_"))
    if qualifiers.extent == "in_total":  # no mutant: the one other is "", which is less
        return tuple(column for column in pair if not column.startswith("unit_"))
    return pair


def _plausible(unit: str, meanings: tuple[str, ...]) -> str:
    """The unit; "" where it only counts pieces ("SL (cái)"), or where no meaning is known."""
    return "" if unit == "pieces" or not meanings else unit


def _read_qualifiers(text: str) -> _Qualifiers | None:
    """The qualifiers of a text in brackets, such as "g/cái", grams per piece. None where some part of it is not one: then it is a remark."""
    for word, section, meaning in _affixes_at(text)[0]:
        if word == text:
            return _qualifiers(section, meaning, text)
    label, colon, unit = text.partition(":")
    if colon:    # "đvt: 1000đ"
        return _read_qualifiers(normal(unit)) if "unit" in vocabulary.meanings("ignored", label) else None
    shorter, qualifiers = _stripped(text)
    if shorter == text:
        return None
    rest = _read_qualifiers(shorter)
    return rest and qualifiers.merged(rest)


def _qualifiers(section: str, meaning: str, text: str) -> _Qualifiers:
    if section == "units":
        return _Qualifiers(unit=meaning)
    if section == "multiples":
        return _Qualifiers(unit=next((code for word in re.findall(r"[^\W\d]+", text) if (code := currency_code(word))), ""), multiple=text)
    return _Qualifiers(multiple=text) if meaning == "multiple" else _Qualifiers(extent=meaning)


def _stripped(text: str) -> tuple[str, _Qualifiers]:
    """The text without one unit or qualifier at its end or beginning, the longest first; unchanged where there is none."""
    endings, beginnings = _affixes_at(text)
    for word, section, meaning in sorted({*endings, *beginnings}, key=_longest_first):
        if len(word) >= len(text):
            continue
        if text.endswith(word) and _apart(text[: -len(word)], word, end=True):
            return text[: -len(word)].strip(" /-_,:"), _qualifiers(section, meaning, word)
        if section == "qualifiers" and meaning != "multiple" and text.startswith(word) and _apart(text[len(word) :], word, end=False):
            return text[len(word) :].strip(" /-_,:"), _qualifiers(section, meaning, word)
    return text, _Qualifiers()


@cache
def _affixes() -> list[tuple[str, str, str]]:
    sections = ("units", "qualifiers", "multiples")
    affixes = [(word, section, meaning) for section in sections for word, meanings in words(section).items() for meaning in meanings]
    affixes += [(form, "units", code) for sign, code in currency_signs().items() for form in (normal(sign), without_tones(normal(sign))) if form]
    return sorted(set(affixes), key=_longest_first)


def _longest_first(affix: tuple[str, str, str]) -> tuple[int, str, str, str]:
    return (-len(affix[0]), *affix)


@cache
def _by_edge() -> tuple[dict[str, list[tuple[str, str, str]]], dict[str, list[tuple[str, str, str]]]]:
    """The affixes by their last character, and by their first, so that only few are compared with a text."""
    last: dict[str, list[tuple[str, str, str]]] = {}
    first: dict[str, list[tuple[str, str, str]]] = {}
    for affix in _affixes():
        last.setdefault(affix[0][-1], []).append(affix)
        first.setdefault(affix[0][0], []).append(affix)
    return last, first


def _affixes_at(text: str) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    last, first = _by_edge()
    return last.get(text[-1:], []), first.get(text[:1], [])


def _apart(rest: str, word: str, *, end: bool) -> bool:
    """True where a word is separate from the rest of the text; Chinese words and signs always are."""
    if not rest.strip():
        return False
    edge, first = (rest[-1], word[0]) if end else (rest[0], word[-1])
    return not (_is_letter(edge) and _is_letter(first))


def _is_letter(letter: str) -> bool:
    """True where a character joins with its neighbours into a word: letters and digits of alphabets, not Chinese characters."""
    return letter.isalnum() and letter < "\u2e80"


def is_unit(text: str) -> bool:
    """True where a text states a unit and nothing else, as cells of a row below the headings may.

    >>> is_unit("(¥)"), is_unit("cái"), is_unit("g/cái"), is_unit("S")
    (True, True, True, False)
    """
    return _read_qualifiers(normal(unicodedata.normalize("NFKC", text).strip(" ()[]"))) is not None
