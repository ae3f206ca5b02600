"""The workbooks shipped with poolsplit: an empty template and a filled example in each language."""

from __future__ import annotations

import os
from pathlib import Path

from poolsplit.errors import Refused, Text

_INSTALLED = Path(__file__).parent / "templates"
_CHECKOUT = Path(__file__).parents[2] / "workbook_templates"


def template_path(lang: str, *, example: bool = False) -> Path:
    """The path of the shipped workbook in a language: the empty template, or the filled example. (spec.md, section 2, Reading sheets)

    lang: one of `poolsplit.values.translate.LANGUAGES`. Raises `Refused` ("no-template") where there is no such file.

    >>> template_path("vi").name, template_path("zh", example=True).name
    ('template_vi.xlsx', 'example_zh.xlsx')
    """
    name = f"example_{lang}.xlsx" if example else f"template_{lang}.xlsx"
    folder = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    path = folder.joinpath(name)
    if not path.is_file():
        message = Text("this copy of poolsplit has no workbook {file}", file=name)
        fix = Text("choose vi, en or zh as the language; if it is one of these, install poolsplit again")
        raise Refused(code="no-template", message=message, fix=fix)
    return path


def copy_template(target: str | Path, lang: str, *, example: bool = False) -> None:
    """Write the shipped workbook to `target`, whole or not at all. A file that exists already is kept.

    Raises `Refused`: "exists", "not-writable", and the errors of `template_path`.

    >>> copy_template("no such folder/order.xlsx", "vi")
    Traceback (most recent call last):
    poolsplit.errors.Refused: order.xlsx cannot be written
    """
    content = template_path(lang, example=example).read_bytes()
    target = Path(target)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.open("xb").close()    # reserves the name, so that the replacement below cannot overwrite another program's file
    except FileExistsError as error:
        message = Text("{file} exists already, and is kept", file=target.name)
        raise Refused(code="exists", message=message, fix=Text("choose another name, or move that file away")) from error
    except (OSError, ValueError) as error:
        raise _not_writable(target) from error
    try:
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        raise _not_writable(target) from error


def _not_writable(target: Path) -> Refused:
    fix = Text("check that the folder exists, that you may write into it, and that the disk has room")
    return Refused(code="not-writable", message=Text("{file} cannot be written", file=target.name), fix=fix)
