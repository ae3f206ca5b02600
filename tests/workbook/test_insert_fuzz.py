"""Thousands of damaged packages: a sheet is put in with nothing else touched, or the file is refused by a code that is declared."""

from __future__ import annotations

import random
import re
import zipfile
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest
from support.difference import entries, inserted
from support.packages import packed, parts_of
from support.rich import BOOK, BOOK_RELS, EDITED, STYLES, TYPES, base, calc_chain, edited, every_child, external, prefixed, strict, without_names

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


def bytes_mutated(text: bytes, chance: random.Random) -> bytes:
    """A part with a stretch cut out or repeated, or some bytes changed."""
    one, two = sorted(chance.choices(range(len(text) + 1), k=2))
    flipped = bytearray(text or b"\0")
    for _ in range(chance.randint(1, 4)):
        flipped[chance.randrange(len(flipped))] = chance.choice(b"<>&\"'/=!?-09Aa: \n\x00\x80\xff")
    return chance.choice([text[:one] + text[two:], text[:two] + text[one:two] * chance.randint(1, 3) + text[two:], bytes(flipped)])


def tags_mutated(text: bytes, chance: random.Random) -> bytes:
    """A part with tags put elsewhere, lost, doubled or hidden, or with attributes lost, doubled or of another value."""
    tags, attributes = [*TAG.finditer(text)], [*ATTRIBUTE.finditer(text)]
    if not tags or not attributes:
        return bytes_mutated(text, chance)
    (begin, end), (start, stop) = sorted(chance.choice(tags).span() for _ in range(2))
    left, right = chance.choice(attributes).span()
    name, _, value = text[left:right].partition(b"=")
    other = chance.choice([*VALUES, chance.choice(attributes)[0].partition(b"=")[2].strip(b'" '), value])
    aside = chance.choice([b"<!-- %s -->", b"<![CDATA[%s]]>", b"<?x %s?>", b"<x:y>%s</x:y>", b"<y xmlns='urn:y'>%s</y>"])
    return chance.choice([
        text[:begin] + text[start:stop] + text[end:start] + text[begin:end] + text[stop:] if end <= start else text[:begin] + text[end:],
        text[:begin] + text[end:],
        text[:end] + text[begin:end] + text[end:],
        text[:begin] + aside % text[begin:end] + text[end:],
        text[:left] + text[right:],
        text[:right] + chance.choice(attributes)[0] + text[right:],
        text[:left] + name + b'="' + other + b'"' + text[right:],
        text[:left] + name + b'="' + other + b'"' + text[right:],
    ])


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
        swapped = {**parts, name: parts[other], other: parts[name]}
        changed = {part: content for part, content in swapped.items() if part != name or chance.random() < 0.5}
    else:
        changed = dict(parts)
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            name = chance.choice(LISTS if chance.random() < 0.9 else [*parts])
            changed[name] = chance.choice([bytes_mutated, tags_mutated, tags_mutated])(changed[name], chance)
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


def outcome(action: Callable[[], None], target: Path, codes: set[str]) -> str:
    """"" where the target was written; else the code of the refusal, which is one of these, and nothing is there."""
    target.unlink(missing_ok=True)
    try:
        action()
    except Refused as refused:
        code = refused.code
    else:
        return ""
    assert code in codes
    assert not target.exists()
    return code


@pytest.mark.parametrize("beginning", range(len(BEGINNINGS)))
def test_nothing_escapes_but_a_refusal_that_is_declared(tmp_path: Path, beginning: int, record_property: Callable[[str, object], None]) -> None:
    whole = BEGINNINGS[beginning](tmp_path / "whole.xlsx")
    old, new, back = (tmp_path / f"{name}.xlsx" for name in ("old", "new", "back"))
    chance = random.Random(20250501 + beginning)
    counts: Counter[str] = Counter()
    for number in range(TIMES // len(BEGINNINGS)):
        mutate(old, whole, chance)
        code = outcome(partial(insert_sheet, old, new, TITLE, ROWS), new, CODES)
        counts[code or "written"] += 1
        if code:
            continue
        check_written(old, new)
        back.unlink(missing_ok=True)
        remove_sheet(new, back, TITLE)
        before, after = readable(old), readable(back)
        if not any(b"calcChain" in before.get(name, b"") for name in (TYPES, BOOK_RELS)):
            assert {name for name, content in before.items() if after.get(name) != content} == set(), number
    record_property("counts", {"put into book": beginning + 1, **dict(counts.most_common())})
    assert counts["written"] > TIMES // len(BEGINNINGS) // 10
    assert len(counts) > 3


def test_the_same_for_taking_a_sheet_out(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    whole, old, back = (tmp_path / f"{name}.xlsx" for name in ("whole", "old", "back"))
    insert_sheet(edited(calc_chain)(tmp_path / "first.xlsx"), whole, TITLE, ROWS)
    chance = random.Random(20250502)
    counts: Counter[str] = Counter()
    for number in range(TIMES // len(BEGINNINGS)):
        mutate(old, whole, chance)
        code = outcome(partial(remove_sheet, old, back, TITLE), back, {*CODES, "not-ours", "no-sheet", "has-content"})
        counts[code or "written"] += 1
        if code:
            continue
        before, after = entries(old), entries(back)
        assert {name for name in before if name not in after} <= {"xl/worksheets/sheet3.xml", "xl/calcChain.xml"}, number
        assert all(after[name] == before[name] for name in after if name not in {TYPES, BOOK, BOOK_RELS}), number
    record_property("counts", {"taken out of book": 1, **dict(counts.most_common())})
    assert counts["written"] > TIMES // len(BEGINNINGS) // 10
