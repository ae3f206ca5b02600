"""The headings of a list of orders, and what stands in its columns that has nothing to do with money."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .facts import Fact, Of

if TYPE_CHECKING:
    from .draft import Draft
    from .numerals import Content

ASIDE = ("index", "date", "phone", "tracking", "note")
NOTES = {
    "vi": ("lấy màu nhạt giúp em", "giao sau 15/9", "gói riêng 2 túi", "khách quen", "hàng dễ vỡ, bọc kỹ", "ship q7", "như lần trước", "lấy tem đỏ"),
    "en": ("light shade please", "after 15 Sept", "2 separate bags", "regular", "fragile", "same as last time", "pick up at 5pm", "gift"),
    "zh": ("要浅色", "9月15日以后发", "分2袋装", "老客户", "易碎", "跟上次一样", "下午5点自提", "送人的"),
}


def heading(draft: Draft, meaning: str, taken: tuple[str, ...], deposits: tuple[str, int]) -> tuple[str, Fact]:
    """The heading of a column and what it says. taken: those that stand there already; deposits: a word for them, and how many columns they have."""
    if meaning.startswith("paid"):
        word, columns = deposits
        text, unit = draft.paid_heading(int(meaning[5:]), columns, word, taken)
        draft.has(f"deposits in columns: {columns}")
        return text, Fact("heading", "paid", text, unit=unit)
    if meaning == "personal":
        draft.has("cost as a column of partners")
        text = draft.cost_names["personal"]
        return text, Fact("heading", "amount", text, of=Of(cost=text), unit="VND")
    if meaning == "unit_price":
        text, unit = draft.price_heading(taken)
        return text, Fact("heading", meaning, text, unit=unit)
    if meaning == "unit_kg":
        text, unit = draft.kg_heading(taken)
        return text, Fact("heading", meaning, text, unit=unit)
    text = draft.voice.word(meaning, taken=taken)
    if meaning == "quantity" and draft.pieces_style == "number" and draft.voice.chance(0.15):
        text += draft.voice.say(" (cái)", " (pcs)", "(件)")
    currency = {"line_total": draft.pool.skus[0].currency, "line_vnd": "VND", "due": "VND", "remaining": "VND"}.get(meaning)
    return text, Fact("heading", meaning, text, unit=currency)


def aside_content(draft: Draft, meaning: str, index: int) -> Content | dt.date | None:
    """The number of the row, a day, a phone, a parcel or a remark; None where there is no remark."""
    random = draft.voice.random
    if meaning == "index":
        return index
    if meaning == "date":
        return dt.date(2026, 9, 1) + dt.timedelta(days=random.randint(0, 20))
    if meaning == "phone":
        digits = f"09{random.randint(0, 99999999):08d}"
        return int(digits) if draft.voice.chance(0.3) else random.choice([digits, f"{digits[:4]} {digits[4:7]} {digits[7:]}"])
    if meaning == "tracking":
        number = random.randint(7 * 10**11, 8 * 10**11)
        return number if draft.voice.chance(0.3) else f"{random.choice(['SF', 'YT', 'ZTO'])}{number}"
    return draft.voice.write(random.choice(NOTES[draft.voice.language])) if draft.voice.chance(0.4) else None
