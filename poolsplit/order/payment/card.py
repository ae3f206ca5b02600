"""Payment cards as SVG: one for the whole group and one for each partner, upright, for one screen of a phone. (spec.md, section 7)

Lines are broken by widths that no usual font exceeds, so that nothing is cut off with any font. Where a card would be taller than a
screen, everything on it becomes smaller. The squares of a code come from an encoder that the caller passes.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.order.payment import vietqr
from poolsplit.values import money
from poolsplit.values.banks import masked
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from poolsplit.values.banks import Account

    Squares = Callable[[str], list[list[int]]]

WIDTH, HEIGHT = 1080, 1920
MARGIN = 60
_INSIDE = WIDTH - 2 * MARGIN
_CODE_WIDTH = 560
_SMALLEST = 0.4
FONTS = (
    "'Be Vietnam Pro','Noto Sans','Segoe UI',Roboto,Arial,'Helvetica Neue','Liberation Sans',Ubuntu,'DejaVu Sans',Carlito,"
    "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',sans-serif"
)
"""The fonts of the text: the first of these that a system has; a letter that it lacks is taken from any other font."""
_DARK, _GREY, _GREEN, _RED, _LINE = "#111", "#555", "#0a6b3d", "#a11616", "#ccc"
_DONG = "VND"


@dataclass(frozen=True)
class Share:
    """The due and the payments of one partner, in dong, and the memo by which his payment is recognised."""

    partner: str
    due: int
    paid: int
    memo: str

    @property
    def open(self) -> int:
        """The amount that is still to be paid; 0 or less where there is none."""
        return self.due - self.paid


@dataclass(frozen=True)
class Collection:
    """The payments of one pool: account, lead buyer ("" for none), deadline ("" for none) and version of the agreement.

    shares: of everybody who pays; the lead buyer's own share is not among them.
    """

    pool: str
    account: Account
    lead: str
    deadline: str
    version: str
    shares: tuple[Share, ...]

    def code(self, share: Share | None = None) -> str:
        """The payment code for the open amount of a partner; without a partner, for the account alone."""
        amount, memo = (None, "") if share is None else (share.open, share.memo)
        return vietqr.vietqr(self.account.bank.bin, self.account.number, amount, memo)


def partner_card(collection: Collection, share: Share, squares: Squares, lang: str) -> str:
    """The card of one partner as SVG, with his amount and nobody else's.

    squares: turns the text of a code into its rows of 0 and 1, with the quiet zone.
    """
    def draw(page: _Page) -> None:
        page.write(_title(collection, lang), 40, _GREY)  # no mutant: letters one pixel larger are as good
        page.write(share.partner, 60, bold=True)
        page.fit(money.amount_text(share.open, _DONG, lang), 92, _GREEN)
        _until(page, collection, lang)
        page.code(squares(collection.code(share)))
        _receiver(page, collection, lang)
        page.pair(translate(Text("Transfer content"), lang), share.memo, whole=True)
        page.rule()
        page.write(translate(Text("Nobody places the order before all have paid."), lang), 38)
        page.write(translate(Text("Transfer exactly this amount with exactly this content."), lang), 34, _GREY)
        _foot(page, collection, lang)

    return _drawn(draw)


def group_card(collection: Collection, squares: Squares, lang: str) -> str:
    """The card of the whole group as SVG: the amount, memo and state of every partner, and how many still owe.

    squares: turns the text of a code into its rows of 0 and 1, with the quiet zone.
    """
    def draw(page: _Page) -> None:
        page.write(_title(collection, lang), 48, bold=True)
        _until(page, collection, lang)
        page.rule()
        for share in collection.shares:
            owes = share.open > 0
            state = Text("still owes {amount}", amount=money.amount_text(share.open, _DONG, lang)) if owes else Text("paid")
            page.row(share.partner, money.amount_text(share.due, _DONG, lang), share.memo, translate(state, lang), _RED if owes else _GREEN)
        page.rule()
        page.code(squares(collection.code()))
        _receiver(page, collection, lang)
        if collection.lead:
            page.pair(translate(Text("Lead buyer"), lang), collection.lead)
        page.write(translate(Text("Type your own amount and your own transfer content."), lang), 34, _GREY)
        page.rule()
        page.write(translate(Text("Nobody places the order before all have paid."), lang), 38, bold=True)
        owing = [share for share in collection.shares if share.open > 0]
        summary = Text("Still open: {n} of {all}", n=len(owing), all=len(collection.shares))
        summary = summary if owing else Text("All have paid: the order may be placed.")
        page.write(translate(summary, lang), 38, _RED if owing else _GREEN)
        _foot(page, collection, lang)

    return _drawn(draw)


def _title(collection: Collection, lang: str) -> str:
    title = Text("Payment for {pool}", pool=collection.pool) if collection.pool else Text("Payment for the pooled order")
    return translate(title, lang)


def _until(page: _Page, collection: Collection, lang: str) -> None:
    if collection.deadline:
        page.write(translate(Text("Pay by: {deadline}", deadline=collection.deadline), lang), 44, _RED, bold=True)


def _receiver(page: _Page, collection: Collection, lang: str) -> None:
    account = collection.account
    page.pair(translate(Text("Bank"), lang), account.bank.name)
    page.pair(translate(Text("Account"), lang), masked(account.number))
    if account.holder:
        page.pair(translate(Text("Account holder"), lang), account.holder)


def _foot(page: _Page, collection: Collection, lang: str) -> None:
    page.write(translate(Text("Version {version}; codes of other versions are void.", version=collection.version), lang), 30, _GREY)


def _drawn(draw: Callable[[_Page], None]) -> str:
    """The largest drawing that fits on a screen. With the smallest letters it may be taller than a screen."""
    scale = 1.0
    while True:
        page = _Page(scale)
        draw(page)
        if page.height <= HEIGHT or scale <= _SMALLEST:
            return page.svg()
        scale -= 0.05


# ---------------------------------------------------------------- drawing


@dataclass
class _Page:
    """A card, drawn from top to bottom. scale: of all letters and gaps. top: the height at which the next part begins. parts: SVG elements."""

    scale: float
    top: float = float(MARGIN)
    parts: list[str] = field(default_factory=list)

    @property
    def height(self) -> int:
        """The height of the whole card, margins included."""
        return int(self.top) + MARGIN

    def write(self, text: str, size: int, colour: str = _DARK, *, bold: bool = False) -> None:
        """Add a paragraph."""
        self._lines(text, size * self.scale, MARGIN, _INSIDE, colour, bold=bold)
        self._gap(14)

    def fit(self, text: str, size: int, colour: str) -> None:
        """Add one line that is never broken; where it is long, its letters are smaller."""
        fitting = min(size * self.scale, _INSIDE / width(text, 1, bold=True))
        self._lines(text, fitting, MARGIN, _INSIDE + 1, colour, bold=True)
        self._gap(14)

    def pair(self, label: str, value: str, *, whole: bool = False) -> None:
        """Add a label at the left and its value at the right. whole: the value is bold, and its letters are smaller rather than on two lines."""
        start, split = self.top, MARGIN + _INSIDE * 35 // 100
        self._lines(label, 36 * self.scale, MARGIN, split - MARGIN - 20, _GREY)
        below, self.top = self.top, start
        room = MARGIN + _INSIDE - split
        size = min(40 * self.scale, room / width(value, 1, bold=True)) if whole else 40 * self.scale
        self._lines(value, size, split, room + 1 if whole else room, _DARK, bold=whole)  # no mutant: it fits; a pixel is not seen
        self.top = max(self.top, below)
        self._gap(6)

    def row(self, name: str, amount: str, memo: str, state: str, colour: str) -> None:
        """Add a partner: name and memo at the left, amount and state at the right."""
        start, split = self.top, MARGIN + _INSIDE * 58 // 100
        self._lines(name, 42 * self.scale, MARGIN, split - MARGIN - 20, _DARK, bold=True)
        left_room = split - MARGIN - 20
        self._lines(memo, min(32 * self.scale, left_room / width(memo, 1)), MARGIN, left_room + 1, _GREY)
        below, self.top = self.top, start
        room = MARGIN + _INSIDE - split
        self._lines(amount, min(42 * self.scale, room / width(amount, 1, bold=True)), split, room + 1, _DARK, bold=True)
        self._lines(state, min(32 * self.scale, room / width(state, 1)), split, room + 1, colour)
        self.top = max(self.top, below)
        self._gap(16)

    def code(self, rows: Sequence[Sequence[int]]) -> None:
        """Add a code in the middle, on white, in whole pixels."""
        module = max(_CODE_WIDTH // len(rows), 1)
        left, top = (WIDTH - module * len(rows)) // 2, int(self.top) + 1
        dark = "".join(
            f"M{left + j * module} {top + i * module}h{module}v{module}h-{module}z" for i, row in enumerate(rows) for j, bit in enumerate(row) if bit
        )
        self.parts.append(f'<path d="{dark}" fill="#000" shape-rendering="crispEdges"/>')
        self.top = top + module * len(rows)
        self._gap(10)

    def rule(self) -> None:
        """Add a horizontal line."""
        self._gap(10)
        self.parts.append(f'<path d="M{MARGIN} {self.top:.1f}h{_INSIDE}" stroke="{_LINE}" stroke-width="3"/>')
        self._gap(16)

    def svg(self) -> str:
        """The whole card as SVG."""
        size = f'width="{WIDTH}" height="{self.height}" viewBox="0 0 {WIDTH} {self.height}"'
        opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONTS}">'
        return "\n".join([opening, f'<rect width="{WIDTH}" height="{self.height}" fill="#fff"/>', *self.parts, "</svg>", ""])

    def _lines(self, text: str, size: float, left: int, room: float, colour: str, *, bold: bool = False) -> None:
        weight = ' font-weight="bold"' if bold else ""
        for line in wrapped(text, size, room, bold=bold):
            self.top += size * 1.3
            attributes = f'x="{left}" y="{self.top - size * 0.25:.1f}" font-size="{size:.1f}" fill="{colour}"{weight}'
            self.parts.append(f"<text {attributes}>{escape(line)}</text>")

    def _gap(self, size: int) -> None:
        self.top += size * self.scale


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The lines of a text, none wider than `room`: broken between words, between Chinese characters, and within a word that is wider.

    >>> wrapped("Cửa hàng Chị Hà", 10, 70), wrapped("拼单付款", 10, 25), wrapped("aaaaaaaa", 10, 30)
    (['Cửa hàng', 'Chị Hà'], ['拼单', '付款'], ['aaaa', 'aaaa'])
    """
    lines = [""]
    for piece in _pieces(" ".join(unicodedata.normalize("NFC", text).split())):
        if width(lines[-1] + piece.rstrip(), size, bold=bold) <= room:
            lines[-1] += piece
            continue
        if lines[-1].strip():
            lines.append("")
        for letter in piece:
            if lines[-1] and width(lines[-1] + letter.rstrip(), size, bold=bold) > room:
                lines.append("")
            lines[-1] += letter
    return [line.strip() for line in lines if line.strip()]


def _pieces(text: str) -> list[str]:
    """The parts of a text that stay on one line where they fit: words with the space after them, and single wide characters."""
    pieces: list[str] = []
    for letter in text:
        is_start = not pieces or pieces[-1].endswith(" ") or is_wide(letter) or is_wide(pieces[-1][-1])
        if pieces and (letter == " " or not is_start):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The largest width of a text in any usual font without serifs, in the unit of `size`, the size of its letters.

    >>> width("An", 100), width("拼单", 100)
    (150.0, 200.0)
    """
    return size * sum(_advance(letter) for letter in text) * (1.12 if bold else 1)


def _advance(letter: str) -> float:
    """The largest width of a letter of size 1; a test compares it with a wide font."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if unicodedata.combining(base):
        return 0.0
    if is_wide(letter):
        return 1.0
    horn = 0.1 if "\u031b" in marks else 0.0
    if base in "iIjlt.,:;'|!()[]fr -":
        return 0.45 + horn
    if base in "Œœ":
        return 1.1
    if base in "mwMW%@₫" or not base.isascii():
        return 1.05
    return (0.68 if base.isalnum() and not base.isupper() else 0.82 if base.isupper() else 0.88) + horn


def is_wide(letter: str) -> bool:
    """True for a letter that is as wide as it is high, such as a Chinese character or an emoji; a line may break before and behind it."""
    return unicodedata.east_asian_width(letter) in {"W", "F", "A"} and not letter.isspace() and ord(letter) > 0x2000  # noqa: PLR2004
