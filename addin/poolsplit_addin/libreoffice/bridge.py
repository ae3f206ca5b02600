"""A script for LibreOffice's own Python: it starts a headless office and carries out requests, one line of JSON each.

Input: one object with the start (soffice, environment, profile, bundled), then one object a line: {"do": name, ...}. Output, one line for
each: {"answer": ...} or {"error": text}. The office ends when the input ends. This file is also run by Pythons older than 3.10.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from typing import IO, Any

START_SECONDS = 90.0
STOP_SECONDS = 20.0
UNKNOWN_NAME = 525
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}


class Office:
    """A headless office with a profile. A line of the input may name any method that does not begin with _."""

    def __init__(self, soffice: str, environment: dict[str, str], profile: str, bundled: str | None) -> None:
        """Start the office and connect to it. Raises RuntimeError where it ends before it answers, or does not answer in time.

        bundled: a folder whose subfolders count as installed extensions. environment: not this process's own, which was made for
        LibreOffice's Python, because an office that inherits it may crash.
        """
        import uno  # noqa: PLC0415  (only LibreOffice's Python has it)

        self._uno = uno
        pipe = "poolsplit" + uuid.uuid4().hex
        options = ["--headless", "--invisible", "--nologo", "--norestore", "--nodefault", "--nofirststartwizard"]
        folders = [f"-env:UserInstallation={self._url(profile)}"] + ([f"-env:BUNDLED_EXTENSIONS={self._url(bundled)}"] if bundled else [])
        self._process = subprocess.Popen(
            [soffice, *options, *folders, f"--accept=pipe,name={pipe};urp;"], env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tempfile.gettempdir(),
            start_new_session=True,
        )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        self._context = self._connect(resolver, f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self._desktop = self._service("com.sun.star.frame.Desktop")

    def _connect(self, resolver: Any, address: str) -> Any:
        no_connection = self._uno.getClass("com.sun.star.connection.NoConnectException")
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                return resolver.resolve(address)
            except no_connection:
                if self._process.poll() is not None or time.monotonic() > end:
                    self._kill()
                    message = "LibreOffice ended before it answered"
                    raise RuntimeError(message) from None
                time.sleep(0.05)

    def _service(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def _url(self, path: str) -> str:
        return str(self._uno.systemPathToFileUrl(os.path.abspath(path)))

    def _property(self, name: str, value: object) -> Any:
        result = self._uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        result.Name, result.Value = name, value
        return result

    def _open(self, url: str) -> Any:
        """A workbook, opened as a copy without a name: the file is not locked, and it does not matter whether somebody else has locked it."""
        options = (self._property("Hidden", value=True), self._property("AsTemplate", value=True))
        document = self._desktop.loadComponentFromURL(url, "_blank", 0, options)
        if document is None or not hasattr(document, "Sheets"):
            message = "LibreOffice does not open this as a workbook"
            raise RuntimeError(message)
        return document

    def _end(self) -> None:
        """Ask the office to end, and kill it where it does not end in time."""
        with contextlib.suppress(Exception):
            self._desktop.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._kill()

    def _kill(self) -> None:
        """Kill the office, and the process that soffice has started."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()

    def product(self) -> dict[str, str]:
        """The office's version and the language of its menus."""
        provider = self._service("com.sun.star.configuration.ConfigurationProvider")
        view = "com.sun.star.configuration.ConfigurationAccess"
        product = provider.createInstanceWithArguments(view, (self._property("nodepath", "/org.openoffice.Setup/Product"),))
        locale = provider.createInstanceWithArguments(view, (self._property("nodepath", "/org.openoffice.Setup/L10N"),))
        return {"version": str(product.getByName("ooSetupVersion")), "language": str(locale.getByName("ooLocale"))}

    def installed(self, identifier: str) -> str | None:
        """The version of an extension in this profile, None where it is not installed."""
        package = self._package(identifier)
        return str(package.getVersion()) if package else None

    def _manager(self) -> Any:
        return self._context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")

    def _package(self, identifier: str) -> Any:
        packages = self._manager().getDeployedExtensions("user", None, self._consent())
        return next((package for package in packages if package.getIdentifier().Value == identifier), None)

    def install(self, package: str) -> str:
        """Install an extension from a file, in place of an older version. The version that is installed now."""
        licence = self._uno.createUnoStruct("com.sun.star.beans.NamedValue")
        licence.Name, licence.Value = "SUPPRESS_LICENSE", "1"
        return str(self._manager().addExtension(self._url(package), (licence,), "user", None, self._consent()).getVersion())

    def uninstall(self, identifier: str) -> bool:
        """Uninstall an extension. False where it is not installed."""
        package = self._package(identifier)
        if package:
            self._manager().removeExtension(identifier, package.getName(), "user", None, self._consent())
        return bool(package)

    def _consent(self) -> Any:
        """The object through which the extension manager asks its questions. Everything is approved, because the person has asked for it."""
        import unohelper  # noqa: PLC0415  (only LibreOffice's Python has it)

        environment = self._uno.getClass("com.sun.star.ucb.XCommandEnvironment")
        handler = self._uno.getClass("com.sun.star.task.XInteractionHandler")
        approve = self._uno.getTypeByName("com.sun.star.task.XInteractionApprove")

        class Consent(unohelper.Base, environment, handler):  # type: ignore[misc,valid-type]
            def getInteractionHandler(self) -> Any:  # noqa: N802  (XCommandEnvironment)
                return self

            def getProgressHandler(self) -> None:  # noqa: N802  (XCommandEnvironment)
                return None

            def handle(self, request: Any) -> None:
                for continuation in request.getContinuations():
                    if continuation.queryInterface(approve):
                        continuation.select()
                        return

        return Consent()

    def answer(self, formula: str) -> str:
        """The text that a formula shows in an empty workbook."""
        document = self._open("private:factory/scalc")
        try:
            cell = document.Sheets.getByIndex(0).getCellByPosition(0, 0)
            cell.setFormula(formula)
            return str(cell.getString())
        finally:
            document.close(True)

    def reenter(self, source: str, target: str, names: list[str]) -> dict[str, int]:
        """Type every formula again that names one of our functions and shows #NAME?, and save the workbook as another file.

        The result counts the formulas that no longer show #NAME?, "done", and those that still do, "left".
        """
        document = self._open(self._url(source))
        try:
            document.calculateAll()    # before it a cell shows the value that was saved in the file
            repaired = sum(1 for cells in self._unknown(document, names) if self._retype(cells))
            document.calculateAll()
            left = len(self._unknown(document, names))
            document.storeToURL(self._url(target), (self._property("FilterName", FILTERS[os.path.splitext(target)[1].lower()]),))
            return {"done": repaired, "left": left}
        finally:
            document.close(True)

    def _unknown(self, document: Any, names: list[str]) -> list[Any]:
        """The cells that name one of our functions and show #NAME?; of an array formula, its whole range."""
        result = {}
        errors = self._uno.getConstantByName("com.sun.star.sheet.FormulaResult.ERROR")
        for sheet in document.Sheets:
            for address in sheet.queryFormulaCells(errors).RangeAddresses:
                for row in range(address.StartRow, address.EndRow + 1):
                    for column in range(address.StartColumn, address.EndColumn + 1):
                        cell = sheet.getCellByPosition(column, row)
                        formula = cell.getFormula().upper()
                        if cell.getError() == UNKNOWN_NAME and any(name + "(" in formula for name in names):
                            cells = sheet.createCursorByRange(cell)
                            if formula.startswith("{"):
                                cells.collapseToCurrentArray()
                            result[cells.AbsoluteName] = cells
        return list(result.values())

    @staticmethod
    def _retype(cells: Any) -> bool:
        """Enter the formula of a cell or an array again. False where it still shows #NAME?."""
        cell = cells.getCellByPosition(0, 0)
        formula = cell.getFormula()
        if formula.startswith("{"):
            cells.setArrayFormula(formula[1:-1])
        else:
            cell.setFormula(formula)
        return bool(cell.getError() != UNKNOWN_NAME)


def serve(kind: type[Office], lines: IO[str], out: IO[str]) -> None:
    """Start an office with the arguments of the first line, then answer each line until the input ends. kind: Office, or a subclass of it."""
    offices: list[Office] = []
    for line in lines:
        request = json.loads(line)
        reply: dict[str, Any]
        try:
            if offices:
                reply = {"answer": getattr(offices[0], request.pop("do"))(**request)}
            else:
                offices.append(kind(**request))
                reply = {"answer": None}
        except Exception as error:  # noqa: BLE001  (every error is reported to the process that asked)
            reply = {"error": getattr(error, "Message", None) or str(error) or type(error).__name__}
        out.write(json.dumps(reply) + "\n")
        out.flush()
    for office in offices:
        office._end()  # noqa: SLF001  (private, because no line may name it)


if __name__ == "__main__":
    serve(Office, sys.stdin, sys.stdout)
