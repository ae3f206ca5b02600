"""Payment cards, drawn as SVG: one for the whole group and one a partner, upright, for one screen of a phone. (spec.md, section 7)

Text wraps by widths that no usual font exceeds, so that nothing is cut off whatever font draws it; where everything together is taller
than a screen, all of it becomes smaller. A code's squares come from an encoder that is handed in.
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
"""What letters are drawn with: the first of these that a system has; a letter that it lacks comes from any other font."""
_DARK, _GREY, _GREEN, _RED, _LINE = "#111", "#555", "#0a6b3d", "#a11616", "#ccc"
_DONG = "VND"


@dataclass(frozen=True)
class Share:
    """What one partner has to pay and has paid, in dong, and the memo by which his payment is known."""

    partner: str
    due: int
    paid: int
    memo: str

    @property
    def open(self) -> int:
        """What is still to pay; 0 or less where nothing is."""
        return self.due - self.paid


@dataclass(frozen=True)
class Collection:
    """One pool's payments: to which account, until when ("" for no deadline), for which version.

    shares: of all who pay; the lead buyer's own is not among them.
    """

    pool: str
    account: Account
    lead: str
    deadline: str
    version: str
    shares: tuple[Share, ...]

    def code(self, share: Share | None = None) -> str:
        """The payment code of a partner's open amount; without a partner, of the account alone."""
        amount, memo = (None, "") if share is None else (share.open, share.memo)
        return vietqr.vietqr(self.account.bank.bin, self.account.number, amount, memo)


def partner_card(collection: Collection, share: Share, squares: Squares, lang: str) -> str:
    """The card of one partner as SVG: his amount and nobody else's. squares: a code's rows of 0 and 1 with its quiet zone."""
    def draw(page: _Page) -> None:
        page.write(_title(collection, lang), 40, _GREY)
        page.write(share.partner, 60, bold=True)
        page.fit(money.text(share.open, _DONG, lang), 92, _GREEN)
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
    """The card of the whole group as SVG: every partner's amount, code and state, and who still owes."""
    def draw(page: _Page) -> None:
        page.write(_title(collection, lang), 48, bold=True)
        _until(page, collection, lang)
        page.rule()
        for share in collection.shares:
            owes = share.open > 0
            state = Text("still owes {amount}", amount=money.text(share.open, _DONG, lang)) if owes else Text("paid")
            page.row(share.partner, money.text(share.due, _DONG, lang), share.memo, translate(state, lang), _RED if owes else _GREEN)
        page.rule()
        page.code(squares(collection.code()))
        _receiver(page, collection, lang)
        if collection.lead:
            page.pair(translate(Text("Lead buyer"), lang), collection.lead)
        page.write(translate(Text("Type your own amount and your own transfer content."), lang), 34, _GREY)
        page.rule()
        page.write(translate(Text("Nobody places the order before all have paid."), lang), 38, bold=True)
        owing = [share for share in collection.shares if share.open > 0]
        left = Text("Still open: {n} of {all}", n=len(owing), all=len(collection.shares))
        left = left if owing else Text("All have paid: the order may be placed.")
        page.write(translate(left, lang), 38, _RED if owing else _GREEN)
        _foot(page, collection, lang)

    return _drawn(draw)


def _title(collection: Collection, lang: str) -> str:
    said = Text("Payment for {pool}", pool=collection.pool) if collection.pool else Text("Payment for the pooled order")
    return translate(said, lang)


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
    """The largest drawing that fits on a screen; past the smallest letters it becomes taller."""
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
    """Parts from top to bottom. scale: of all letters and gaps; at: where the next part begins."""

    scale: float
    at: float = float(MARGIN)
    parts: list[str] = field(default_factory=list)

    @property
    def height(self) -> int:
        """The height of all of it."""
        return int(self.at) + MARGIN

    def write(self, text: str, size: int, colour: str = _DARK, *, bold: bool = False) -> None:
        """A paragraph."""
        self._lines(text, size * self.scale, MARGIN, _INSIDE, colour, bold=bold)
        self._gap(14)

    def fit(self, text: str, size: int, colour: str) -> None:
        """One line that is never broken: smaller letters where it is long."""
        fitting = min(size * self.scale, _INSIDE / width(text, 1, bold=True))
        self._lines(text, fitting, MARGIN, _INSIDE + 1, colour, bold=True)
        self._gap(14)

    def pair(self, label: str, value: str, *, whole: bool = False) -> None:
        """A label at the left and what it labels at the right of it. whole: bold, and smaller rather than on two lines."""
        start, split = self.at, MARGIN + _INSIDE * 35 // 100
        self._lines(label, 36 * self.scale, MARGIN, split - MARGIN - 20, _GREY)
        below, self.at = self.at, start
        room = MARGIN + _INSIDE - split
        size = min(40 * self.scale, room / width(value, 1, bold=True)) if whole else 40 * self.scale
        self._lines(value, size, split, room + 1 if whole else room, _DARK, bold=whole)
        self.at = max(self.at, below)
        self._gap(6)

    def row(self, name: str, amount: str, memo: str, state: str, colour: str) -> None:
        """A partner: name and memo at the left, amount and state at the right."""
        start, split = self.at, MARGIN + _INSIDE * 58 // 100
        self._lines(name, 42 * self.scale, MARGIN, split - MARGIN - 20, _DARK, bold=True)
        left = split - MARGIN - 20
        self._lines(memo, min(32 * self.scale, left / width(memo, 1)), MARGIN, left + 1, _GREY)
        below, self.at = self.at, start
        room = MARGIN + _INSIDE - split
        self._lines(amount, min(42 * self.scale, room / width(amount, 1, bold=True)), split, room + 1, _DARK, bold=True)
        self._lines(state, min(32 * self.scale, room / width(state, 1)), split, room + 1, colour)
        self.at = max(self.at, below)
        self._gap(16)

    def code(self, rows: Sequence[Sequence[int]]) -> None:
        """A code in the middle, on white, in whole pixels."""
        module = max(_CODE_WIDTH // len(rows), 1)
        left, top = (WIDTH - module * len(rows)) // 2, int(self.at) + 1
        dark = "".join(
            f"M{left + j * module} {top + i * module}h{module}v{module}h-{module}z" for i, row in enumerate(rows) for j, one in enumerate(row) if one
        )
        self.parts.append(f'<path d="{dark}" fill="#000" shape-rendering="crispEdges"/>')
        self.at = top + module * len(rows)
        self._gap(10)

    def rule(self) -> None:
        """A line across."""
        self._gap(10)
        self.parts.append(f'<path d="M{MARGIN} {self.at:.1f}h{_INSIDE}" stroke="{_LINE}" stroke-width="3"/>')
        self._gap(16)

    def svg(self) -> str:
        """The drawing."""
        size = f'width="{WIDTH}" height="{self.height}" viewBox="0 0 {WIDTH} {self.height}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONTS}">'
        return "\n".join([head, f'<rect width="{WIDTH}" height="{self.height}" fill="#fff"/>', *self.parts, "</svg>", ""])

    def _lines(self, text: str, size: float, left: int, room: float, colour: str, *, bold: bool = False) -> None:
        weight = ' font-weight="bold"' if bold else ""
        for line in wrapped(text, size, room, bold=bold):
            self.at += size * 1.3
            where = f'x="{left}" y="{self.at - size * 0.25:.1f}" font-size="{size:.1f}" fill="{colour}"{weight}'
            self.parts.append(f"<text {where}>{escape(line)}</text>")

    def _gap(self, size: int) -> None:
        self.at += size * self.scale


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """A text in lines that are no wider than `room`: broken between words, between Chinese characters, and within a word that is wider.

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
    """What stays on one line where it can: words with the space behind them, single wide characters."""
    pieces: list[str] = []
    for letter in text:
        apart = not pieces or pieces[-1].endswith(" ") or is_wide(letter) or is_wide(pieces[-1][-1])
        if pieces and (letter == " " or not apart):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is at most, in the units of the size of its letters, in any usual font without serifs.

    >>> width("An", 100), width("拼单", 100)
    (150.0, 200.0)
    """
    return size * sum(_advance(letter) for letter in text) * (1.12 if bold else 1)


def _advance(letter: str) -> float:
    """How wide a letter is at most, for letters of size 1; tests hold it against a wide font."""
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
    """Whether a letter is as wide as it is high, such as a Chinese character or an emoji; a line may break before and behind it."""
    return unicodedata.east_asian_width(letter) in {"W", "F", "A"} and not letter.isspace() and ord(letter) > 0x2000  # noqa: PLR2004
