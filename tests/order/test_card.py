"""Cards as people get them: rendered, and their codes read back by decoders that share nothing with the encoder."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from support.fonts import DEJAVU, made

from poolsplit.errors import Refused
from poolsplit.functions.declaration import call
from poolsplit.order.payment import card_files, memo, vietqr
from poolsplit.order.payment.card import HEIGHT, MARGIN, WIDTH, Collection, Share, width, wrapped
from poolsplit.values import banks, dates

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("vi", "en", "zh")
LONG_NAMES = ["Cửa hàng thời trang phụ kiện Nguyễn Thị Ngọc Hường Quận Gò Vấp", "广州市白云区新百佳小商品批发城饰品专卖店小燕子拼单合伙人分店", "小燕", "Chị Hà"]
ACCOUNT = banks.account("CAKE by VPBank 1234567890123456789 CÔNG TY TNHH MTV THƯƠNG MẠI DỊCH VỤ XUẤT NHẬP KHẨU NGUYỄN")
UNTIL = dates.moment_text(dates.moment("2026-11-20 18:00"))


def collection(n: int, paid: int = 0, names: list[str] | None = None) -> Collection:
    """A pool of n partners with the longest names, of whom some have paid."""
    called = (names or LONG_NAMES)[:n]
    shares = [
        Share(name, 12_300_000 + 1_111_111 * place, 12_300_000 + 1_111_111 * place if place < paid else 0, memo.memo(memo.memo_code("pool", 1, name), name))
        for place, name in enumerate(called)
    ]
    return Collection("Đơn gộp tháng 7 – túi xách", ACCOUNT, "An", UNTIL, "K7M4X", tuple(shares))


@cache
def rendered(n: int, paid: int, partner: str, lang: str) -> Any:
    """A card in shades of grey."""
    return pixels(card_files.png(card_files.drawn(collection(n, paid), None, lang)[partner]))


def pixels(png: bytes) -> Any:
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)


def texts(svg: str) -> str:
    return re.sub(r"<[^>]+>", " ", svg)


def written(svg: str) -> list[tuple[int, float, str, bool, str]]:
    """(left, size, colour, whether it is bold, text) of every line of text, from top to bottom."""
    lines = re.findall(r'<text x="(\d+)" y="[\d.]+" font-size="([\d.]+)" fill="(#\w+)"( font-weight="bold")?>([^<]*)<', svg)
    return [(int(left), float(size), colour, bool(weight), html.unescape(text)) for left, size, colour, weight, text in lines]


def decoded(picture: Any) -> list[str]:
    codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)    # the squares of a code look like bars of other kinds now and then
    return [code.text for code in codes]


# ---------------------------------------------------------------- codes are read back


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("n", [1, 3, 4])
def test_every_card_is_read_back_at_100_dpi_and_after_jpeg(n: int, lang: str) -> None:
    whole = collection(n)
    for partner in ("", *(share.partner for share in whole.shares)):
        share = next((one for one in whole.shares if one.partner == partner), None)
        picture = cv2.resize(rendered(n, 0, partner, lang), None, fx=100 / 96, fy=100 / 96)
        _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 60])
        as_sent = cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE)
        small = cv2.resize(as_sent, None, fx=0.382, fy=0.382, interpolation=cv2.INTER_AREA)    # a card of 105 mm printed at 100 dpi
        for one in (picture, as_sent, small):
            assert decoded(one) == [whole.code(share)]
        assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == whole.code(share)
        assert vietqr.differences(whole.code(share), ACCOUNT.bank.bin, ACCOUNT.number, share and share.open, share.memo if share else "") == []


@given(st.integers(1, 9_999_999_999_999), st.text("ABCxyz019 ", max_size=25).map(lambda text: " ".join(text.split())), st.sampled_from([None, 57, 60, 64]))
def test_the_block_of_cells_painted_as_pixels_is_read_back(amount: int, memo: str, size: int | None) -> None:
    text = call("POOLPAY", ["VCB", "1017595600", amount, memo])
    block = np.array(call("POOLQR", [text, size]), dtype=np.uint8)
    assert block.shape == (size or 57,) * 2
    assert decoded(np.kron(255 - 255 * block, np.ones((6, 6), np.uint8))) == [text]


# ---------------------------------------------------------------- nothing is cut off


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("n", "paid"), [(1, 0), (3, 0), (4, 0), (4, 3), (4, 4)])
def test_nothing_reaches_into_the_margins_and_a_card_is_one_screen(n: int, paid: int, lang: str) -> None:
    for partner in ("", *(share.partner for share in collection(n, paid).shares if share.open > 0)):
        picture = rendered(n, paid, partner, lang)
        assert picture.shape[1] == WIDTH
        assert picture.shape[0] <= HEIGHT
        edge = MARGIN - 10
        for margin in (picture[:, :edge], picture[:, -edge:], picture[:edge], picture[-edge:]):
            assert margin.min() == 255
        assert picture.min() == 0


@pytest.mark.parametrize(("path", "bold"), list(zip(DEJAVU, (False, True), strict=True)))
def test_no_letter_of_a_wide_font_is_wider_than_the_cards_take_it_to_be(path: Path, *, bold: bool) -> None:
    font = TTFont(path)
    glyphs, advances, size = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    letters = [chr(place) for place in (*range(32, 127), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA), 0x20AB) if place in glyphs]
    assert len(letters) > 400
    wider = {one: width(one, 1, bold=bold) - advances[glyphs[ord(one)]][0] / size for one in letters}
    assert [one for one, by in wider.items() if not -1e-9 < by < 0.9] == []  # nor is room kept for a letter that is not there


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_amount_memo_or_state_reaches_into_the_margin_however_long_it_is(lang: str) -> None:
    whole = collection(4)
    large = replace(whole, shares=tuple(replace(share, due=9_999_999_999_999 - share.due) for share in whole.shares))
    for page in card_files.drawn(large, None, lang).values():
        for left, size, _, bold, text in written(page):
            assert left + width(text, size - 0.05, bold=bold) <= WIDTH - MARGIN + 1  # a size is rounded to one decimal


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=80), st.integers(150, 900))
def test_wrapping_keeps_every_letter_and_the_width(text: str, room: int) -> None:
    lines = wrapped(text, 40, room)
    assert "".join("".join(lines).split()) == "".join(unicodedata.normalize("NFC", text).split())
    assert all(width(line, 40) <= room for line in lines)


def test_a_card_for_many_partners_becomes_smaller_and_then_taller() -> None:
    names = [f"{name} {place}" for place in range(15) for name in LONG_NAMES]
    heights = [pixels(card_files.png(card_files.drawn(collection(n, n - 1, names), None, "vi")[""])).shape[0] for n in (8, 60)]
    assert heights[0] <= HEIGHT < heights[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_squares_of_a_code_are_whole_pixels_of_one_size(lang: str) -> None:
    page = card_files.drawn(collection(1), None, lang)[LONG_NAMES[0]]
    (path,) = re.findall(r'<path d="([^"]*z)" fill="#000"', page)
    squares = {re.fullmatch(r"M\d+ \d+h(\d+)v(\d+)h-(\d+)", square)[1] for square in path.removesuffix("z").split("z")}
    assert len(squares) == 1


# ---------------------------------------------------------------- what stands on a card


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_partners_card_has_his_amount_and_no_rivals(lang: str) -> None:
    whole = collection(4)
    pages = card_files.drawn(whole, None, lang)
    amounts = {share.partner: share.due for share in whole.shares}
    for share in whole.shares:
        digits = re.sub(r"[.,]", "", texts(pages[share.partner]))
        assert {name for name, due in amounts.items() if str(due) in digits} == {share.partner}
        assert share.memo in texts(pages[share.partner])
        rivals = " ".join(texts(pages[share.partner]).split())
        assert not any(other.memo[:11] in rivals for other in whole.shares if other is not share)
        assert "小燕 " not in f"{rivals} " or share.partner != "Chị Hà"


@pytest.mark.parametrize(("lang", "amount", "until", "gate"), [
    ("vi", "12.300.000 ₫", "18:00 ngày 20/11/2026", "Chưa đủ tiền của mọi người"), ("en", "12,300,000 VND", "2026-11-20 18:00", "Nobody places the order"),
    ("zh", "12,300,000 VND", "2026年11月20日 18:00", "所有人付清之前"),
])
def test_amount_deadline_gate_account_and_version_stand_on_every_card(lang: str, amount: str, until: str, gate: str) -> None:
    whole = collection(1)
    for page in card_files.drawn(whole, None, lang).values():
        said = " ".join(texts(page).split())
        for part in (amount, until, gate, "CAKE by VPBank", "****6789", "CÔNG TY TNHH MTV", "K7M4X", whole.shares[0].memo):
            assert part in said
        assert ACCOUNT.number not in said


def test_what_matters_most_is_largest_and_bold() -> None:
    shares = (Share("Bình", 1000, 0, "P1 BINH"), Share("Hà", 2000, 2000, "P1 HA"))
    pages = card_files.drawn(Collection("July", banks.account("VCB 1017595600 TRAN A"), "An", "18:00", "K7M4X", shares), None, "en")
    dark, grey, green, red = "#111", "#555", "#0a6b3d", "#a11616"
    own = {"Bank": (36, grey, False), "Vietcombank": (40, dark, False), "Pay by: 18:00": (44, red, True)}
    for name, expected in (
        ("", {"Payment for July": (48, dark, True), "Bình": (42, dark, True), "P1 BINH": (32, grey, False), "1,000 VND": (42, dark, True), "paid": (32, green, False),
              "still owes 1,000 VND": (32, red, False), "have paid.": (38, dark, True), "Still open: 1 of 2": (38, red, False)}),
        ("Bình", {"Payment for July": (40, grey, False), "Bình": (60, dark, True), "1,000 VND": (92, green, True), "P1 BINH": (40, dark, True), "paid.": (38, dark, False)}),
    ):
        looks = {text: (size, colour, bold) for _, size, colour, bold, text in written(pages[name])}
        assert {text: looks.get(text) for text in own | expected} == own | expected


def test_who_still_owes_stands_on_the_groups_card_alone() -> None:
    pages = card_files.drawn(collection(4, 2), None, "en")
    assert set(pages) == {"", "小燕", "Chị Hà"}
    assert "Still open: 2 of 4" in texts(pages[""])
    assert texts(pages[""]).count("still owes") == 2
    assert all("owes" not in texts(page) and "Still open" not in texts(page) for name, page in pages.items() if name)
    assert "All have paid: the order may be placed." in texts(card_files.drawn(collection(3, 3), None, "en")[""])


@pytest.mark.parametrize(("name", "lost"), [("Shop 🎁 Gấu", "🎁"), ("🎁🇻🇳", "🎁, 🇻, 🇳"), ("Shop \U00012000", "\U00012000"), ("小燕", "小, 燕")])
def test_letters_that_no_font_has_are_refused_by_name_and_not_left_blank(name: str, lost: str) -> None:
    for page in card_files.drawn(collection(1, 0, [name]), None, "vi").values():
        with pytest.raises(Refused, match=f"the fonts of this machine do not draw: {lost}$") as caught:
            card_files.png(page, DEJAVU)
        assert caught.value.code == "fonts"


def test_an_emoji_that_a_font_has_is_drawn_in_bold_and_between_other_letters(tmp_path: Path) -> None:
    page = card_files.drawn(collection(1, 0, ["Office 🎁 Gấu"]), None, "vi")["Office 🎁 Gấu"]
    assert 'font-weight="bold">Office 🎁 Gấu<' in page
    fonts = [*DEJAVU, made(tmp_path / "Emoji.ttf", "🎁👍")]
    assert len({card_files.png(page.replace("🎁", emoji), fonts) for emoji in "🎁👍"}) == 2
