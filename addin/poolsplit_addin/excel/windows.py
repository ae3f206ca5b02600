"""Calls of Windows: the folders of the user's profile, paths in a form for the xlwings DLL, and the DLL itself.

The DLL takes ANSI text: a path with letters that are not in the code page ("Nguyễn Đức") is handed over in its 8.3 form.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Any

ROAMING, COMMON = 26, 35
LONGEST = 4096
VARIANT = 24
START_OR_FIND, KILL = 1, -1
_OBJECT, _TEXT = 9, 8


def on_windows() -> bool:
    """True on Windows."""
    return sys.platform == "win32"


def folder(number: int) -> Path:
    """A folder by its number in Windows: ROAMING, for a user's settings; COMMON, for data of all users. Raises OSError where there is none."""
    text = ctypes.create_unicode_buffer(LONGEST)
    if _library("shell32").SHGetFolderPathW(None, number, None, 0, text):
        message = f"Windows does not say where its folder {number} is"
        raise OSError(message)
    return Path(text.value)


def setting(file: Path, key: str) -> str:
    """One value of the add-in's configuration, read by the same call of Windows that the add-in uses."""
    text = ctypes.create_unicode_buffer(LONGEST)
    _library("kernel32").GetPrivateProfileStringW("excel", key, "", text, LONGEST, str(file))
    return text.value


def is_ansi(path: str) -> bool:
    """True where every letter of a path is in the ANSI code page of this machine."""
    try:
        return path.encode("mbcs", "strict").decode("mbcs") == path
    except UnicodeError:
        return False


def short(path: str) -> str:
    """The 8.3 form of a path that exists; the path itself where the disk keeps none."""
    text = ctypes.create_unicode_buffer(LONGEST)
    return text.value if _library("kernel32").GetShortPathNameW(path, text, LONGEST) else path


def ansi(path: Path) -> str:
    """A path in a form for the DLL: as it is, or in its 8.3 form; "" where neither is ANSI."""
    return next((form for form in (str(path), short(str(path))) if is_ansi(form)), "")


def activate(dll: Path, command: str, mode: int = START_OR_FIND) -> tuple[Any, str]:
    """Have the DLL start the engine, or find the one that this process has started, as the add-in's VBA does.

    Returns the engine and "", or None and the DLL's reason. mode: KILL ends the engine.
    """
    import pythoncom  # noqa: PLC0415  (on Windows only)
    from win32com.client import Dispatch  # noqa: PLC0415

    function = ctypes.WinDLL(str(dll)).XLPyDLLActivateAuto  # type: ignore[attr-defined,unused-ignore]  # on Windows only
    function.argtypes, function.restype = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_long], ctypes.c_long
    variant = ctypes.create_string_buffer(VARIANT)
    failed = function(ctypes.byref(variant), command.encode("mbcs"), mode)
    kind, content = int.from_bytes(variant.raw[:2], "little"), int.from_bytes(variant.raw[8:16], "little")
    if failed:
        return None, ctypes.wstring_at(content).strip() if kind == _TEXT and content else "no reason given"
    return Dispatch(pythoncom.ObjectFromAddress(content, pythoncom.IID_IDispatch)) if kind == _OBJECT else None, ""


def _library(name: str) -> Any:
    return getattr(ctypes, "windll")[name]  # noqa: B009  (it exists on Windows only)
