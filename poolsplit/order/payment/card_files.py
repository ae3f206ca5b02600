"""Payment cards as files: which cards a pool has, their names, and SVG turned into PNG. (spec.md, section 7)"""

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
"""The name under which the group's card stands."""


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


def png(svg: str, fonts: Iterable[Path] = ()) -> bytes:
    """A card as PNG, a pixel a unit of the SVG, drawn by resvg. fonts: font files to draw with instead of the system's fonts.

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
