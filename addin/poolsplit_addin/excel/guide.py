"""The page that the Help button opens: the functions, from their declaration."""

from __future__ import annotations

from html import escape

from poolsplit.errors import Text
from poolsplit.functions.declaration import FUNCTIONS, Function
from poolsplit.values.translate import translate

_PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 "Segoe UI",sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#222}}h1,h2{{color:#1f5c57}}
h2{{font:600 17px Consolas,monospace;margin:1.6em 0 .2em}}p{{margin:.2em 0}}dl{{margin:.3em 0 0 1em}}
dt{{font:15px Consolas,monospace;float:left;clear:left;width:9em}}dd{{margin:0 0 0 10em}}</style></head>
<body><h1>{title}</h1><p>{note}</p>
{functions}
</body></html>
"""


def page(lang: str) -> str:
    """The HTML of the page in a language.

    >>> "<dt>amount</dt><dd>要分摊的金额</dd>" in page("zh")
    True
    """
    note = translate(Text("Arguments in square brackets may be left out. Where a formula fails, =POOLLASTERROR() says why."), lang)
    functions = "\n".join(_entry(function, lang) for function in FUNCTIONS)
    return _PAGE.format(lang=lang, title=translate(Text("The functions of poolsplit"), lang), note=escape(note), functions=functions)


def _entry(function: Function, lang: str) -> str:
    names = [f"[{argument.name}]" if argument.optional else argument.name for argument in function.arguments]
    items = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(argument.help[lang])}</dd>" for name, argument in zip(names, function.arguments, strict=True)
    )
    listed = f"<dl>{items}</dl>" if items else ""
    return f"<h2>={function.name}({', '.join(names)})</h2><p>{escape(function.help[lang])}</p>{listed}"
