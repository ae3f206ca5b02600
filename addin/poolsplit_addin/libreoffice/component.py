"""The add-in that Calc calls: `poolsplit.functions` behind a UNO interface. It runs in LibreOffice's own Python, from the unpacked extension.

What Calc hands over is described in docs/libreoffice.md, "What arrives". Only float and str may go back. Each formula comes through
here thousands of times in a sheet: plain loops, and no import on the way.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if sys.version_info < (3, 10):  # LibreOffice before 25.2 may bring an older Python; the extension manager shows this sentence
    message = "poolsplit needs LibreOffice 25.2 or later"
    raise ImportError(message)

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "pythonpath"))  # before any other poolsplit on this machine

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
"""The arguments that must be given and yet may be blank. Calc hands a single blank cell over as the number 0, as it does for its own
functions; 0 is taken for blank in these and wherever an argument may be left out, since nowhere there it means anything else."""


def argument(value: Any, zero_is_blank: bool) -> Any:  # noqa: FBT001  (called with what stands in a list)
    """One argument as the engine takes it: a range as a list of rows with whole floats as int, a single cell as its value, None if left out."""
    if type(value) is tuple:
        return [[one if type(one) is str else whole(one) for one in row] for row in value]
    if type(value) is float:
        return whole(value) if value or not zero_is_blank else None
    return value


def whole(value: Any) -> Any:
    """A number of a range, as int where it is whole. What is no number is an error value: it must never be taken for a blank cell."""
    if type(value) is not float:
        return "#N/A"
    return int(value) if value.is_integer() else value


def answered(result: Any) -> Any:
    """A result as Calc takes it: floats and texts, a block as a tuple of rows."""
    if type(result) is list:
        return tuple([tuple([float(one) if type(one) is int else one for one in row]) for row in result])
    return float(result) if type(result) is int else result


def method(function: Function) -> Callable[..., Any]:
    """The method that Calc calls for a function: a failure fails the whole formula, with a reason that POOLLASTERROR keeps."""
    name = function.name
    zero_is_blank = [one.optional or one.name in BLANK_MEANS_SOMETHING for one in function.arguments]

    def answer(self: PoolSplit, *given: Any) -> Any:
        try:
            return answered(call(name, list(map(argument, given, zero_is_blank))))
        except PoolsplitError as error:
            raise IllegalArgumentException(str(error), self, 0) from None

    return answer


class PoolSplit(unohelper.Base, XPoolSplit, XServiceInfo):  # type: ignore[misc]
    """The service that CalcAddIns.xcu names; it has a method for each of `FUNCTIONS`."""

    def __init__(self, context: Any, *_: Any) -> None:
        """Keep the office's context, which knows its language."""
        self.context = context

    def poollasterror(self, _: Any) -> str:
        """Why the last formula failed, in the language of the office's menus."""
        return last_error(self.language())

    def language(self) -> str:
        """The language of the office's menus if poolsplit speaks it, else English."""
        provider = self.context.ServiceManager.createInstanceWithContext("com.sun.star.configuration.ConfigurationProvider", self.context)
        where = PropertyValue("nodepath", 0, "/org.openoffice.Setup/L10N", 0)
        access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (where,))
        lang = str(access.getByName("ooLocale")).split("-")[0]
        return lang if lang in LANGUAGES else "en"

    def getImplementationName(self) -> str:  # noqa: N802  (XServiceInfo)
        """The name under which Calc finds the add-in."""
        return NAME

    def supportsService(self, name: str) -> bool:  # noqa: N802  (XServiceInfo)
        """Whether this is such a service."""
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802  (XServiceInfo)
        """It is a Calc add-in, and nothing else."""
        return ("com.sun.star.sheet.AddIn", NAME)


for function in FUNCTIONS:
    if not hasattr(PoolSplit, function.name.lower()):
        setattr(PoolSplit, function.name.lower(), method(function))

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(PoolSplit, NAME, ("com.sun.star.sheet.AddIn",))
