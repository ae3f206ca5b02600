"""Pictures of a terminal: what a command printed, as an SVG whose text can be read and searched."""

from __future__ import annotations

from html import escape, unescape
from re import findall

_LINE, _LETTER, _EDGE = 20, 8.5, 20


def picture(lines: list[str]) -> str:
    """Draw lines of text as they stand in a terminal; the first one is the command. The size follows from the lines, the font is the reader's own.

    >>> print(picture(["$ poolsplit split đơn.xlsx"]).splitlines()[0])
    <svg xmlns="http://www.w3.org/2000/svg" width="261" height="60" role="img" font-family="Consolas, Menlo, DejaVu Sans Mono, monospace" font-size="14">
    """
    width, height = round(max(map(len, lines)) * _LETTER) + 2 * _EDGE, len(lines) * _LINE + 2 * _EDGE
    texts = [
        f'<text x="{_EDGE}" y="{_EDGE + _LINE * number + 15}" fill="{"#8ae234" if number == 0 else "#eeeeec"}" xml:space="preserve">{escape(line, quote=False)}</text>'
        for number, line in enumerate(lines)
    ]
    font = 'font-family="Consolas, Menlo, DejaVu Sans Mono, monospace" font-size="14"'
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" {font}>',
        f'<rect width="{width}" height="{height}" rx="8" fill="#1e1e2a"/>', *texts, "</svg>", "",
    ])


def lines_of(svg: str) -> list[str]:
    """The lines of text in a picture.

    >>> lines_of(picture(["$ x", "a < b"]))
    ['$ x', 'a < b']
    """
    return [unescape(text) for text in findall(r"<text [^>]*>(.*)</text>", svg)]
