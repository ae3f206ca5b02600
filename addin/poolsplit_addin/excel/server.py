"""The engine as Excel starts it: xlwings' COM server with the worksheet functions, without packages that would delay the first answer."""

from __future__ import annotations

import faulthandler
import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAVY = ("pandas", "numpy", "matplotlib", "PIL", "polars", "plotly")
"""The packages that xlwings imports where they are installed. Worksheet functions do not use the conversions that need them."""


def serve(lang: str, clsid: str) -> None:
    """Answer Excel until it releases the server. lang: the language of the reasons. clsid: the COM class under which the DLL finds the server."""
    with without(HEAVY):
        from xlwings import com_server  # noqa: PLC0415  (while the packages that it would import are hidden)

        from poolsplit_addin.excel import udfs  # noqa: PLC0415
    udfs.speak(lang)
    when_serving(com_server.logger, faulthandler.cancel_dump_traceback_later)
    com_server.serve(clsid)  # type: ignore[no-untyped-call]


@contextmanager
def without(packages: tuple[str, ...]) -> Iterator[None]:
    """Hide packages inside a `with` block: importing one raises ImportError, as if it were not installed. Those imported before stay."""
    hidden = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python marks a module as missing
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def when_serving(logger: logging.Logger, then: Callable[[], object]) -> None:
    """Call `then` when xlwings' server logs that it has started. Excel can find the server just before that."""

    class Listener(logging.Handler):
        def emit(self, _record: logging.LogRecord) -> None:
            then()

    logger.addHandler(Listener())
    logger.setLevel(logging.INFO)
    logger.propagate = False
