"""The styles of a workbook's cells, as far as they are evidence: which show a number as a date or in a currency, strike through, or grey out."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from poolsplit.errors import Refused
from poolsplit.workbook.read.currencies import currency_of
from poolsplit.workbook.read.package import damage
from poolsplit.workbook.read.scan import elements
from poolsplit.workbook.read.texts import is_struck

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Mapping, Sequence
    from xml.etree.ElementTree import Element

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EAST_ASIAN_DATES = {*range(27, 37), *range(50, 59)}
"""Number formats that Chinese, Japanese and Korean Excel and WPS use for dates without declaring them in the file."""
_THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink")
"""The names of a theme's colours in the order in which cells count them; the theme itself has the dark one of a pair first."""
_OFFICE = ("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47", "0563C1", "954F72")
"""Those colours in the Office theme of 2013 to 2022."""
_DARKEST_GREY, _LIGHTEST_GREY, _GREY_SPREAD = 0x60, 0xD0, 24


class Styles(NamedTuple):
    """The indexes of cell styles: those that show a number as a date or a time of day, strike through, grey the text, grey what is behind it.

    currencies: the styles that show a number in a currency -> its code.
    """

    dates: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    grey_texts: frozenset[int] = frozenset()
    grey_fills: frozenset[int] = frozenset()
    currencies: Mapping[int, str] = MappingProxyType({})


def read_styles(package: zipfile.ZipFile, part: str, theme: str) -> Styles:
    """The styles in a part, with the colours of the part `theme`, "" where the package has none. Durations ([h]:mm) are no dates.

    Raises Refused where the number formats cannot be read. What is odd in a font or a fill says nothing, because programs differ there.
    """
    formats, declared = dict(BUILTIN_FORMATS), dict[int, str]()
    fonts: list[Element] = []
    fills: list[Element] = []
    styles: list[Element] = []
    palette: Sequence[str] = COLOR_INDEX
    with damage(part):
        for node in elements(package, part):
            if node.tag == f"{_MAIN}numFmt":
                declared[int(node.attrib["numFmtId"])] = node.get("formatCode", "")
            elif node.tag == f"{_MAIN}fonts":
                fonts = node.findall(f"{_MAIN}font")
            elif node.tag == f"{_MAIN}fills":
                fills = node.findall(f"{_MAIN}fill")
            elif node.tag == f"{_MAIN}cellXfs":
                styles = node.findall(f"{_MAIN}xf")
            elif node.tag == f"{_MAIN}indexedColors":
                palette = [colour.get("rgb", "") for colour in node.findall(f"{_MAIN}rgbColor")]
        format_of_style = [int(style.get("numFmtId", 0)) for style in styles]
    formats |= declared
    date_formats = {number for number, code in formats.items() if is_date_format(code) and not is_timedelta_format(code)}
    date_formats |= _EAST_ASIAN_DATES - formats.keys()
    codes = {number: code for number, text in declared.items() if number not in date_formats and (code := currency_of(text))}
    themed = _theme_colours(package, theme) if theme else _OFFICE
    grey_fonts = {str(index) for index, font in enumerate(fonts) if _is_grey(font.find(f"{_MAIN}color"), palette, themed)}
    grey_fills = {str(index) for index, fill in enumerate(fills) if _is_grey(_solid(fill), palette, themed)}
    struck_fonts = {str(index) for index, font in enumerate(fonts) if is_struck(font)}
    return Styles(
        frozenset(index for index, number in enumerate(format_of_style) if number in date_formats),
        frozenset(index for index, style in enumerate(styles) if style.get("fontId", "0") in struck_fonts),
        frozenset(index for index, style in enumerate(styles) if style.get("fontId", "0") in grey_fonts),
        frozenset(index for index, style in enumerate(styles) if style.get("fillId", "0") in grey_fills),
        {index: codes[number] for index, number in enumerate(format_of_style) if number in codes},
    )


def _solid(fill: Element) -> Element | None:
    """The colour of a fill that is one colour all over, None for patterns and gradients."""
    pattern = fill.find(f"{_MAIN}patternFill")
    return pattern.find(f"{_MAIN}fgColor") if pattern is not None and pattern.get("patternType") == "solid" else None


def _theme_colours(package: zipfile.ZipFile, part: str) -> Sequence[str]:
    """The colours of a theme as RRGGBB, in the order of `_THEME`; those of Office where the theme cannot be read."""
    try:
        scheme = next((node for node in elements(package, part) if node.tag == f"{_DRAWING}clrScheme"), None)
    except Refused:
        scheme = None
    if scheme is None:
        return _OFFICE
    colours = (scheme.find(f"{_DRAWING}{name}/*") for name in _THEME)
    return ["" if colour is None else colour.get("lastClr", colour.get("val", "")) for colour in colours]


def _is_grey(colour: Element | None, palette: Sequence[str], theme: Sequence[str]) -> bool:
    """True for a grey that greys out: neither nearly black nor nearly white. palette, theme: RRGGBB, or AARRGGBB, of each index.

    A colour that is the program's own choice, or that cannot be read, is none.
    """
    if colour is None:
        return False
    try:
        rgb = theme[int(colour.attrib["theme"])] if "theme" in colour.attrib else colour.get("rgb") or palette[int(colour.attrib["indexed"])]
        red, green, blue = bytes.fromhex(rgb[-6:])
        channels = _tinted(red, green, blue, float(colour.get("tint", "0")))
    except (LookupError, OverflowError, ValueError):
        return False
    darkest, lightest = min(channels), max(channels)
    return darkest >= _DARKEST_GREY and lightest <= _LIGHTEST_GREY and lightest - darkest <= _GREY_SPREAD


def _tinted(red: int, green: int, blue: int, tint: float) -> list[int]:
    """A colour's red, green and blue (0 to 255) with its lightness moved: towards black to -1, towards white to 1. (ECMA-376, part 1, 18.3.1.15)

    >>> _tinted(255, 255, 255, -0.35), _tinted(0, 0, 0, 0.5), _tinted(231, 230, 230, -0.25)
    ([166, 166, 166], [128, 128, 128], [175, 171, 171])
    """
    hue, lightness, saturation = rgb_to_hls(red / 255, green / 255, blue / 255)
    lightness += tint * (lightness if tint < 0 else 1 - lightness)
    return [round(channel * 255) for channel in hls_to_rgb(hue, lightness, saturation)]
