"""Payment cards as files: the cards of a pool, their file names, and the conversion of SVG to PNG. (spec.md, section 7)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Listing, PaymentError, Refused, Text
from poolsplit.order.payment import card, picture, qr
from poolsplit.values.names import key
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


EVERYBODY = ""
"""The name of the group's card among those of the partners."""


def drawn(collection: card.Collection, partner: str | None, lang: str) -> dict[str, str]:
    """The cards of a collection as SVG, by partner; the group's is under EVERYBODY. A partner who owes nothing has no card.

    partner: the only one whose card is drawn, None for all cards. Raises PaymentError, part "partner", for one who is not among those who pay.
    """
    owing = {share.partner: share for share in collection.shares if share.open > 0}
    if partner is None:
        pages = {EVERYBODY: card.group_card(collection, qr.matrix, lang)}
        return pages | {name: card.partner_card(collection, share, qr.matrix, lang) for name, share in owing.items()}
    share = next((payer for payer in collection.shares if key(payer.partner) == key(partner)), None)
    if share is None:
        names = ", ".join(payer.partner for payer in collection.shares)
        raise PaymentError("partner", Text("{partner} is not among those who pay: {names}", partner=partner, names=names))
    return {share.partner: card.partner_card(collection, share, qr.matrix, lang)} if share.open > 0 else {}


def files(file: Path, out: Path | None, collections: list[card.Collection], partner: str | None, lang: str) -> dict[Path, str]:
    """The cards of all pools as SVG, by the path of the .svg file for each card.

    file: the workbook, whose name the names of the cards begin with. out: the folder for the cards, None for the folder of the workbook.
    partner: the only one whose cards are drawn, None for all. Raises PaymentError, part "partner", for a partner whom no pool has.
    """
    folder = file.parent if out is None else out
    pages: dict[Path, str] = {}
    missing: list[PaymentError] = []
    for collection in collections:
        try:
            drawings = drawn(collection, partner, lang)
        except PaymentError as error:
            missing.append(error)
            continue
        for name, page in drawings.items():
            words = [file.stem, translate(Text("card"), lang), *([collection.pool] if len(collections) > 1 else []), name]
            stem = "-".join("".join(letter if letter.isalnum() else " " for letter in " ".join(words)).split())
            path, number = folder / f"{stem}.svg", 1
            while path in pages:
                number += 1
                path = folder / f"{stem}-{number}.svg"
            pages[path] = page
    if missing and len(missing) == len(collections):
        raise missing[0]
    return pages


def write(path: Path, content: bytes) -> None:
    """Write a card, over an older one of its name. Raises Refused where the file cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:
        code = "unwritable"
        raise Refused(code, Text("{path} cannot be written", path=path), Text("choose another folder with --out")) from None


def png(svg: str, fonts: Iterable[Path] = ()) -> bytes:
    """A card as PNG, one pixel for each unit of the SVG, drawn by resvg. fonts: font files to draw with instead of the system's fonts.

    Raises Refused: "extra" without resvg, "fonts" with the letters that none of the fonts draws.
    """
    files = tuple(fonts)
    try:
        lost = picture.lost(svg, files)
    except ImportError:
        code, message = "extra", Text("resvg is missing, which turns cards into PNG")
        raise Refused(code, message, Text('type: pip install "poolsplit[card]", or take SVG')) from None
    if lost:
        code, message = "fonts", Text("the fonts of this machine do not draw: {letters}", letters=Listing(lost))
        raise Refused(code, message, Text("install a font that has them, such as Noto Sans CJK or Noto Color Emoji, or take SVG"))
    return picture.drawn(svg, files)
