"""The declaration of the worksheet functions for LibreOffice: an interface in UNO's IDL and a registry file, generated from `FUNCTIONS`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poolsplit.functions.declaration import Argument, Function

SERVICE = "org.poolsplit.calc.PoolSplit"
LANGUAGES = {"en": "en-US", "vi": "vi", "zh": "zh-CN"}
"""The languages of the help, with LibreOffice's names of them."""
BLOCKS = {"code", "column", "messages", "table"}
"""The shapes of results that are blocks of cells."""

_XCU = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" oor:name="CalcAddIns" oor:package="org.openoffice.Office">
<node oor:name="AddInInfo"><node oor:name="{service}" oor:op="replace"><node oor:name="AddInFunctions">
{functions}
</node></node></node>
</oor:component-data>
"""
_IDL = """module org {{ module poolsplit {{ module calc {{

interface XPoolSplit
{{
{methods}
}};

}}; }}; }};
"""


def idl(functions: Iterable[Function]) -> str:
    """The interface in UNO's IDL, as text, which LibreOffice reads as a type library.

    >>> from poolsplit.functions.declaration import BY_NAME
    >>> print(idl([BY_NAME["POOLLASTERROR"]]).splitlines()[4])
        any poollasterror( [in] any dependson );
    """
    return _IDL.format(methods="\n".join(_method(function) for function in functions))


def _method(function: Function) -> str:
    result = "sequence< sequence< any > >" if function.shape in BLOCKS else "any"
    arguments = ", ".join(f"[in] {_type(argument)} {_plain(argument.name)}" for argument in function.arguments)
    return f"    {result} {function.name.lower()}( {arguments} );" if arguments else f"    {result} {function.name.lower()}();"


def _plain(name: str) -> str:
    """The name of an argument in the interface: without underscores, which UNO's IDL does not accept there."""
    return name.replace("_", "")


def _type(argument: Argument) -> str:
    """The UNO type of an argument. Only `any` may be left out and arrives unchanged, so that poolsplit, and not Calc, refuses text for a number."""
    return "sequence< sequence< any > >" if argument.is_range and not argument.optional else "any"


def xcu(functions: Iterable[Function]) -> str:
    """The registry file: names, help for the function wizard in every language, and the names of the functions in .xlsx files.

    >>> from poolsplit.functions.declaration import BY_NAME
    >>> '<value xml:lang="zh-CN">谁转给谁、转多少。</value>' in xcu([BY_NAME["POOLSETTLE"]])
    True
    """
    return _XCU.format(service=SERVICE, functions="\n".join(_entry(function) for function in functions))


def _entry(function: Function) -> str:
    properties = [
        _property("DisplayName", {"en": function.name}),
        _property("Description", function.help),
        '<prop oor:name="Category"><value>Add-In</value></prop>',
        _property("CompatibilityName", {"en": function.name}),
    ]
    arguments = "".join(
        _node(_plain(argument.name), _property("DisplayName", {"en": argument.name}) + _property("Description", argument.help))
        for argument in function.arguments
    )
    return _node(function.name.lower(), "\n ".join([*properties, f'<node oor:name="Parameters">{arguments}</node>']))


def _node(name: str, content: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">{content}</node>'


def _property(name: str, texts: dict[str, str]) -> str:
    values = "".join(f"<value xml:lang={quoteattr(LANGUAGES[lang])}>{escape(text)}</value>" for lang, text in texts.items())
    return f"<prop oor:name={quoteattr(name)}>{values}</prop>"
