"""The add-in that Calc calls: `poolsplit.functions` behind a UNO interface. It runs in LibreOffice's own Python, from the unpacked extension.

The values that Calc hands over are described in docs/libreoffice.md, "What arrives". Only float and str may go back. A sheet calls this
code thousands of times, so it has plain loops, and no call imports anything.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if sys.version_info < (3, 10):  # LibreOffice before 25.2 may bring an older Python; the extension manager shows this sentence
    message = "poolsplit needs LibreOffice 25.2 or later"
    raise ImportError(message)

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "pythonpath"))  # before any other poolsplit of this machine

import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import IllegalArgumentException, XServiceInfo
from org.poolsplit.calc import XPoolSplit

from poolsplit.errors import PoolsplitError
from poolsplit.functions.declaration import FUNCTIONS, Function, call, last_error
from poolsplit.values.translate import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "org.poolsplit.calc.PoolSplit"
BLANK_MEANS_SOMETHING = {"partner", "cost"}
"""The arguments that must be given but may be blank. Calc hands over a single blank cell as the number 0, as it does for its own functions.
0 is read as blank in these arguments and in every optional one, because it has no other meaning there."""


def argument(value: Any, zero_is_blank: bool) -> Any:  # noqa: FBT001  (the flags come from a list)
    """One argument for the engine: a range as a list of rows with whole floats as int, a single cell as its value, None if left out."""
    if type(value) is tuple:
        return [[cell if type(cell) is str else whole(cell) for cell in row] for row in value]
    if type(value) is float:
        return whole(value) if value or not zero_is_blank else None
    return value


def whole(value: Any) -> Any:
    """A number of a range, as int where it is whole. Any other value is an error value; it becomes "#N/A", and is never taken for a blank cell."""
    if type(value) is not float:
        return "#N/A"
    return int(value) if value.is_integer() else value


def answered(result: Any) -> Any:
    """A result for Calc: floats and texts, a block as a tuple of rows."""
    if type(result) is list:
        return tuple([tuple([float(cell) if type(cell) is int else cell for cell in row]) for row in result])
    return float(result) if type(result) is int else result


def method(function: Function) -> Callable[..., Any]:
    """The method that Calc calls for a function. An error fails the whole formula; POOLLASTERROR gives its reason."""
    name = function.name
    zero_is_blank = [item.optional or item.name in BLANK_MEANS_SOMETHING for item in function.arguments]

    def answer(self: PoolSplit, *arguments: Any) -> Any:
        try:
            return answered(call(name, list(map(argument, arguments, zero_is_blank))))
        except PoolsplitError as error:
            raise IllegalArgumentException(str(error), self, 0) from None

    return answer


class PoolSplit(unohelper.Base, XPoolSplit, XServiceInfo):  # type: ignore[misc]
    """The service that CalcAddIns.xcu names; it has a method for each of `FUNCTIONS`."""

    def __init__(self, context: Any, *_: Any) -> None:
        """Keep the office's context, from which its language is read."""
        self.context = context

    def poollasterror(self, _: Any) -> str:
        """The reason why the last formula failed, in the language of the office's menus."""
        return last_error(self.language())

    def language(self) -> str:
        """The language of the office's menus where poolsplit has it, else "en"."""
        provider = self.context.ServiceManager.createInstanceWithContext("com.sun.star.configuration.ConfigurationProvider", self.context)
        node = PropertyValue("nodepath", 0, "/org.openoffice.Setup/L10N", 0)
        access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (node,))
        lang = str(access.getByName("ooLocale")).split("-")[0]
        return lang if lang in LANGUAGES else "en"

    def getImplementationName(self) -> str:  # noqa: N802  (XServiceInfo)
        """The name under which Calc finds the add-in."""
        return NAME

    def supportsService(self, name: str) -> bool:  # noqa: N802  (XServiceInfo)
        """True where the add-in is a service of this name."""
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802  (XServiceInfo)
        """The names of its services: a Calc add-in, and its own."""
        return ("com.sun.star.sheet.AddIn", NAME)


for function in FUNCTIONS:
    if not hasattr(PoolSplit, function.name.lower()):
        setattr(PoolSplit, function.name.lower(), method(function))

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(PoolSplit, NAME, ("com.sun.star.sheet.AddIn",))
