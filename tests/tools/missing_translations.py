"""What the catalogues of `poolsplit.values.translate` still lack, and what they hold in vain: `python tests/tools/missing_translations.py`."""

from __future__ import annotations

import json
import string
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.templates import PACKAGE, names, templates

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("vi", "zh")


def read(lang: str) -> dict[str, str]:
    """The catalogue of a language, as it stands in the file."""
    found: dict[str, str] = json.loads((PACKAGE / "values" / "locale" / f"{lang}.json").read_text(encoding="utf-8"))
    return found


def faults(catalogue: Mapping[str, str], wanted: Mapping[str, str], known: set[str]) -> list[str]:
    """What is wrong with a catalogue, a line each: templates (with their place) and names that it lacks or holds in vain, other fields.

    >>> faults({"{n} rows": "{m} dòng", "old": "cũ"}, {"{n} rows": "a.py:1", "new": "b.py:2"}, set())
    ['b.py:2: missing: new', 'no code says: old', 'other fields: {n} rows -> {m} dòng']
    """
    found = [f"{place}: missing: {template}" for template, place in wanted.items() if template not in catalogue]
    found += [f"the name of a table, column or basis is missing: {name}" for name in sorted(known) if name not in catalogue]
    found += [f"no code says: {template}" for template in catalogue if template not in wanted and template not in known]
    return found + [f"other fields: {template} -> {said}" for template, said in catalogue.items() if fields(template) != fields(said)]


def fields(template: str) -> set[str]:
    """The names of the values that a template shows."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def main() -> None:
    """List everything, by language; exit code 1 where there is something."""
    found = [f"{lang}: {fault}" for lang in LANGUAGES for fault in faults(read(lang), templates(), names())]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
