from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.templates import names, templates
from tools.missing_translations import LANGUAGES, faults, fields, read

from poolsplit.errors import Problem, Text
from poolsplit.values.translate import problem_line, translate

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_and_name_is_translated_with_the_same_values_and_none_in_vain(lang: str) -> None:
    assert faults(read(lang), templates(), names()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogues_are_sorted_and_say_something_in_every_entry(lang: str) -> None:
    catalogue = read(lang)
    assert list(catalogue) == sorted(catalogue)
    assert [template for template, said in catalogue.items() if not said.strip()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_translation_can_be_filled_in(lang: str) -> None:
    for template in templates():
        numbers = set(re.findall(r"\{(\w+):[^}]+\}", template))
        values = {name: 700 + i if name in numbers else f"<{name}>" for i, name in enumerate(sorted(fields(template)))}
        said = translate(Text(template, **values), lang)
        assert all(str(value) in said for value in values.values())


def test_sentences_differ_from_english() -> None:
    same = {template for lang in LANGUAGES for template, said in read(lang).items() if template == said and len(template.split()) > 1}
    assert same == {"{line} {amount}"}


def test_a_problem_is_said_in_the_readers_language() -> None:
    problem = Problem("orders", 2, "quantity", Text("a quantity cannot be negative: {value}", value="-3"), Text("type 0 or more"))
    assert problem_line(problem, "vi") == "bảng đặt hàng, dòng 2, số lượng: số lượng không thể âm: -3. → gõ 0 hoặc lớn hơn"
    assert problem_line(problem, "zh") == "订货表, 第 2 行, 数量: 数量不能为负数：-3. → 填 0 或更大的数"


# ---------------------------------------------------------------- what reads the source


def planted(folder: Path, source: str) -> dict[str, str]:
    (folder / "planted.py").write_text(source, encoding="utf-8")
    return templates(folder)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('x = Text("a {n}", n=1)', {"a {n}"}),
        ('x = errors.Text("a" "b")', {"ab"}),
        ('def f():\n    words = "a"\n    if x:\n        words = "b"\n    return Text(words)', {"a", "b"}),
        ('class C:\n    def f(self):\n        message = "a"\n        return Text(message)\n    def g(self):\n        message = 1', {"a"}),
        ('def f():\n    for n, words in ((1, "a"), (2, "b")):\n        Text(words)', {"a", "b"}),
        ('def f():\n    flags = ((1, "a"), (2, "b"))\n    return [Text(words) for n, words in flags]', {"a", "b"}),
        ('x = Text("a" if y else "b")', {"a", "b"}),
        ('x = _say("a", lang)', {"a"}),
        ('x = self._say(row, "a")', set()),
        ('x = _say(Text("a {n}", n=1), lang)', {"a {n}"}),
        ('x = _say(Text("a") if y else Text("b"), lang)', {"a", "b"}),
        ('def f():\n    words = Text("a")\n    _say(words, lang)', {"a"}),
        ('SAID = {"x": Text("a"), "y": ("z", Text("b"))}', {"a", "b"}),
    ],
)
def test_templates_are_read_however_they_are_written(tmp_path: Path, source: str, found: set[str]) -> None:
    assert set(planted(tmp_path, source)) == found


def test_a_template_that_cannot_be_read_is_reported_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"planted\.py:2: no template can be read out of Text\(words\)"):
        planted(tmp_path, "def f(words):\n    return Text(words)")
