"""Payment cards as files: which cards a pool has, their names, and SVG turned into PNG. (spec.md, section 7)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import PaymentError, Refused, Text
from poolsplit.order.payment import card, qr
from poolsplit.values.names import key
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


EVERYBODY = ""
"""The name under which the group's card stands."""


_PROBE = 40


def drawn(collection: card.Collection, partner: str | None, lang: str) -> dict[str, str]:
    """The cards as SVG by partner, EVERYBODY for the group's: all of them, or one partner's own; whoever owes nothing has none.

    Raises PaymentError, part "partner", for somebody who is not among those who pay.
    """
    owing = {share.partner: share for share in collection.shares if share.open > 0}
    if partner is None:
        pages = {EVERYBODY: card.group_card(collection, qr.matrix, lang)}
        return pages | {name: card.partner_card(collection, share, qr.matrix, lang) for name, share in owing.items()}
    share = next((one for one in collection.shares if key(one.partner) == key(partner)), None)
    if share is None:
        names = ", ".join(one.partner for one in collection.shares)
        raise PaymentError("partner", Text("{partner} is not among those who pay: {names}", partner=partner, names=names))
    return {share.partner: card.partner_card(collection, share, qr.matrix, lang)} if share.open > 0 else {}


def files(file: Path, out: Path | None, found: list[card.Collection], partner: str | None, lang: str) -> dict[Path, str]:
    """The cards of all pools by the .svg file that each goes to: in a folder, else beside the workbook, under its name.

    Raises PaymentError, part "partner", where a partner is asked for whom no pool has.
    """
    folder = file.parent if out is None else out
    pages: dict[Path, str] = {}
    missing: list[PaymentError] = []
    for collection in found:
        try:
            drawings = drawn(collection, partner, lang)
        except PaymentError as error:
            missing.append(error)
            continue
        for name, page in drawings.items():
            words = [file.stem, translate(Text("card"), lang), *([collection.pool] if len(found) > 1 else []), name]
            stem = "-".join("".join(letter if letter.isalnum() else " " for letter in " ".join(words)).split())
            path, again = folder / f"{stem}.svg", 1
            while path in pages:
                again += 1
                path = folder / f"{stem}-{again}.svg"
            pages[path] = page
    if missing and len(missing) == len(found):
        raise missing[0]
    return pages


def write(path: Path, content: bytes) -> None:
    """Write a card over an older one. Raises Refused where the disk does not let."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:
        code = "unwritable"
        raise Refused(code, Text("{path} cannot be written", path=path), Text("choose another folder with --out")) from None


def png(svg: str) -> bytes:
    """A card as PNG, a pixel a unit of the SVG, drawn by resvg with the fonts of the system.

    Raises Refused: "extra" without resvg, "fonts" where no font has the letters of the card.
    """
    try:
        from resvg_py import svg_to_bytes  # noqa: PLC0415  (whoever wants a PNG)
    except ImportError:
        code, message = "extra", Text("resvg is missing, which turns cards into PNG")
        raise Refused(code, message, Text('type: pip install "poolsplit[card]", or take SVG')) from None
    for letter in _specimens(svg):
        blank, drawn_ = (bytes(svg_to_bytes(svg_string=_probe(one))) for one in ("\ue000", letter))
        if blank == drawn_:
            code, message = "fonts", Text('no font on this machine has "{letter}"', letter=letter)
            raise Refused(code, message, Text("install a font such as Noto Sans CJK, or take SVG"))
    return bytes(svg_to_bytes(svg_string=svg))


def _specimens(svg: str) -> Iterable[str]:
    """A Latin letter, and one of every 4096 code points beyond ASCII of which a card has letters: fonts have scripts, not letters."""
    return {"A": "A", **{str(ord(letter) >> 12): letter for letter in svg if not letter.isascii() and letter.isalnum()}}.values()


def _probe(letter: str) -> str:
    size = f'width="{_PROBE}" height="{_PROBE}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><text x="5" y="30" font-size="24" font-family="{card.FONTS}">{letter}</text></svg>'
