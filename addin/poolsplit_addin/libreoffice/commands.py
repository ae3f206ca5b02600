"""`poolsplit libreoffice install | uninstall | status | reenter`: the worksheet functions in the user's LibreOffice."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

import poolsplit
from poolsplit.errors import Text
from poolsplit.functions.declaration import FUNCTIONS
from poolsplit.values.translate import translate
from poolsplit_addin.libreoffice import program
from poolsplit_addin.libreoffice.extension import IDENTIFIER, OLDEST, build
from poolsplit_addin.libreoffice.program import OfficeError
from poolsplit_addin.libreoffice.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN_NAMES = (25, 2)
"""The first version of LibreOffice that finds add-in functions by their plain names in .xlsx files."""

FAILED = 1
_ENDINGS = (".xlsx", ".ods")
_lang = click.option("--lang", type=click.Choice(["vi", "en", "zh"]), default="vi", show_default=True, help="Language of the answer.")
_soffice = click.option("--soffice", type=click.Path(path_type=Path, exists=True), help="Which LibreOffice, where there are several.")
_profile = click.option("--profile", type=click.Path(path_type=Path), help="Folder of LibreOffice's settings, where it is not the usual one.")


@click.group()
def libreoffice() -> None:
    """=POOLSPLIT() and the other worksheet functions in LibreOffice Calc."""


@libreoffice.command()
@_soffice
@_profile
@_lang
def install(soffice: Path | None, profile: Path | None, lang: str) -> None:
    """Add the functions to LibreOffice, or bring them up to date. Close LibreOffice first."""

    def add(office: Session) -> None:
        _refuse_old(office)
        with tempfile.TemporaryDirectory() as folder:
            office.ask("install", package=str(build(Path(folder, "poolsplit.oxt"))))

    _with_office(add, soffice, profile, lang)
    _with_office(lambda office: _report(office, lang), soffice, profile, lang)    # a fresh start shows whether the installation lasts


@libreoffice.command()
@_soffice
@_profile
@_lang
def uninstall(soffice: Path | None, profile: Path | None, lang: str) -> None:
    """Take the functions out of LibreOffice; workbooks keep the last values until they are calculated anew."""

    def remove(office: Session) -> None:
        removed = office.ask("uninstall", identifier=IDENTIFIER)
        _say(Text("The functions have been removed") if removed else Text("The functions are not installed"), lang)

    _with_office(remove, soffice, profile, lang)


@libreoffice.command()
@_soffice
@_profile
@_lang
def status(soffice: Path | None, profile: Path | None, lang: str) -> None:
    """Say whether LibreOffice is there, how old it is, and whether the functions answer."""
    if not _with_office(lambda office: _report(office, lang), soffice, profile, lang):
        sys.exit(FAILED)


@libreoffice.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path), help="Where to write it; FILE itself only if that is named here.")
@_soffice
@_profile
@_lang
def reenter(file: Path, out: Path | None, soffice: Path | None, profile: Path | None, lang: str) -> None:
    """Repair the formulas of FILE (.xlsx or .ods) that show #NAME? in LibreOffice before 25.2, in a new file beside it.

    The formulas are typed again; saved by such a LibreOffice they carry its long names, which newer ones read too, but Excel does not.
    """
    target = out or _free(file)
    if file.suffix.lower() not in _ENDINGS or target.suffix.lower() not in _ENDINGS:
        _fail(Text("only .xlsx and .ods workbooks can be repaired: {path}", path=file if file.suffix.lower() not in _ENDINGS else target), lang)
    names = [function.name for function in FUNCTIONS]

    def repair(office: Session) -> None:
        if office.ask("installed", identifier=IDENTIFIER) is None:
            raise OfficeError(Text("The functions are not installed. Type: poolsplit libreoffice install"))
        counts = office.ask("reenter", source=str(file), target=str(target), names=names)
        _say(Text("Formulas typed again: {n}. Written to {path}", n=counts["done"], path=target), lang)
        if counts["left"]:
            raise OfficeError(Text("{n} formulas still show #NAME?: they use names that LibreOffice does not know", n=counts["left"]))

    _with_office(repair, soffice, profile, lang)


def _with_office(work: Callable[[Session], bool | None], soffice: Path | None, profile: Path | None, lang: str) -> bool | None:
    """Do something with a headless office on the user's profile. Where that fails, print the reason and end the command."""
    try:
        with Session((soffice or program.soffice()).resolve(), profile or program.profile()) as office:
            return work(office)
    except OfficeError as error:
        _fail(error.args[0], lang)


def _version(office: Session) -> tuple[str, tuple[int, ...]]:
    text = str(office.ask("product")["version"])
    return text, tuple(int(part) for part in text.split("."))


def _refuse_old(office: Session) -> None:
    text, version = _version(office)
    if version < tuple(int(part) for part in OLDEST.split(".")):
        raise OfficeError(Text("LibreOffice {version} is too old: install 25.2 or later from libreoffice.org", version=text))


def _report(office: Session, lang: str) -> bool:
    """Print the state of the installation. True where the functions answer and are of this version."""
    text, version = _version(office)
    _say(Text("LibreOffice {version}: {program}", version=text, program=office.start["soffice"]), lang)
    installed = office.ask("installed", identifier=IDENTIFIER)
    if installed is None:
        _say(Text("The functions are not installed. Type: poolsplit libreoffice install"), lang)
        return False
    answer = str(office.ask("answer", formula="=POOLVERSION()"))
    if answer != installed:
        _say(Text("The functions do not answer: =POOLVERSION() shows {answer}. Type: poolsplit libreoffice install", answer=answer), lang)
        return False
    _say(Text("The functions answer: version {version}", version=answer), lang)
    if answer != poolsplit.__version__:
        _say(Text("This is poolsplit {version}. To bring them up to date: poolsplit libreoffice install", version=poolsplit.__version__), lang)
    if version < PLAIN_NAMES:
        _say(Text(
            "This LibreOffice is older than 25.2: formulas in .xlsx files show #NAME? when opened. "
            "Install 25.2 or later, or repair a file: poolsplit libreoffice reenter FILE.xlsx",
        ), lang)
    return answer == poolsplit.__version__


def _free(file: Path) -> Path:
    """A path beside a file that does not exist yet: don_reentered.xlsx, don_reentered_2.xlsx ..."""
    number = 1
    while True:
        path = file.with_name(f"{file.stem}_reentered{'' if number == 1 else f'_{number}'}{file.suffix}")
        if not path.exists():
            return path
        number += 1


def _say(text: Text, lang: str) -> None:
    click.echo(translate(text, lang))


def _fail(text: str, lang: str) -> NoReturn:
    click.echo(translate(text, lang), err=True)
    sys.exit(FAILED)
