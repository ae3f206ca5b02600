"""The engine as Excel starts it: xlwings' COM server with the worksheet functions, and nothing heavy on the way to the first answer."""

from __future__ import annotations

import faulthandler
import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAVY = ("pandas", "numpy", "matplotlib", "PIL", "polars", "plotly")
"""What xlwings imports where it is installed, for conversions that worksheet functions have no use for."""


def serve(lang: str, clsid: str) -> None:
    """Answer Excel until it lets go. lang: of the reasons; clsid: under which the DLL looks for the server."""
    with without(HEAVY):
        from xlwings import com_server  # noqa: PLC0415  (while what it would import is hidden)

        from poolsplit_addin.excel import udfs  # noqa: PLC0415
    udfs.speak(lang)
    when_serving(com_server.logger, faulthandler.cancel_dump_traceback_later)
    com_server.serve(clsid)  # type: ignore[no-untyped-call]


@contextmanager
def without(packages: tuple[str, ...]) -> Iterator[None]:
    """Packages are not to be had for a while: importing one raises ImportError, as where it is not installed."""
    hidden = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python marks a module as missing
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def when_serving(logger: logging.Logger, then: Callable[[], object]) -> None:
    """Call `then` when xlwings' server says in its log that it has begun, which is right after Excel can find it."""

    class Listener(logging.Handler):
        def emit(self, _record: logging.LogRecord) -> None:
            then()

    logger.addHandler(Listener())
    logger.setLevel(logging.INFO)
    logger.propagate = False
