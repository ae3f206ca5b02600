"""The letters of a card that no font draws are known, whatever stands beside them; with fonts that the tests bring."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fonts import DEJAVU, made

from poolsplit.order.payment import picture
from poolsplit.order.payment.card import FONTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LATIN = "AShopabcfiệ&<"
NOTHING = "\U0001fffe"
CHINESE = "拼单小燕"
EMOJI = "🎁👩💻👍🇻🇳"
UNSEEN = "\u200b\u200c\u200d\u2060\ufe0f🏽"
SEQUENCES = ("👩\u200d💻", "🇻🇳", "👩💻")
THAI = "สวด"


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """A font of text that joins f and i, one of Chinese with Latin letters, one of emoji and one of Thai that join some of theirs."""
    folder = tmp_path_factory.mktemp("fonts")
    return (
        made(folder / "Arial.ttf", LATIN, ("fi", "ff")),
        made(folder / "Chinese.ttf", CHINESE + "abcfi"),
        made(folder / "Emoji.ttf", EMOJI + "\u200d\ufe0f🏽0123456789", SEQUENCES),
        made(folder / "Thai.ttf", THAI, (THAI[:2],)),
    )


def svg(text: str, *, bold: bool = False) -> str:
    """A drawing of one line."""
    weight = ' font-weight="bold"' if bold else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="30" font-family="{FONTS}"><text x="9" y="20" font-size="12"{weight}>{escape(text)}</text></svg>'


def boxes(text: str, fonts: tuple[Path, ...], *, bold: bool) -> Iterator[str]:
    """The letters that a drawn line shows as it shows a noncharacter in their place."""
    whole = picture.drawn(svg(text, bold=bold), fonts)
    letters = dict.fromkeys(re.sub(f"[ {UNSEEN}]", "", text))
    return (letter for letter in letters if picture.drawn(svg(text.replace(letter, NOTHING), bold=bold), fonts) == whole)


# ---------------------------------------------------------------- every letter is drawn or named


@given(st.text(LATIN + " " + CHINESE + EMOJI + UNSEEN + "券𒀀💡", max_size=12), st.booleans())
def test_what_no_font_has_is_named_and_all_else_is_drawn(fonts: tuple[Path, ...], text: str, bold: bool) -> None:  # noqa: FBT001  (hypothesis gives it by name)
    lost = picture.lost(svg(text, bold=bold), fonts)
    assert lost == [letter for letter in dict.fromkeys(text) if letter in "券𒀀💡"]
    assert list(boxes("".join(letter for letter in text if letter not in lost), fonts, bold=bold)) == []


@pytest.mark.parametrize("text", ["offic 🎁", "offic 拼🎁", "a 🇻🇳 🎁", "👩\u200d💻 a", "👍🏽 a", "a 👍\ufe0f fi", "拼 fi"])
def test_a_letter_of_another_font_is_drawn_beside_letters_that_a_font_joins(fonts: tuple[Path, ...], text: str) -> None:
    assert picture.lost(svg(text), fonts) == []
    assert list(boxes(text, fonts, bold=False)) == []


def test_what_a_font_has_but_cannot_be_drawn_beside_another_font_is_lost(fonts: tuple[Path, ...]) -> None:
    assert picture.lost(svg(f"Shop {THAI[2]}"), fonts) == []
    assert THAI[0] in picture.lost(svg(f"Shop {THAI}"), fonts)
    assert THAI[0] in boxes(f"Shop {THAI}", fonts, bold=False)


@pytest.mark.parametrize("length", [1, 2, 60])
def test_a_long_word_of_another_script_is_seen_to_its_end(fonts: tuple[Path, ...], length: int) -> None:
    assert picture.lost(svg("Shop " + THAI[2] * length + THAI[1]), fonts) == []
    assert picture.lost(svg("Shop " + THAI[2] * length + "\u0e01"), fonts) == ["\u0e01"]


def test_a_mark_that_no_font_has_is_named_on_a_dotted_circle(tmp_path: Path) -> None:
    assert picture.lost(svg("x\u0323y"), DEJAVU) == []
    assert picture.lost(svg("x\u0323y"), (made(tmp_path / "Arial.ttf", "Axy"),)) == ["◌\u0323"]


@pytest.mark.parametrize("text", ["", " ", "\u200b\u00ad\ufeff", "Chị\u00a0Hà\u2003x"])
def test_what_is_not_seen_is_not_missed(text: str) -> None:
    assert picture.lost(svg(text), DEJAVU) == []


# ---------------------------------------------------------------- what is drawn is what was written


@given(st.text("abfié .,-0", max_size=20))
def test_a_latin_line_is_left_to_its_font(text: str) -> None:
    assert picture.apart(text) == text


@given(st.text(max_size=20))
def test_letters_are_only_kept_apart(text: str) -> None:
    def seen(line: str) -> list[str]:
        return [letter for letter in line if unicodedata.category(letter) != "Cf" and not re.match("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]", letter)]

    assert seen(picture.apart(text)) == seen(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("fi ක්\u200dර", "f|i ක්\u200dර"),    # a script whose letters have to join
        ("fi x\u0323", "f|i x\u0323"),    # a mark on its letter
        ("1\ufe0f\u20e3", "1|\u20e3"),    # a key: a font may have it as one
        ("\U0001faff\U0001faff", "\U0001faff|\U0001faff"),    # emoji that Python does not know yet
        ("拼单fi", "拼单|f|i"),    # Chinese characters are never joined
    ],
)
def test_only_what_a_font_could_join_is_kept_apart(text: str, kept: str) -> None:
    assert picture.apart(text) == kept.replace("|", "\u200c")


def test_a_letter_is_looked_at_once_for_all_the_cards_of_a_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[str] = []
    render = picture._rendered  # noqa: SLF001  (how often it is called is what counts)
    monkeypatch.setattr(picture, "_rendered", lambda page, fonts: seen.append(page) or render(page, fonts))
    font = (made(tmp_path / "Arial.ttf", "Aabc"),)
    for text in ("abcabc", "cabcab", "bca"):
        assert picture.lost(svg(text), font) == []
    assert len(seen) == len("abc") + 1
