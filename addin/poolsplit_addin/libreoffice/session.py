"""A session with a headless LibreOffice, through `bridge` under LibreOffice's own Python."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Text
from poolsplit_addin.libreoffice.program import OfficeError, environment, python

if TYPE_CHECKING:
    from types import TracebackType

_BRIDGE = Path(__file__).with_name("bridge.py")


class Session:
    """An office with its own profile, from the start of a `with` block to its end.

    program: see `program.soffice`. profile: its folder, made where it is missing. bundled: a folder of unpacked extensions.
    script: the file that answers, `bridge` or, for tests, one with more methods. Raises OfficeError where the office does not start or fails.
    """

    def __init__(self, program: Path, profile: Path, bundled: Path | None = None, script: Path = _BRIDGE) -> None:
        """Prepare the start; nothing runs yet."""
        self.command = [str(python(program)), str(script)]
        self.start = {"soffice": str(program), "environment": environment(), "profile": str(profile), "bundled": str(bundled) if bundled else None}
        self.lock = profile.joinpath(".lock")

    def __enter__(self) -> Session:
        """Start the office. Raises OfficeError where the profile is in use."""
        if self.lock.exists():
            raise OfficeError(Text("LibreOffice is running: close all its windows and run this again. If it is not, delete {lock}", lock=self.lock))
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=environment())
        try:
            self._send(self.start)
        except OfficeError:
            self.__exit__()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None = None, error: BaseException | None = None, trace: TracebackType | None = None) -> None:
        """End the office and wait for it."""
        self.process.communicate()

    def ask(self, do: str, **arguments: Any) -> Any:
        """The answer of a method of `bridge.Office`. do: its name. Raises OfficeError where it fails."""
        return self._send({"do": do, **arguments})

    def _send(self, request: dict[str, Any]) -> Any:
        if self.process.stdin is None or self.process.stdout is None:
            raise AssertionError
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            reply = json.loads(self.process.stdout.readline() or "{}")
        except OSError:
            reply = {}
        if "answer" not in reply:
            raise OfficeError(Text("LibreOffice did not do it: {reason}", reason=reply.get("error", "it ended")))
        return reply["answer"]
