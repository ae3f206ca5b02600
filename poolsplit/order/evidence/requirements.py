"""The records that each stage of an order needs, their links, and the words for them: data, not code. (spec.md, section 8)

The data are `requirements.json`; a caller who needs other records passes a file or a dict with the differences only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Named, PoolsplitError, Text
from poolsplit.tables.vocabulary import normal
from poolsplit.values.names import without_tones

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PASS, FAIL, OPEN = "pass", "fail", "open"


@dataclass(frozen=True)
class Requirements:
    """The requirements, read by words in any language.

    data: stages: stage -> names, after (the stages whose records it needs too), needs (items; "a|b" is one of them), if (condition ->
    items that it adds). items, aspects, conditions, results: word -> its spellings by language, the first one for people. links: item ->
    items that it has to refer to. covers: item -> items each record of which it has to be about. counts: item that states how many ->
    what it counts. confirmed: items whose result has to be a pass. checked: item -> aspects that its result has to name. special: the
    items that a product risk, a kind of goods, an open question and a sample are recorded as. sample: proves, seen, cannot prove.
    """

    data: Mapping[str, Any]

    @property
    def stages(self) -> list[str]:
        """Every stage, in the order of the data."""
        return list(self.data["stages"])

    def stage(self, text: object) -> str | None:
        """The stage that a text names, in any language; None where it names none."""
        return self._meaning("stages", text)

    def item(self, text: object) -> str | None:
        """The item that a text names, None where it names none."""
        return self._meaning("items", text)

    def condition(self, text: object) -> str | None:
        """The condition that a text names, None where it names none: a risk need not be one."""
        return self._meaning("conditions", text)

    def aspect(self, text: object) -> str | None:
        """The aspect that a word in a result says was checked, None for any other word."""
        return self._meaning("aspects", text)

    def result(self, text: object) -> str | None:
        """PASS, FAIL or OPEN, None for any other text."""
        return self._meaning("results", text)

    def label(self, section: str, name: str) -> Named:
        """The name of a stage, item, aspect or condition for people."""
        entry = self.data[section][name]
        return Named(entry.get("names", entry))

    def labels(self, section: str, names: Iterable[str]) -> list[Named]:
        """The names of several stages, items, aspects or conditions for people."""
        return [self.label(section, name) for name in names]

    def included(self, stage: str) -> list[str]:
        """The stages whose records a stage needs, its own last."""
        before = [included for earlier in self.data["stages"][stage]["after"] for included in self.included(earlier)]
        return [*dict.fromkeys([*before, stage])]

    def needs(self, stage: str, conditions: set[str]) -> list[list[str]]:
        """The items that a stage itself needs under some conditions, each a list of which one will do."""
        entry = self.data["stages"][stage]
        conditional = [item for condition, items in entry.get("if", {}).items() if condition in conditions for item in items]
        return [item.split("|") for item in [*entry["needs"], *conditional]]

    @cached_property
    def bound(self) -> set[str]:
        """Every item that some stage needs; the others may be recorded at any time."""
        conditions = set(self.data["conditions"])
        return {item for stage in self.stages for group in self.needs(stage, conditions) for item in group}

    def special(self, name: str) -> str:
        """The item that a "risk", "condition", "question" or "sample" is recorded as."""
        return str(self.data["special"][name])

    @cached_property
    def _spellings(self) -> dict[str, dict[str, str]]:
        """Section -> spelling, with and without tone marks -> word. A spelling with its tone marks counts before one without."""
        result: dict[str, dict[str, str]] = {}
        for section in ("stages", "items", "aspects", "conditions", "results"):
            words = result.setdefault(section, {})
            spelled = [(word, form) for word, names in self.data[section].items() for form in _forms(word, names.get("names", names))]
            for normalise in (normal, _plain):
                for word, form in spelled:
                    words.setdefault(normalise(form), word)
        return result

    def _meaning(self, section: str, text: object) -> str | None:
        return self._spellings[section].get(normal(text)) or self._spellings[section].get(_plain(text))


def _plain(text: object) -> str:
    return without_tones(normal(text))


def _forms(word: str, names: Mapping[str, list[str]]) -> list[str]:
    """The forms in which a word may be written: its own name, and its spellings in every language."""
    return [word, word.replace("_", " "), *(spelling for spellings in names.values() for spelling in spellings)]


@cache
def _shipped() -> str:
    return files("poolsplit.order.evidence").joinpath("requirements.json").read_text(encoding="utf-8")


@cache
def _default() -> Requirements:
    return Requirements(json.loads(_shipped()))


def read_requirements(changes: Any = None) -> Requirements:
    """The shipped requirements, with changes. (spec.md, section 8)

    changes: None, a dict, or the path of a JSON file, in the shape of the data: its values replace the shipped ones, a dict entry by entry, a
    list as a whole; null removes an entry. Raises PoolsplitError for a file that cannot be read, and for a stage or a link that names an item
    that does not exist.

    >>> read_requirements({"stages": {"agree": {"needs": ["listing"]}}}).needs("agree", set())
    [['listing']]
    """
    if changes is None:
        return _default()
    if isinstance(changes, Requirements):
        return changes
    requirements = Requirements(_merged(json.loads(_shipped()), _read(changes)))
    _check(requirements)
    return requirements


def _read(changes: Any) -> Any:
    if isinstance(changes, dict):
        return changes
    try:
        content = json.loads(Path(changes).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, TypeError) as error:
        raise PoolsplitError(Text("the requirements in {path} cannot be read: {reason}", path=str(changes), reason=str(error))) from None
    if not isinstance(content, dict):
        reason = Text("it is not an object")
        raise PoolsplitError(Text("the requirements in {path} cannot be read: {reason}", path=str(changes), reason=reason))
    return content


def _merged(data: Any, changes: Any) -> Any:
    if not isinstance(data, dict) or not isinstance(changes, dict):
        return changes
    kept = {name: value for name, value in data.items() if changes.get(name, ...) is not None}
    return {**kept, **{name: _merged(kept.get(name), value) for name, value in changes.items() if value is not None}}


def _check(changed: Requirements) -> None:
    """Raise PoolsplitError for a name that is not defined, and for a stage that comes after itself."""
    data = changed.data
    try:
        named = {
            "items": [
                *changed.bound, *data["links"], *(item for items in data["links"].values() for item in items), *data["confirmed"], *data["checked"],
                *data["covers"], *data["covers"].values(), *data["counts"], *data["counts"].values(), *data["special"].values(),
                *data["sample"]["proves"], *data["sample"]["seen"],
            ],
            "stages": [earlier for stage in data["stages"].values() for earlier in stage["after"]],
            "aspects": [aspect for aspects in data["checked"].values() for aspect in aspects],
            "conditions": [condition for stage in data["stages"].values() for condition in stage.get("if", {})],
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise PoolsplitError(Text("the requirements are incomplete: {reason}", reason=repr(error))) from None
    for section, names in named.items():
        undefined = next((name for name in names if name not in data[section]), None)
        if undefined is not None:
            raise PoolsplitError(Text('the requirements name "{name}", which is not among their {section}', name=undefined, section=section))
    for stage in changed.stages:
        _check_order(data["stages"], stage, ())


def _check_order(stages: Mapping[str, Any], stage: str, visited: tuple[str, ...]) -> None:
    if stage in visited:
        raise PoolsplitError(Text('the stage "{stage}" comes after itself', stage=stage))
    for earlier in stages[stage]["after"]:
        _check_order(stages, earlier, (*visited, stage))
