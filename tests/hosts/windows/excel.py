"""Plays Excel's VBA under Windows: what PoolsplitWindows and PoolsplitEngine do, call by call, for lines of JSON.

It runs in poolsplit's own environment for pywin32, and takes nothing from it but the calls of Windows (`poolsplit_addin.excel.windows`).
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

import pythoncom
from poolsplit_addin.excel import windows
from pywintypes import com_error
from win32com.client import VARIANT, Dispatch

UDFS = "poolsplit_addin.excel.udfs"
DIED = {-2147023174, -2147023170, -2147023169, -2147417848, -2147418105, -2147418094}
ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042}
EMPTY = "import sys, types, xlwings\nm = types.ModuleType('empty')\nm.__file__ = xlwings.__file__\nm.f = xlwings.func(lambda a, b: [[0.0]])\nsys.modules['empty'] = m"


class Excel:
    """One Excel: its engine, and what it does for a formula."""

    def __init__(self) -> None:
        self.engine: Any = None

    def setting(self, key: str) -> str:
        """What the add-in reads."""
        return windows.setting(windows.folder(windows.ROAMING) / "poolsplit" / "excel.ini", key)

    def dll(self) -> Path:
        """The DLL that the add-in loads."""
        return Path(self.setting("dll"), f"xlwings64-{self.setting('xlwings')}.dll")

    def running(self, command: str = "") -> Any:
        """The engine, started where it does not run."""
        if self.engine is None:
            found, why = windows.activate(self.dll(), command or self.setting("command"))
            if found is None:
                raise NotRunning(why)
            self.engine = found
        return self.engine

    def call(self, function: str, arguments: list[Any], command: str = "") -> dict[str, Any]:
        """PoolsplitEngine.Ask."""
        given = tuple(map(handed, arguments))
        for again in (False, True):
            try:
                return {"value": shown(self.running(command).CallUDF(UDFS, function, given))}
            except NotRunning as error:
                return {"reason": str(error), "number": 0}
            except com_error as error:
                number = error.excepinfo[5] if error.excepinfo else error.hresult
                if error.hresult in DIED and not again:
                    self.engine = None
                    continue
                return {"reason": (error.excepinfo[2] if error.excepinfo else "") or error.strerror, "number": number}
        raise AssertionError

    def ask_python(self, expression: str) -> str:
        """What an expression gives in the engine's process."""
        engine = self.running()
        return str(engine.Str(engine.Eval(expression)))

    def kill_engine(self) -> None:
        """End the engine's process, as a crash would."""
        self.running().Exec("import os, threading; threading.Timer(0.1, os._exit, (1,)).start()")
        time.sleep(0.6)

    def try_udf(self, command: str, module: str, function: str) -> str:
        """Start what a command says and ask it for a function of a module, as stock xlwings does; what went wrong, or what it gave.

        Python has taken the variable by which the launcher of an environment tells it where it is; a launcher would set it again.
        """
        os.environ["__PYVENV_LAUNCHER__"] = windows.short(sys.executable)    # the DLL hands an ANSI environment on
        found, why = windows.activate(self.dll(), command)
        if found is None:
            return why
        try:
            return str(found.CallUDF(module, function, ()))
        except com_error as error:
            return str(error)
        finally:
            windows.activate(self.dll(), command, windows.KILL)

    def at_once(self, callers: int, rounds: int) -> list[list[Any]]:
        """Several threads that ask one engine at once, each with its own amounts; what each got."""
        got: list[list[Any]] = [[] for _ in range(callers)]
        shared = [pythoncom.CoMarshalInterThreadInterfaceInStream(pythoncom.IID_IDispatch, self.running()._oleobj_) for _ in range(callers)]

        def work(place: int) -> None:
            pythoncom.CoInitialize()
            try:
                engine = Dispatch(pythoncom.CoGetInterfaceAndReleaseStream(shared[place], pythoncom.IID_IDispatch))
                for step in range(rounds):
                    got[place].append(shown(engine.CallUDF(UDFS, "POOLSPLIT", (100.0 + step, ((1.0 + place,), (2.0,), (4.0,))))))
            except Exception as error:  # noqa: BLE001  (the test shows it)
                got[place].append(repr(error))

        threads = [threading.Thread(target=work, args=(place,)) for place in range(callers)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            pythoncom.PumpWaitingMessages()    # this thread owns the engine: the others' calls come through here
            time.sleep(0.001)
        return got

    def bench(self, rows: int, rounds: int, calls: int) -> dict[str, list[float]]:
        """Seconds a call of POOLSPLIT and of an empty function with the same arguments, in turn."""
        engine = self.running()
        engine.Exec(EMPTY)
        given = (3_000_001.0, tuple((float(12 + (row * 7) % 31),) for row in range(rows)))
        times: dict[str, list[float]] = {"empty": [], "POOLSPLIT": []}
        for _ in range(rounds):
            for name, function in (("empty", ("empty", "f")), ("POOLSPLIT", (UDFS, "POOLSPLIT"))):
                begun = time.perf_counter()
                for _ in range(calls):
                    engine.CallUDF(*function, given)
                times[name].append((time.perf_counter() - begun) / calls)
        return {name: [median(measured)] for name, measured in times.items()}

    def hold(self, path: str) -> None:
        """Keep a file open, as Excel does with the add-ins that it has loaded."""
        self.held = Path(path).open("rb")  # noqa: SIM115  (until this program ends)

    def end(self) -> None:
        """End the engine, as the ribbon's Restart does."""
        if self.setting("command"):
            windows.activate(self.dll(), self.setting("command"), windows.KILL)
        self.engine = None


class NotRunning(Exception):
    """The DLL's reason."""


def handed(value: Any) -> Any:
    """An argument as VBA hands it over: numbers are doubles, {"missing": 1} is left out, an error value is its code.

    (pywin32 makes nothing but "left out" of VT_ERROR on the way out; on the way in it makes this int of an error value.)
    """
    if isinstance(value, list):
        return tuple(tuple(map(handed, row)) if isinstance(row, list) else handed(row) for row in value)
    if isinstance(value, dict):
        return VARIANT(pythoncom.VT_ERROR, 0)
    if isinstance(value, str) and value in ERRORS:
        return ERRORS[value] - 2146828288
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def shown(value: Any) -> Any:
    """A result as cells show it: a block as rows."""
    if isinstance(value, (tuple, list)):
        return [list(row) for row in value] if value and isinstance(value[0], (tuple, list)) else [list(value)]
    return value


def main(port: int) -> None:
    """Do what the lines say until the last one. They come by a socket: what runs without standard streams starts others as Excel does."""
    excel = Excel()
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rw", encoding="utf-8") as lines:
        for line in lines:
            asked = json.loads(line)
            if asked["name"] == "quit":
                excel.end()
                answer: dict[str, Any] = {"answer": None}
            else:
                try:
                    answer = {"answer": getattr(excel, asked["name"])(**asked["arguments"])}
                except Exception as error:  # noqa: BLE001  (whatever it is, the test has to see it)
                    answer = {"failed": f"{type(error).__name__}: {error}"}
            lines.write(json.dumps(answer) + "\n")
            lines.flush()
            if asked["name"] == "quit":
                return


if __name__ == "__main__":
    main(int(sys.argv[1]))
