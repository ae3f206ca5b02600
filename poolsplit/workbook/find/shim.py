"""Temporary: words that another branch brings."""
from __future__ import annotations
import json, re, unicodedata
from functools import lru_cache
from poolsplit.tables import headings, labels, totals, vocabulary
from poolsplit.tables.vocabulary import normal
from poolsplit.values.names import without_tones

def _merge():
    base = vocabulary._sections()
    more = json.load(open("/work/shared/prototypes/reader/words.json", encoding="utf-8"))
    more["bases"]["quantity"].setdefault("vi", []).extend(["theo số cái", "SL"])
    more["bases"]["quantity"].setdefault("zh", []).extend(["按件均摊"])
    more["bases"]["quantity"].setdefault("en", []).extend(["per piece"])
    more["bases"]["equal"].setdefault("vi", []).extend(["đều", "mỗi shop như nhau"])
    more["bases"]["equal"].setdefault("zh", []).extend(["均摊"])
    more["bases"]["value"].setdefault("zh", []).extend(["按金额"])
    more["bases"]["value"].setdefault("vi", []).extend(["theo tiền hàng"])
    more["totals"] = {"total": {"vi": ["Tổng Cuối"], "en": ["Grand Total"], "zh": ["总计", "汇总"]}}
    for section, meanings in more.items():
        for meaning, langs in meanings.items():
            for lang, spellings in langs.items():
                base[section].setdefault(meaning, {}).setdefault(lang, []).extend(spellings)
    for module in (headings, labels, totals, vocabulary):
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()
_sections = json.loads(json.dumps(vocabulary._sections()))
vocabulary._sections = lambda: _sections
_merge()
headings._UNIT_OF["unit_kg"] = "kg"

WEAK = {"sku", "paid", "quantity", "unit_price", "amount", "pack"}
@lru_cache(50000)
def weak_heading(text):
    found = headings.parse(text)
    bare = re.sub(r"[(（\[].*?[)）\]]", " ", text)
    parts = re.split(r"\s+", normal(bare))
    if len(parts) == 1 and (m := re.fullmatch(r"(\D+?)\s*\d{1,2}", parts[0])):
        parts = [m[1], ""]
    for n in range(len(parts) - 1, 0, -1):
        start = " ".join(parts[:n])
        if not _spelled(start):
            continue
        got = headings.parse(start)
        kept = tuple(m for m in got.meanings if m in WEAK)
        if kept:
            return headings.Heading(found.text, kept, found.unit or got.unit, found.multiple, got.languages)
    if vocabulary.cost_kind(bare) == "goods":
        return headings.Heading(found.text, ("amount",), found.unit, found.multiple)
    return found
@lru_cache(1)
def _spellings():
    sections = vocabulary._sections()
    return {normal(w) for s in ("columns", "measures", "totals", "costs") for langs in sections[s].values() for ws in langs.values() for w in ws}
def _spelled(text):
    return text in _spellings() or text.isascii() and text in {without_tones(w) for w in _spellings() if not w.isascii()}
@lru_cache(50000)
def total_words(text):
    if vocabulary.is_total(text):
        return 2
    parts = re.split(r"\s+", normal(re.sub(r"[(（].*?[)）]", " ", text)))
    for n in range(1, len(parts)):
        if vocabulary.is_total(" ".join(parts[:n])) or vocabulary.is_total(" ".join(parts[-n:])):
            return 1
    return 1 if any(w in normal(text) for w in ("合计", "小计", "总计", "汇总")) else 0
_C = re.compile(r"hu[ỷỉ]|hủy|huy\b|cancel|取消|rút|退出", re.I)
_P = re.compile(r"đã\s*(ck|cọc|chuyển|trả)|ck đủ|paid|已付|付清", re.I)
def is_cancelled(text): return bool(_C.search(text))
def says_paid(text): return bool(_P.search(text))
M = {"k": 1000, "nghìn": 1000, "ngàn": 1000, "nghìn đồng": 1000, "ngàn đồng": 1000, "x1000": 1000, "1000đ": 1000, "triệu": 10**6, "tr": 10**6, "千": 1000, "万": 10**4}
def multiple_of(word): return M.get(word, 0)
BANDS = {"CNY": (3000, 4500), "USD": (20000, 32000), "KRW": (12, 25), "JPY": (110, 260), "EUR": (22000, 36000), "THB": (550, 900), "TWD": (650, 950)}
def band(currency, base): return BANDS.get(currency) if base == "VND" else None
