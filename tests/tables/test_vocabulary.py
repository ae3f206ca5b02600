"""The words of the three languages: each reads back as its meaning, in every way in which people type it, and none as something else."""

from __future__ import annotations

import json
import unicodedata
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from tools import generate_words

from poolsplit.tables import vocabulary
from poolsplit.tables.headings import is_unit, parse, weak_heading
from poolsplit.tables.labels import name_of
from poolsplit.values.names import without_tones

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = {
    language: json.loads(files("poolsplit.tables").joinpath("words", f"{language}.json").read_text(encoding="utf-8")) for language in vocabulary.LANGUAGES
}
SPELLED_OUT = {vocabulary.normal(word) for word in WORDS["vi"]["as_written"]["with_tones"]}

NAMES = [
    "Lan", "Hằng", "Hằng Sneaker", "Tiến", "Đạt", "Tiến Đạt", "Yến", "Shop Yến", "Tấn", "Shop Tấn", "Lợi", "Hồng", "Hong", "Dat", "Hang", "Loi", "Tien",
    "Anh", "Anh Công", "Chị Hà", "Chị Bảy", "Lộc", "Loc", "Moc", "Mộc", "Nắng", "Nang", "Nhân", "Nhan", "Kiều", "Kieu", "Phi", "Hân", "Han", "Huy",
    "Tổng Kho Thảo", "Total Beauty", "Giày 36", "Tiệm Dép Tổ Ong", "Nhà Có Nắng", "MC2 Store", "Linh D.", "@miso.go", "Bill", "Min", "Ri", "Mẹ Bắp",
    "王店", "小李", "张姐", "刘总", "钱多多", "双双", "万家", "方小姐",
]
GOODS = [
    "Cốc", "Cốc lam", "Cốc men", "Đĩa oval", "Linen nâu", "Dép quai chéo đen", "Sục đế bánh mì", "Áo bò", "Quần dây rút", "Túi", "Hộp", "Bông", "Sữa",
    "Photobook", "Ver. A", "Album A", "Oat milk 1L", "Phone case", "2050", "A1", "Size M", "Đỏ", "数据线", "外套", "手套",
]


def spellings(section: str) -> list[tuple[str, str]]:
    """(meaning, spelling) of all languages."""
    return [(meaning, word) for words in WORDS.values() for meaning, listed in words[section].items() for word in listed]


def typed(word: str) -> list[str]:
    """A word as people type it: in capitals, decomposed, with a colon, and without tone marks where that is no name."""
    ways = [word, word.upper(), unicodedata.normalize("NFD", word), f" {word}: "]
    return ways if vocabulary.normal(word) in SPELLED_OUT else [*ways, without_tones(word)]


def test_the_languages_have_the_same_sections_and_meanings_in_the_same_order() -> None:
    shapes = [[(section, list(meanings)) for section, meanings in words.items()] for words in WORDS.values()]
    assert shapes[0] == shapes[1] == shapes[2]


def test_no_word_stands_twice_at_one_meaning() -> None:
    lists = [[vocabulary.normal(word) for word in listed] for words in WORDS.values() for section in words.values() for listed in section.values()]
    assert [words for words in lists if len(set(words)) < len(words)] == []


def test_every_heading_of_a_column_reads_back_in_every_way_in_which_it_is_typed() -> None:
    lost = [(meaning, way) for meaning, word in spellings("columns") for way in typed(word) if meaning not in parse(way).meanings + parse(way).also]
    assert lost == []


def test_only_words_that_stand_at_several_meanings_are_asked() -> None:
    listed: dict[str, set[str]] = {}
    for meaning, word in spellings("columns"):
        for spelling in {vocabulary.normal(word), meaning, meaning.replace("_", " ")} - {"item"}:
            listed.setdefault(spelling, set()).add(meaning)
    asked = {word: set(parse(word).meanings) for word in listed if len(parse(word).meanings) > 1}
    units = {"kg": {"kg", "unit_kg"}, "cbm": {"cbm", "unit_cbm"}}
    assert asked == units | {word: meanings for word, meanings in listed.items() if len(meanings) > 1}


@pytest.mark.parametrize(("section", "read"), [("bases", vocabulary.basis), ("costs", vocabulary.cost_kind), ("steps", vocabulary.step), ("when", vocabulary.when)])
def test_every_basis_cost_and_step_reads_back(section: str, read: Callable[[object], str | None]) -> None:
    assert [(meaning, way, read(way)) for meaning, word in spellings(section) for way in typed(word) if read(way) != meaning] == []


@pytest.mark.parametrize("section", ["ignored", "joined", "unclear", "results", "totals"])
def test_every_other_heading_reads_back(section: str) -> None:
    shared = {"sum"}    # an amount above a column, a total beside one
    lost = [(meaning, word) for meaning, word in spellings(section) if meaning not in parse(word).meanings and vocabulary.normal(word) not in shared]
    assert lost == []


def test_every_measure_reads_back() -> None:
    pairs = {"weight": ("unit_kg", "kg"), "volume": ("unit_cbm", "cbm")}
    assert [word for measure, word in spellings("measures") if parse(word).meanings != pairs[measure]] == []


def test_no_heading_of_a_column_is_a_unit_or_a_total_by_accident() -> None:
    counted = {vocabulary.normal(word) for _, word in spellings("units")}
    measured = {"kg", "cbm", "unit_kg", "unit_cbm", "kg_per_cbm"}
    assert [word for meaning, word in spellings("columns") if is_unit(word) and meaning not in measured and vocabulary.normal(word) not in counted] == []
    assert [word for _, word in spellings("columns") if vocabulary.is_total(word)] == ["Sum"]


def test_no_heading_swallows_the_currency_at_its_end() -> None:
    assert parse("Giá tệ").unit == parse("Đơn giá (¥)").unit == "CNY"
    assert [word for meaning, word in spellings("columns") if word.endswith((" tệ", " VND", " đồng", "¥", "元")) and meaning != "currency"] == []


@pytest.mark.parametrize("name", NAMES + GOODS)
def test_a_name_is_no_heading(name: str) -> None:
    assert parse(name).meanings == ()
    assert vocabulary.basis(name) is vocabulary.cost_kind(name) is vocabulary.multiple_of(name) is None
    assert vocabulary.total_words(name) < 2
    assert not vocabulary.says_paid(name)


@pytest.mark.parametrize("name", [name for name in NAMES + GOODS if name != "Huy"])
def test_a_name_is_no_cancellation(name: str) -> None:
    assert not vocabulary.is_cancelled(name)


@pytest.mark.parametrize("name", ["Hằng Sneaker", "Tiến Đạt", "Cốc lam", "Cốc men", "Gia Bảo", "Dép quai chéo đen", "Ver. A", "数据线", "Tổng Kho Thảo", "Linen be"])
def test_the_first_word_of_a_name_is_no_heading(name: str) -> None:
    assert weak_heading(name).meanings == ()


@pytest.mark.parametrize(
    ("text", "meaning", "unit"),
    [
        ("Cọc 2", "paid", ""), ("Cọc2", "paid", ""), ("Cọc đợt 1", "paid", ""), ("Coc dot 1", "paid", ""), ("Đã cọc lần 2 (đ)", "paid", "VND"), ("SL áo", "quantity", ""),
        ("Giá tệ 1", "unit_price", "CNY"), ("Second deposit", "paid", ""), ("Red tote qty", "quantity", ""), ("第二次定金", "paid", ""), ("定金2", "paid", ""),
        ("Số lượng", "quantity", ""), ("Đơn giá lô 2 (¥)", "unit_price", "CNY"),
    ],
)
def test_the_longest_known_part_of_a_heading_is_evidence(text: str, meaning: str, unit: str) -> None:
    heading = weak_heading(text)
    assert meaning in heading.meanings
    assert (heading.text, heading.unit) == (text, unit)


def test_a_vietnamese_ending_and_a_part_that_is_no_column_of_orders_say_nothing() -> None:
    assert weak_heading("Nhà Giá").meanings == ()
    assert weak_heading("Ngày Mới").meanings == ()


@pytest.mark.parametrize(
    ("text", "meanings", "also"),
    [
        ("TT", ("index",), ("amount",)), ("TT (¥)", ("amount",), ()), ("Zalo", ("contact",), ("partner",)), ("Mô tả", ("note",), ("sku",)),
        ("Tiền", ("currency", "amount", "paid"), ()), ("Tiền (VND)", ("amount", "paid"), ()), ("Số đôi", ("quantity",), ()), ("Còn lại", ("stock", "remaining"), ()),
        ("Shop (kg)", (), ()), ("Người đặt", ("partner",), ()),
    ],
)
def test_a_word_of_two_uses_has_the_meaning_that_fits(text: str, meanings: tuple[str, ...], also: tuple[str, ...]) -> None:
    assert (parse(text).meanings, parse(text).also) == (meanings, also)


@pytest.mark.parametrize("text", ["Người đặt", "Người order", "Đặt hàng:", "Người gom", "Trưởng đơn", "GOM", "Co-ordinator", "团主", "车头", "NGUOI CAM DON"])
def test_a_label_names_the_lead_buyer(text: str) -> None:
    label = name_of(text)
    assert label is not None
    assert (label.table, label.column) == ("terms", "lead_buyer")


def test_money_beside_a_label_is_no_currency() -> None:
    assert name_of("Tiền") is None
    label = name_of("Loại tiền")
    assert label is not None
    assert label.column == "currency"


@pytest.mark.parametrize(
    ("text", "unit", "multiple"),
    [
        ("Số tiền (đvt: 1000đ)", "VND", 1000), ("Số tiền (đv: nghìn đồng)", "VND", 1000), ("Số tiền (k)", "", 1000), ("Thành tiền (triệu)", "", 1_000_000),
        ("Thành tiền (1.000 VND)", "VND", 1000), ("Amount (VND'000)", "VND", 1000), ("Amount (unit: k)", "", 1000), ("金额(单位:万元)", "", 10_000), ("Số tiền (tỷ đồng)", "VND", 10**9),
        ("Cân (tạ)", "kg", None),
    ],
)
def test_a_heading_says_in_what_its_figures_count(text: str, unit: str, multiple: int | None) -> None:
    heading = parse(text)
    assert heading.meanings
    assert heading.multiple
    assert (heading.unit, vocabulary.multiple_of(heading.multiple)) == (unit, multiple)


def test_what_stands_behind_a_colon_in_brackets_is_a_unit_only_behind_a_word_for_units() -> None:
    assert parse("Số tiền (Lan: k)").multiple == ""


def test_every_multiple_is_read() -> None:
    assert [(meaning, way) for meaning, word in spellings("multiples") for way in typed(word) if vocabulary.multiple_of(way) != int(meaning)] == []


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Tổng", 2), ("TỔNG CỘNG", 2), ("Cộng", 2), ("T.cộng", 2), ("Tổng Cuối", 2), ("Grand Total", 2), ("Subtotal", 2), ("合计", 2), ("小计", 2), ("共计：", 2),
        ("Tổng cộng đợt 1:", 1), ("Tổng đợt 1", 1), ("Tong dot 2", 1), ("Cộng đợt 2", 1), ("Tổng số đôi", 1), ("Tổng An", 1), ("An Total", 1), ("Sum of SL", 1),
        ("合计(双)", 1), ("小计 A", 1), ("An 汇总", 1), ("A区小计", 1), ("Tổng (đôi)", 1),
        ("Lan", 0), ("Công ty Lan", 0), ("Anh Công", 0), ("Tông đơ", 0), ("", 0), (None, 0), (12, 0),
    ],
)
def test_how_much_a_text_says_that_it_is_a_total(text: object, sure: int) -> None:
    assert vocabulary.total_words(text) == sure


@pytest.mark.parametrize(
    "text",
    [
        "huỷ", "Hủy", "HUỶ 3/9, đã hoàn cọc", "huy", "Hà rút", "rút khỏi đợt 2", "ko lấy nữa", "K LẤY", "không lấy", "khong lay nua", "bỏ", "khách bỏ đơn", "out", "Out đơn",
        "cancelled", "Cancel (refund)", "dropped out", "withdrawn 3/9", "取消", "已取消订单", "Lan退出", "不要了", "作废", "không huỷ nhưng sau đó rút",
    ],
)
def test_words_that_take_a_row_out(text: str) -> None:
    assert vocabulary.is_cancelled(text)
    assert vocabulary.is_cancelled(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    "text",
    ["không huỷ", "chưa hủy", "not cancelled", "未取消", "Quần dây rút", "túi rút", "Chuyên bỏ sỉ", "Áo bò", "ao bo", "cut out dress", "checkout", "Huyền", "hàng dễ vỡ", "", None, 5],
)
def test_words_that_take_no_row_out(text: object) -> None:
    assert not vocabulary.is_cancelled(text)


@pytest.mark.parametrize(
    "text",
    ["đã ck đủ", "ĐÃ CỌC", "đã chuyển khoản 3/10", "ck đủ", "da ck", "đã tt", "đã trả", "paid", "Paid in full", "settled", "已付", "款已付清", "已转", "2tr, cọc rồi"],
)
def test_words_that_say_paid(text: str) -> None:
    assert vocabulary.says_paid(text)
    assert vocabulary.says_paid(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    "text", ["chưa ck", "chưa ck đủ", "not paid", "hasn\u2019t paid yet", "unpaid", "未付", "未付清", "đã trả hàng", "đã đóng gói", "2tr còn lại ck 3/10", "waiting", None, 1.5]
)
def test_words_that_do_not_say_paid(text: object) -> None:
    assert not vocabulary.says_paid(text)


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("theo số cái", "quantity"), ("SL", "quantity"), ("by units", "quantity"), ("per piece", "quantity"), ("按件均摊", "quantity"), ("đều", "equal"),
        ("theo đầu người", "equal"), ("mỗi shop như nhau", "equal"), ("split equally", "equal"), ("均摊", "equal"), ("平均分摊", "equal"), ("按人头", "equal"),
        ("theo tiền hàng", "value"), ("như Tiền hàng", "value"), ("of goods", "value"), ("按金额", "value"), ("theo cân", "kg"), ("chia 2", None), ("Tiền hàng", None),
    ],
)
def test_how_operators_write_what_a_cost_is_shared_by(text: str, basis: str | None) -> None:
    assert vocabulary.basis(text) == basis


@pytest.mark.parametrize(
    ("says", "texts"),
    [
        (vocabulary.is_batch, ["Lô 5", "Đợt 2", "Dot 1", "lo 3", "T11", "Tháng 10", "Batch 3", "November order", "第1批", "第三期", "10月"]),
        (vocabulary.is_count, ["An Count", "Count", "Đếm An", "Số dòng", "An 计数"]),
        (vocabulary.is_alone, ["chịu", "tu chiu", "pays", "'s own", "\u2019s own", "只算", "自付", "", " - "]),
        (vocabulary.says_rate, ["参考汇率", "FX today", "TG tệ", "Tỷ giá hôm nay", "exchange"]),
        (vocabulary.is_own, ["Ship riêng", "Home delivery", "Ship về nhà", "个人运费"]),
        (vocabulary.is_elsewhere, ["Mua cho văn phòng", "van phong pham", "For the office", "办公用品"]),
        (vocabulary.is_past, ["Tỷ giá tháng trước (tham khảo)", "ty gia cu", "Last month's rate", "上月汇率"]),
    ],
)
def test_the_words_of_each_section_are_found(says: Callable[[object], bool], texts: list[str]) -> None:
    assert [text for text in texts if not says(text)] == []
    assert [text for text in texts if not says(unicodedata.normalize("NFD", text))] == []


@pytest.mark.parametrize(
    ("says", "texts"),
    [
        (vocabulary.is_batch, ["Bảng giá", "Đơn hàng", "Dot", "Sheet1", "Size 36", "Lottery", "", None, 5]),
        (vocabulary.is_count, ["An Total", "Country", "Discount", None]),
        (vocabulary.is_alone, ["và Bình", "with Binh", "和李姐", "Lan"]),
        (vocabulary.says_rate, ["Giá", "corporate", "价格", None]),
        (vocabulary.is_own, ["Freight", "Cước", "owner", "运费", None]),
        (vocabulary.is_past, ["Tỷ giá", "Rate", "汇率", "Cũ", None]),
        (vocabulary.is_elsewhere, ["Văn phòng Hà Nội", "The Office", "办公室", None]),
    ],
)
def test_the_words_of_each_section_are_not_found_in_other_texts(says: Callable[[object], bool], texts: list[object]) -> None:
    assert [text for text in texts if says(text)] == []


def test_the_page_of_words_is_that_of_the_files() -> None:
    assert set(generate_words.SECTIONS) == set(WORDS["en"])
    assert generate_words.TARGET.read_text(encoding="utf-8") == generate_words.source(), "run: python tests/tools/generate_words.py"
