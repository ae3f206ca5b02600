"""What else people keep on a sheet, which has nothing to do with the pool: old fees, phones, accounts, scratch, remarks."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .blocks import Block, Formula
from .facts import Fact

if TYPE_CHECKING:
    from .blocks import Content
    from .draft import Draft

KINDS = ("old fees", "phones", "accounts", "scratch", "shopping", "remark", "size chart", "old rate")
REMARKS = {
    "vi": ("Ai lấy thêm nhắn trước 1/8", "Hàng về khoảng 12-15 ngày", "MOQ xưởng 50 cái một màu", "Chốt sổ 20h thứ 6 ngày 18/9", "Kho mới: 27 ngõ 5 Láng Hạ"),
    "en": ("Closes Fri 18 Sept, 9 pm", "About 12-15 days on the road", "Factory MOQ 50 per colour", "New depot: 27 Lang Ha, gate 5", "Ask before 1 Aug"),
    "zh": ("9月18日晚上8点截单", "路上大约12-15天", "厂家起订50件一色", "新仓库: 朗下路27号5门", "有问题8月1日前说"),
}
OLD = {"vi": "Tháng trước (đã xong)", "en": "Last month (settled)", "zh": "上个月(已结清)"}
SHOPPING = {
    "vi": (("Cần mua cho văn phòng", ""), ("Giấy in A4", 5), ("Bút bi", 20), ("Nước lọc 20L", 3)),
    "en": (("To buy for the office", ""), ("Paper A4", 5), ("Pens", 20), ("Water 20L", 3)),
    "zh": (("办公室要买", ""), ("A4纸", 5), ("圆珠笔", 20), ("桶装水20L", 3)),
}


def aside(draft: Draft, kind: str) -> Block:
    """One such block, in which every cell is set aside."""
    draft.has(f"decoy: {kind}")
    rows = _ROWS[kind](draft)
    block = Block(bordered=kind in {"old fees", "phones", "accounts", "size chart"} and len(rows) > 1)
    for row, contents in enumerate(rows):
        for column, content in enumerate(contents):
            if content != "":
                shown = "#,##0" if kind == "old fees" and isinstance(content, int) else "General"
                block.put(row, column, content, Fact("aside", "note" if kind == "remark" else "decoy"), number_format=shown)
    return block


def _old_fees(draft: Draft) -> list[list[Content]]:
    """The costs of last month's pool, which are settled."""
    voice, random = draft.voice, draft.voice.random
    kinds = random.sample(["freight", "handling", "domestic"], random.randint(2, 3))
    amounts = [random.randint(20, 900) * 1000 for _ in kinds]
    rows: list[list[Content]] = [[voice.write(OLD[voice.language])]]
    for kind, amount in zip(kinds, amounts, strict=True):
        rows.append([voice.word(kind, taken=tuple(draft.cost_names.values())), amount])
    if voice.chance(0.4):
        rows.append([voice.word("total"), Formula("=SUM({0}:{1})", ((1, 1), (len(kinds), 1)), Fraction(sum(amounts)))])
    return rows


def _phones(draft: Draft) -> list[list[Content]]:
    """Whom to call."""
    voice, random = draft.voice, draft.voice.random
    chosen = random.sample(draft.pool.partners, min(len(draft.pool.partners), random.randint(2, 4)))
    numbers = [f"09{random.randint(0, 99999999):08d}" for _ in chosen]
    head: list[Content] = [voice.say("Danh bạ", "Phone list", "通讯录")] if voice.chance(0.5) else [voice.word("partner"), voice.word("phone", usual=True)]
    return [head] + [[name, int(number) if voice.chance(0.3) else number] for name, number in zip(chosen, numbers, strict=True)]


def _accounts(draft: Draft) -> list[list[Content]]:
    """Where to send money."""
    voice, random = draft.voice, draft.voice.random
    number = str(random.randint(10**9, 10**13 - 1))
    holder = random.choice(["NGUYEN THI HA", "TRAN MINH TUAN", "LE THU PHUONG"])
    bank = random.choice(["Vietcombank", "Techcombank", "MB Bank", "ACB"])
    label = voice.say("Chuyển khoản", "Bank transfer", "转账")
    account = voice.say("STK", "Account no.", "账号")
    return [[label, bank], [account, int(number) if voice.chance(0.3) else number], [voice.say("Chủ TK", "Holder", "户名"), holder]]


def _scratch(draft: Draft) -> list[list[Content]]:
    """A sum that somebody did in passing."""
    voice, random = draft.voice, draft.voice.random
    first, second = random.randint(3, 60), random.randint(11, 240)
    head = voice.say("nháp", "scratch", "草稿")
    if voice.chance(0.5):
        return [[head], [f"{first}*{second}={first * second}"]]
    return [[head], [first], [second], [Formula("={0}*{1}", ((1, 0), (2, 0)), Fraction(first * second))]]


def _shopping(draft: Draft) -> list[list[Content]]:
    """What the office needs."""
    return [[draft.voice.write(name), count] for name, count in SHOPPING[draft.voice.language]]


def _remark(draft: Draft) -> list[list[Content]]:
    """A sentence with a number that is no money of the pool."""
    return [[draft.voice.write(draft.voice.random.choice(REMARKS[draft.voice.language]))]]


def _size_chart(draft: Draft) -> list[list[Content]]:
    """Which size fits whom."""
    return [[draft.voice.say("Bảng size", "Size chart", "尺码表"), "kg"], ["S", "42-48"], ["M", "49-55"], ["L", "56-62"]]


def _old_rate(draft: Draft) -> list[list[Content]]:
    """What the yuan was last month."""
    label = draft.voice.say("Tỷ giá tháng trước (tham khảo)", "Last month's rate, for reference", "上月汇率(参考)")
    return [[label, draft.voice.random.randint(338, 372) * 10]]


_ROWS = {
    "old fees": _old_fees, "phones": _phones, "accounts": _accounts, "scratch": _scratch, "shopping": _shopping, "remark": _remark,
    "size chart": _size_chart, "old rate": _old_rate,
}
