"""A script for LibreOffice's own Python: starts a headless office, and does what lines of JSON on its input ask.

In: one object with the start (soffice, environment, profile, bundled), then one object a line: {"do": name, ...}. Out, for each: {"answer": ...} or
{"error": text}. It ends the office when its input ends. Older Pythons than the engine's read this file.
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
    """A headless office with a profile; the methods that do not begin with _ are what a line may ask for."""

    def __init__(self, soffice: str, environment: dict[str, str], profile: str, bundled: str | None) -> None:
        """Start it and connect; bundled: a folder whose subfolders count as installed extensions. Raises RuntimeError where it ends at once.

        environment: not this process's own, which was made for LibreOffice's Python: an office that inherits it may crash.
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
        made = self._uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        made.Name, made.Value = name, value
        return made

    def _open(self, url: str) -> Any:
        """A workbook, as a copy without a name: the file itself is neither locked nor minded if somebody else has locked it."""
        how = (self._property("Hidden", value=True), self._property("AsTemplate", value=True))
        document = self._desktop.loadComponentFromURL(url, "_blank", 0, how)
        if document is None or not hasattr(document, "Sheets"):
            message = "LibreOffice does not open this as a workbook"
            raise RuntimeError(message)
        return document

    def _end(self) -> None:
        """Ask the office to end, and make it end where it does not."""
        with contextlib.suppress(Exception):
            self._desktop.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._kill()

    def _kill(self) -> None:
        """Make the office end, and with it the process that soffice has started in turn."""
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
        spoken = provider.createInstanceWithArguments(view, (self._property("nodepath", "/org.openoffice.Setup/L10N"),))
        return {"version": str(product.getByName("ooSetupVersion")), "language": str(spoken.getByName("ooLocale"))}

    def installed(self, identifier: str) -> str | None:
        """The version of an extension in this profile, None where it is not there."""
        package = self._package(identifier)
        return str(package.getVersion()) if package else None

    def _manager(self) -> Any:
        return self._context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")

    def _package(self, identifier: str) -> Any:
        every = self._manager().getDeployedExtensions("user", None, self._consent())
        return next((package for package in every if package.getIdentifier().Value == identifier), None)

    def install(self, package: str) -> str:
        """Add an extension from a file, in place of an older one; its version."""
        licence = self._uno.createUnoStruct("com.sun.star.beans.NamedValue")
        licence.Name, licence.Value = "SUPPRESS_LICENSE", "1"
        return str(self._manager().addExtension(self._url(package), (licence,), "user", None, self._consent()).getVersion())

    def uninstall(self, identifier: str) -> bool:
        """Take an extension out; False where there was none."""
        package = self._package(identifier)
        if package:
            self._manager().removeExtension(identifier, package.getName(), "user", None, self._consent())
        return bool(package)

    def _consent(self) -> Any:
        """What the extension manager asks questions through: everything is approved, since the person has asked for it."""
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
                for way in request.getContinuations():
                    if way.queryInterface(approve):
                        way.select()
                        return

        return Consent()

    def answer(self, formula: str) -> str:
        """What a formula shows in an empty workbook."""
        document = self._open("private:factory/scalc")
        try:
            cell = document.Sheets.getByIndex(0).getCellByPosition(0, 0)
            cell.setFormula(formula)
            return str(cell.getString())
        finally:
            document.close(True)

    def reenter(self, source: str, target: str, names: list[str]) -> dict[str, int]:
        """Type again every formula of a workbook that names one of our functions and shows #NAME?, and save as another file.

        The answer counts the formulas that were typed again and those that show #NAME? still.
        """
        document = self._open(self._url(source))
        try:
            document.calculateAll()    # until then a cell shows the value that the file came with
            done = sum(1 for place in self._unknown(document, names) if self._retype(place))
            document.calculateAll()
            left = len(self._unknown(document, names))
            document.storeToURL(self._url(target), (self._property("FilterName", FILTERS[os.path.splitext(target)[1].lower()]),))
            return {"done": done, "left": left}
        finally:
            document.close(True)

    def _unknown(self, document: Any, names: list[str]) -> list[Any]:
        """The cells, or for an array formula its range, that name one of our functions and show #NAME?."""
        found = {}
        errors = self._uno.getConstantByName("com.sun.star.sheet.FormulaResult.ERROR")
        for sheet in document.Sheets:
            for address in sheet.queryFormulaCells(errors).RangeAddresses:
                for row in range(address.StartRow, address.EndRow + 1):
                    for column in range(address.StartColumn, address.EndColumn + 1):
                        cell = sheet.getCellByPosition(column, row)
                        formula = cell.getFormula().upper()
                        if cell.getError() == UNKNOWN_NAME and any(name + "(" in formula for name in names):
                            place = sheet.createCursorByRange(cell)
                            if formula.startswith("{"):
                                place.collapseToCurrentArray()
                            found[place.AbsoluteName] = place
        return list(found.values())

    @staticmethod
    def _retype(place: Any) -> bool:
        cell = place.getCellByPosition(0, 0)
        formula = cell.getFormula()
        if formula.startswith("{"):
            place.setArrayFormula(formula[1:-1])
        else:
            cell.setFormula(formula)
        return bool(cell.getError() != UNKNOWN_NAME)


def serve(kind: type[Office], lines: IO[str], out: IO[str]) -> None:
    """Start the office that the first line names, then answer line by line until the lines end."""
    offices: list[Office] = []
    for line in lines:
        asked = json.loads(line)
        said: dict[str, Any]
        try:
            if offices:
                said = {"answer": getattr(offices[0], asked.pop("do"))(**asked)}
            else:
                offices.append(kind(**asked))
                said = {"answer": None}
        except Exception as error:  # noqa: BLE001  (whatever went wrong here is for the other side to say)
            said = {"error": getattr(error, "Message", None) or str(error) or type(error).__name__}
        out.write(json.dumps(said) + "\n")
        out.flush()
    for office in offices:
        office._end()  # noqa: SLF001  (not for a line to ask for)


if __name__ == "__main__":
    serve(Office, sys.stdin, sys.stdout)
