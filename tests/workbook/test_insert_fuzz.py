"""Thousands of damaged packages: a sheet is put in with nothing else touched, or the file is refused by a code that is declared."""

from __future__ import annotations

import random
import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from difference import entries, inserted
from packages import packed, parts_of
from rich import BOOK, BOOK_RELS, EDITED, STYLES, TYPES, base, calc_chain, edited, every_child, external, prefixed, strict, without_names

from poolsplit.errors import Refused
from poolsplit.workbook import Formula, insert_sheet, remove_sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TIMES = 2_000
CODES = {
    "not-a-workbook", "encrypted", "xls", "xlsb", "ods", "too-large", "part-names", "doctype", "encoding", "damaged", "protected", "shared", "signed", "sheet-exists",
    "styles",
}
"""With what a file may be refused that is there, can be read, is open nowhere and does not change."""
TITLE = "Phân bổ"
ROWS = [["Bình", 40], ["陈", Formula("=B1*2", 80)]]
BEGINNINGS: list[Callable[[Path], Path]] = [
    base,
    without_names,
    edited(lambda parts: (external(parts), calc_chain(parts))),
    edited(every_child, without_names),
    edited(lambda parts: (strict(parts), prefixed(BOOK, STYLES)(parts))),
]
LISTS = (*EDITED, "_rels/.rels")
TAG = re.compile(rb"<[^>]*>")
ATTRIBUTE = re.compile(rb"\s[\w:]+\s*=\s*\"[^\"]*\"")
VALUES = [b"", b"0", b"1", b"-1", b"01", b"99999999999", b"1e3", b"rId1", b"rId2", b"RID3", b"../x", b"/", b"%2e%2e/x", b"a&amp;b", "é".encode(), b"\xff", b"&#0;", b"true", b"x y", b"xl/styles.xml"]


def part_mutated(text: bytes, chance: random.Random) -> bytes:
    """A part with one thing wrong."""
    tags, found = [*TAG.finditer(text)], [*ATTRIBUTE.finditer(text)]
    one, two = sorted(chance.sample(range(len(text) + 1), 2)) if len(text) > 1 else (0, 0)
    kind = chance.randrange(10)
    if kind == 0:
        return text[:one] + text[two:]
    if kind == 1:
        return text[:two] + text[one:two] * chance.randint(1, 3) + text[two:]
    if kind == 2 or not tags or not found:
        flipped = bytearray(text or b"\0")
        for _ in range(chance.randint(1, 4)):
            flipped[chance.randrange(len(flipped))] = chance.choice(b"<>&\"'/=!?-09Aa: \n\x00\x80\xff")
        return bytes(flipped)
    tag, other = sorted((chance.choice(tags), chance.choice(tags)), key=lambda match: match.start())
    attribute = chance.choice(found)
    if kind == 3 and tag.end() <= other.start():
        return text[: tag.start()] + other[0] + text[tag.end() : other.start()] + tag[0] + text[other.end() :]
    if kind == 4:
        return text[: tag.start()] + text[tag.end() :]
    if kind == 5:
        return text[: tag.end()] + tag[0] + text[tag.end() :]
    if kind == 6:
        return text[: attribute.start()] + text[attribute.end() :]
    if kind == 7:
        return text[: attribute.end()] + chance.choice(found)[0] + text[attribute.end() :]
    if kind == 8:
        aside = chance.choice([b"<!-- %s -->", b"<![CDATA[%s]]>", b"<?x %s?>", b"<x:y>%s</x:y>", b"<y xmlns='urn:y'>%s</y>"])
        return text[: tag.start()] + aside % tag[0] + text[tag.end() :]
    name = attribute[0].partition(b"=")[0]
    value = chance.choice([*VALUES, chance.choice(found)[0].partition(b"=")[2].strip(b'" ')])
    return text[: attribute.start()] + name + b'="' + value + b'"' + text[attribute.end() :]


def zip_mutated(whole: bytes, chance: random.Random) -> bytes:
    """A file with bytes flipped, cut, repeated or put elsewhere, most often in the directory at its end."""
    low = chance.choice([0, whole.index(b"PK\x01\x02"), len(whole) - 22])
    one, two = sorted(chance.choices(range(low, len(whole)), k=2))
    kind = chance.randrange(4)
    if kind == 0:
        return whole[:one] + whole[two:]
    if kind == 1:
        return whole[:two] + whole[one:two] + whole[two:]
    if kind == 2:
        return whole[:one] + whole[two:] + whole[one:two]
    flipped = bytearray(whole)
    for _ in range(chance.randint(1, 6)):
        flipped[chance.randrange(low, len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def mutate(path: Path, beginning: Path, chance: random.Random) -> None:
    """Write a damaged copy of a book."""
    parts = parts_of(beginning)
    kind = chance.randrange(8)
    name, other = chance.choice([*parts]), chance.choice([*parts])
    if kind == 0:
        path.write_bytes(zip_mutated(beginning.read_bytes(), chance))
        return
    if kind == 1:
        changed: dict[str, bytes | str] = {part: parts[other if part == name else name if part == other else part] for part in parts if part != name or chance.random() < 0.5}
    else:
        changed = {**parts}
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            name = chance.choice(LISTS if chance.random() < 0.9 else [*parts])
            changed[name] = part_mutated(bytes(changed[name]), chance)  # type: ignore[arg-type]
    packed(path, changed)


def readable(path: Path) -> dict[str, bytes]:
    """The parts that can be unpacked: a damaged one that nobody has touched is none of ours."""
    found = {}
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            try:
                found[name] = package.read(name)
            except Exception:  # noqa: BLE001, PERF203, S112  (whatever a broken part makes zipfile raise)
                continue
    return found


def check_written(old: Path, new: Path) -> None:
    """The new file is a zip with one part more; every other part but the lists is as it was, and those differ by insertion."""
    before, after = entries(old), entries(new)
    assert [*after][:-1] == [*before]
    changed = [name for name in before if after[name] != before[name]]
    assert len(changed) <= 4
    for name in changed:
        inserted(before[name].content, after[name].content)
    assert {TYPES, BOOK, BOOK_RELS} & {*changed}


@pytest.mark.parametrize("beginning", range(len(BEGINNINGS)))
def test_nothing_escapes_but_a_refusal_that_is_declared(tmp_path: Path, beginning: int, record_property: Callable[[str, object], None]) -> None:
    whole = BEGINNINGS[beginning](tmp_path / "whole.xlsx")
    old, new, back = (tmp_path / f"{name}.xlsx" for name in ("old", "new", "back"))
    chance = random.Random(20250501 + beginning)  # noqa: S311  (the same files in every run)
    counts: Counter[str] = Counter()
    for number in range(TIMES // len(BEGINNINGS)):
        for path in (new, back):
            path.unlink(missing_ok=True)
        mutate(old, whole, chance)
        try:
            insert_sheet(old, new, TITLE, ROWS)
        except Refused as refused:
            assert refused.code in CODES, number
            assert not new.exists()
            counts[refused.code] += 1
            continue
        check_written(old, new)
        counts["written"] += 1
        remove_sheet(new, back, TITLE)
        before, after = readable(old), readable(back)
        different = [name for name in before if after.get(name) != before[name]]
        if not any("calcChain" in name for name in before):
            assert different == [], number
    record_property("counts", {"book": beginning, **dict(counts.most_common())})
    assert counts["written"] > TIMES // len(BEGINNINGS) // 10
    assert len(counts) > 3


def test_the_same_for_taking_a_sheet_out(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    whole, old, back = (tmp_path / f"{name}.xlsx" for name in ("whole", "old", "back"))
    insert_sheet(edited(calc_chain)(tmp_path / "first.xlsx"), whole, TITLE, ROWS)
    chance = random.Random(20250502)  # noqa: S311  (the same files in every run)
    counts: Counter[str] = Counter()
    for number in range(TIMES // len(BEGINNINGS)):
        back.unlink(missing_ok=True)
        mutate(old, whole, chance)
        try:
            remove_sheet(old, back, TITLE)
        except Refused as refused:
            assert refused.code in {*CODES, "not-ours", "no-sheet", "has-content"}, number
            assert not back.exists()
            counts[refused.code] += 1
            continue
        counts["taken out"] += 1
        before, after = entries(old), entries(back)
        gone = [name for name in before if name not in after]
        assert 1 <= len(gone) <= 2, number
        assert all(after[name] == before[name] for name in after if name not in {TYPES, BOOK, BOOK_RELS}), number
    record_property("counts", {"taking out": "", **dict(counts.most_common())})
    assert counts["taken out"] > TIMES // len(BEGINNINGS) // 10
