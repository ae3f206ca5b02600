"""Which records a stage of an order needs, how they link, and the words for them: data, not code. (spec.md, section 8)

The data are `locale/evidence.json`; whoever needs other records hands in a file or a dict that says only what differs.
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
from poolsplit.values.names import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PASS, FAIL, OPEN = "pass", "fail", "open"


@dataclass(frozen=True)
class Requirements:
    """What the data say.

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
        """What a word in a result says was checked, None for any other word."""
        return self._meaning("aspects", text)

    def result(self, text: object) -> str | None:
        """PASS, FAIL or OPEN, None for any other text."""
        return self._meaning("results", text)

    def label(self, section: str, name: str) -> Named:
        """The name of a stage, item, aspect or condition for people."""
        found = self.data[section][name]
        return Named(found.get("names", found))

    def labels(self, section: str, names: Iterable[str]) -> list[Named]:
        """Several of them."""
        return [self.label(section, name) for name in names]

    def included(self, stage: str) -> list[str]:
        """The stages whose records a stage needs, its own last."""
        before = [one for earlier in self.data["stages"][stage]["after"] for one in self.included(earlier)]
        return [*dict.fromkeys([*before, stage])]

    def needs(self, stage: str, conditions: set[str]) -> list[list[str]]:
        """The items that a stage itself needs under some conditions, each a list of which one will do."""
        found = self.data["stages"][stage]
        more = [item for condition, items in found.get("if", {}).items() if condition in conditions for item in items]
        return [item.split("|") for item in [*found["needs"], *more]]

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
        found: dict[str, dict[str, str]] = {}
        for section in ("stages", "items", "aspects", "conditions", "results"):
            own = found.setdefault(section, {})
            spelled = [(word, said) for word, names in self.data[section].items() for said in _said(word, names.get("names", names))]
            for shape in (normal, _plain):
                for word, said in spelled:
                    own.setdefault(shape(said), word)
        return found

    def _meaning(self, section: str, text: object) -> str | None:
        return self._spellings[section].get(normal(text)) or self._spellings[section].get(_plain(text))


def _plain(text: object) -> str:
    return plain(normal(text))


def _said(word: str, names: Mapping[str, list[str]]) -> list[str]:
    """How a word may be written: its own name, and its spellings in every language."""
    return [word, word.replace("_", " "), *(spelling for spellings in names.values() for spelling in spellings)]


@cache
def _shipped() -> str:
    return files("poolsplit.order.evidence").joinpath("requirements.json").read_text(encoding="utf-8")


@cache
def _default() -> Requirements:
    return Requirements(json.loads(_shipped()))


def read_requirements(changes: Any = None) -> Requirements:
    """The requirements that are shipped, with somebody's changes. (spec.md, section 8)

    changes: None, a dict, or the path of a JSON file, in the shape of the data: what it says replaces what is shipped, a dict entry by
    entry, a list as a whole; null takes an entry out. Raises PoolsplitError for a file that cannot be read, and for a stage or a link that
    names an item that is not there.

    >>> read_requirements({"stages": {"agree": {"needs": ["listing"]}}}).needs("agree", set())
    [['listing']]
    """
    if changes is None:
        return _default()
    if isinstance(changes, Requirements):
        return changes
    found = Requirements(_merged(json.loads(_shipped()), _read(changes)))
    _check(found)
    return found


def _read(changes: Any) -> Any:
    if isinstance(changes, dict):
        return changes
    try:
        read = json.loads(Path(changes).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, TypeError) as error:
        raise PoolsplitError(Text("the requirements in {path} cannot be read: {reason}", path=str(changes), reason=str(error))) from None
    if not isinstance(read, dict):
        reason = Text("it is not an object")
        raise PoolsplitError(Text("the requirements in {path} cannot be read: {reason}", path=str(changes), reason=reason))
    return read


def _merged(data: Any, changes: Any) -> Any:
    if not isinstance(data, dict) or not isinstance(changes, dict):
        return changes
    kept = {name: value for name, value in data.items() if changes.get(name, ...) is not None}
    return {**kept, **{name: _merged(kept.get(name), value) for name, value in changes.items() if value is not None}}


def _check(found: Requirements) -> None:
    """Raises PoolsplitError for a name that stands for nothing."""
    data = found.data
    try:
        named = {
            "items": [
                *found.bound, *data["links"], *(one for target in data["links"].values() for one in target), *data["confirmed"], *data["checked"],
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
        strange = next((name for name in names if name not in data[section]), None)
        if strange is not None:
            raise PoolsplitError(Text('the requirements name "{name}", which is not among their {section}', name=strange, section=section))
    for stage in found.stages:
        _check_order(data["stages"], stage, ())


def _check_order(stages: Mapping[str, Any], stage: str, behind: tuple[str, ...]) -> None:
    if stage in behind:
        raise PoolsplitError(Text('the stage "{stage}" comes after itself', stage=stage))
    for earlier in stages[stage]["after"]:
        _check_order(stages, earlier, (*behind, stage))
