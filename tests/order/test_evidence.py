from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import poolsplit as ps
from poolsplit.errors import Named, Text
from poolsplit.order.evidence.files import file_name
from poolsplit.order.evidence.requirements import read_requirements
from poolsplit.tables.vocabulary import normal
from poolsplit.values.names import without_tones
from poolsplit.values.translate import LANGUAGES, translate

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ("stage", "item", "reference", "refers_to", "result", "date", "recorded_by")
CHAT = "https://example.test/chat/7"
LISTING = "https://detail.1688.com/offer/1.html"


def rows(stage: str, *lines: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows of the table: item, reference, refers to, result; each dated and signed."""
    return [dict(zip(HEAD, (stage, *line, *[""] * (4 - len(line)), "2026-11-03", "Lan"), strict=True)) for line in lines]


AGREE = rows("agree", ("listing", LISTING), ("option", "white, 2 m"))
PLACE = rows("place", ("seller_reply", CHAT, LISTING))
DOMESTIC = rows(
    "domestic", ("parcels", "2"), ("tracking", "YT1", "", "matched"), ("tracking", "SF2", "", "khớp"),
    ("warehouse_photo", "kho 1.jpg", "YT1", "model, quantity"), ("warehouse_photo", "kho 2.jpg", "YT1", "accessories; no damage"), ("warehouse_photo", "kho 3.jpg", "SF2", "all"),
)
EXPORT = rows("export", ("risk", "R1: fragile rim"), ("risk", "fragile"), ("packing_note", "foam, double box", "R1: fragile rim"), ("route", "road, Bằng Tường", "", "pass"))
KINDS = rows("export", ("condition", "small parts"), ("condition", "Hàng lô"), ("condition", "易碎"))
EXPORT_MORE = rows(
    "export", ("visible_set", "kho 2.jpg", CHAT, "pass"), ("fragile_packaging", "kho 4.jpg", "", "pass"), ("carton_labels", "kho 5.jpg"), ("product_photos", "kho 6.jpg"),
    ("carton_size", "60 x 40 x 40 cm"), ("dimensional_weight", "16 kg"), ("customs_declaration", "TK-77", "", "pass"),
)
RECEIVE = rows("receive", ("count_sheet", "phiếu đếm.xlsx"))
SHORTAGE = rows("receive", ("condition", "thiếu hàng"), ("carton_count", "9 of 10"), ("packing_list", "pl.pdf"), ("shortage_photo", "thiếu.jpg"), ("supplier_contacted", CHAT))
SETTLE = rows("settle", ("hand_over", "biên bản.pdf"), ("supplier_answer", CHAT))
PROVEN = ("appearance", "dimensions", "material", "colour", "set_quantity", "labelling", "accessories", "packaging_strength", "exact_sku", "workflow")
RESALE = ("barcode_space", "neutral_packaging", "repeatability")
SAMPLE = rows("sample", ("sample", "S1"), ("sample_photo", "mẫu.jpg", "S1", "item, packaging, label, accessories, defects"),
              *((item, f"{item}.jpg", "S1", "pass") for item in PROVEN))
SAMPLE_MORE = rows("sample", ("condition", "resale"), *((item, f"{item}.jpg", "S1", "pass") for item in RESALE))
BULK = rows(
    "bulk", ("golden_sample", "G1"), ("golden_photo", "mẫu chuẩn.jpg", "G1"), ("same_material", CHAT, "", "pass"), ("same_mould", CHAT, "", "pass"),
    ("same_colour_batch", CHAT, "", "pass"), ("same_packaging", CHAT, "", "pass"), ("same_accessories", CHAT, "", "pass"), ("messages", "chat.zip"), ("moq", "100"),
    ("lead_time", "12 days"), ("carton_size", "60 x 40 x 40 cm"), ("gross_weight", "11.5 kg"), ("defect_handling", "replaced"), ("preshipment_photos", "yes"),
)

FULFILLED = {
    "agree": AGREE,
    "place": [*AGREE, *PLACE],
    "sample": [*AGREE, *PLACE, *SAMPLE, *SAMPLE_MORE],
    "bulk": [*AGREE, *PLACE, *SAMPLE, *SAMPLE_MORE, *BULK],
    "domestic": [*AGREE, *PLACE, *DOMESTIC],
    "export": [*AGREE, *PLACE, *DOMESTIC, *EXPORT, *KINDS, *EXPORT_MORE],
    "receive": [*AGREE, *PLACE, *DOMESTIC, *EXPORT, *RECEIVE, *SHORTAGE],
    "settle": [*AGREE, *PLACE, *DOMESTIC, *EXPORT, *RECEIVE, *SHORTAGE, *SETTLE],
}
FULFILLED["receive"] = [*FULFILLED["receive"], *EXPORT_MORE[1:2]]    # what is fragile is packed so
FULFILLED["settle"] = [*FULFILLED["settle"], *EXPORT_MORE[1:2]]
KIND_OF_GOODS = ("condition", "risk")    # taking one out may ask for less


def found(stage: str, evidence: Any, **more: Any) -> list[tuple[str, str, str]]:
    """What is missing: name, kind, reference."""
    return [(one.name, one.kind, one.reference) for one in ps.ready(stage, evidence, **more)]


EACH = [pytest.param(stage, i, id=f"{stage}-{row['item']}-{i}") for stage, evidence in FULFILLED.items() for i, row in enumerate(evidence)]


# ---------------------------------------------------------------- each record, link, result, date and name


@pytest.mark.parametrize("stage", FULFILLED)
def test_a_fulfilled_stage_passes(stage: str) -> None:
    assert found(stage, FULFILLED[stage]) == []


def test_every_stage_of_the_data_is_tried() -> None:
    assert list(FULFILLED) == ["agree", "place", "sample", "bulk", "domestic", "export", "receive", "settle"]
    assert set(FULFILLED) == set(read_requirements().stages)
    tried = {row["item"] for evidence in FULFILLED.values() for row in evidence}
    assert read_requirements().bound - tried == {"order_note"}


@pytest.mark.parametrize(("stage", "i"), EACH)
def test_without_one_record_exactly_that_is_named(stage: str, i: int) -> None:
    gone = FULFILLED[stage][i]
    left = [row for j, row in enumerate(FULFILLED[stage]) if j != i]
    others = [row for row in left if row["item"] == gone["item"]]
    named = found(stage, left)
    if gone["item"] == "condition":
        assert named == []    # nothing that it asks for is missing
    elif gone["item"] == "risk" and others:
        assert named == ([("packing_note", "dangling", "foam, double box")] if gone["reference"] in {row["refers_to"] for row in left} else [])
    elif gone["item"] == "tracking":
        photos = [row["reference"] for row in left if row["refers_to"] == gone["reference"]]
        assert named == [("tracking", "missing", ""), *(("warehouse_photo", "dangling", photo) for photo in photos)]
    elif gone["item"] == "warehouse_photo":
        one_of_two = gone["refers_to"] == "YT1"
        assert named == [("warehouse_photo", "unchecked" if one_of_two else "missing", others[0]["reference"] if one_of_two else "SF2")]
    elif gone["item"] == "seller_reply":
        assert named == [("seller_reply|order_note", "missing", "")]
    else:
        assert named == [(gone["item"], "missing", "")]


@pytest.mark.parametrize(("stage", "i"), [one for one in EACH if FULFILLED[one.values[0]][one.values[1]]["refers_to"]])
@pytest.mark.parametrize("link", ["", "nowhere", "YT", LISTING + "?"])
def test_a_link_that_is_broken_is_named(stage: str, i: int, link: str) -> None:
    row = FULFILLED[stage][i]
    broken = [{**one, "refers_to": link} if one is row else one for one in FULFILLED[stage]]
    named = found(stage, broken)
    assert (row["item"], "dangling", row["reference"]) in named
    assert {name for name, _, _ in named} == {row["item"]}


@pytest.mark.parametrize(("stage", "i"), [one for one in EACH if FULFILLED[one.values[0]][one.values[1]]["result"]])
@pytest.mark.parametrize(("result", "kind"), [("", "unchecked"), ("hỏng rồi", "unchecked"), ("fail", "failed"), ("không khớp", "failed"), ("open", "open"), ("待确认", "open")])
def test_a_result_that_is_no_pass_is_named(stage: str, i: int, result: str, kind: str) -> None:
    row = FULFILLED[stage][i]
    changed = [{**one, "result": result} if one is row else one for one in FULFILLED[stage]]
    named = found(stage, changed)
    assert [(name, said) for name, said, _ in named] == [(row["item"], kind)]


@pytest.mark.parametrize(("stage", "i"), [one for one in EACH if FULFILLED[one.values[0]][one.values[1]]["item"] != "condition"])
@pytest.mark.parametrize(("column", "kind"), [("date", "undated"), ("recorded_by", "unsigned"), ("reference", "missing")])
def test_a_record_without_date_name_or_reference_is_named(stage: str, i: int, column: str, kind: str) -> None:
    row = FULFILLED[stage][i]
    changed = [{**one, column: ""} if one is row else one for one in FULFILLED[stage]]
    named = found(stage, changed)
    assert (row["item"], kind, "" if column == "reference" else row["reference"]) in named
    if column != "reference":
        assert len(named) == 1


def test_nothing_recorded_names_everything_that_the_stage_needs_and_nothing_of_later_ones() -> None:
    assert found("place", []) == [(name, "missing", "") for name in ("listing", "option", "seller_reply|order_note")]
    assert [name for name, _, _ in found("export", [])] == [
        "listing", "option", "seller_reply|order_note", "parcels", "tracking", "warehouse_photo", "risk", "packing_note", "route",
    ]
    assert "tracking" not in {name for name, _, _ in found("place", [])}


@given(st.data())
def test_neither_the_order_of_rows_nor_other_rows_that_go_make_a_stage_ready(data: Any) -> None:
    stage = data.draw(st.sampled_from(list(FULFILLED)))
    evidence = data.draw(st.permutations(FULFILLED[stage]))
    assert found(stage, evidence) == []
    kept = [row for row in evidence if row["item"] in KIND_OF_GOODS or data.draw(st.booleans())]
    gone = {row["item"] for row in evidence} - {row["item"] for row in kept}
    named = {part for name, _, _ in found(stage, kept) for part in name.split("|")}
    assert gone <= named


# ---------------------------------------------------------------- single rules


def test_an_order_note_does_in_the_place_of_a_reply() -> None:
    assert found("place", [*AGREE, *rows("place", ("order_note", "gift wrap", LISTING))]) == []


@pytest.mark.parametrize(("number", "kind"), [("3", "missing"), ("1", "missing"), ("hai", "unchecked"), ("2.5", "unchecked"), ("2 kiện", "unchecked")])
def test_parcels_and_tracking_numbers_have_to_be_as_many(number: str, kind: str) -> None:
    changed = [{**row, "reference": number} if row["item"] == "parcels" else row for row in FULFILLED["domestic"]]
    [(name, said, _)] = found("domestic", changed)
    assert (name, said) == (("tracking", "missing") if kind == "missing" else ("parcels", "unchecked"))


def test_a_tracking_number_that_stands_twice_is_one() -> None:
    changed = [{**row, "reference": "yt1"} if row["reference"] == "SF2" else row for row in FULFILLED["domestic"]]
    assert ("tracking", "missing", "") in found("domestic", changed)


def test_a_photo_is_checked_for_each_of_the_four() -> None:
    for left_out in ("model", "quantity", "accessories", "damage"):
        said = ", ".join(word for word in ("model", "quantity", "accessories", "damage") if word != left_out)
        changed = [{**row, "result": said} if row["reference"] == "kho 3.jpg" else row for row in FULFILLED["domestic"]]
        [one] = ps.ready("domestic", changed)
        assert str(one.reason).startswith("kho 3.jpg is not checked for: ")
        assert left_out in one.reason
        assert one.row == len(AGREE) + len(PLACE) + 6


def test_that_a_photo_is_fine_does_not_say_what_was_looked_at() -> None:
    changed = [{**row, "result": "ok"} if row["reference"] == "kho 3.jpg" else row for row in FULFILLED["domestic"]]
    assert found("domestic", changed) == [("warehouse_photo", "unchecked", "kho 3.jpg")]


def test_damage_in_other_words_is_no_check_for_it() -> None:
    changed = [{**row, "result": "model, quantity, accessories, box torn"} if row["reference"] == "kho 3.jpg" else row for row in FULFILLED["domestic"]]
    assert found("domestic", changed) == [("warehouse_photo", "unchecked", "kho 3.jpg")]


@pytest.mark.parametrize("result", ["", "open", "?", "chưa"])
def test_an_open_question_stops_the_stage_and_says_which_and_since_when(result: str) -> None:
    asked = rows("domestic", ("question", "Is the lid in the box?", "", result))
    [one] = ps.ready("export", [*FULFILLED["export"], *asked])
    assert (one.kind, str(one.reason)) == ("open", "Is the lid in the box?: open since 2026-11-03")
    [undated] = [each for each in ps.ready("export", [*FULFILLED["export"], {**asked[0], "date": ""}]) if each.kind == "open"]
    assert str(undated.reason) == "Is the lid in the box?: open"
    assert found("agree", [*AGREE, *asked]) == []    # it came up later
    assert found("export", [*FULFILLED["export"], {**asked[0], "result": "answered"}]) == []


def test_photos_of_the_sample_are_none_of_the_order() -> None:
    moved = [{**row, "stage": "sample"} if row["item"] == "warehouse_photo" else row for row in FULFILLED["domestic"]]
    assert found("domestic", moved) == [("warehouse_photo", "missing", "")]


def test_rows_without_a_stage_count_for_every_stage() -> None:
    for stage, evidence in FULFILLED.items():
        assert found(stage, [{**row, "stage": ""} for row in evidence]) == []


def test_goods_that_nobody_calls_fragile_need_no_packaging_for_it() -> None:
    plain = [row for row in FULFILLED["export"] if row["item"] not in {"condition", *(more["item"] for more in EXPORT_MORE)} and row["reference"] != "fragile"]
    assert found("export", plain) == []
    for kind, items in (("small parts", ["visible_set"]), ("dễ vỡ", ["fragile_packaging"]),
                        ("大货", ["carton_labels", "product_photos", "carton_size", "dimensional_weight", "customs_declaration"])):
        for item in ("condition", "risk"):
            assert found("export", [*plain, *rows("export", (item, kind))]) == [(name, "missing", "") for name in items]


def test_a_second_sample_replaces_the_result_of_the_first() -> None:
    failed = [{**row, "result": "fail"} if row["item"] == "colour" else row for row in FULFILLED["bulk"]]
    assert found("bulk", failed) == [("colour", "failed", "colour.jpg")]
    second = [{**row, "date": "2026-11-20"} for row in rows("sample", ("sample", "S2"), ("colour", "new.jpg", "S2", "pass"))]
    assert found("bulk", [*failed, *second]) == []


def test_a_word_that_is_no_record_is_not_passed_over() -> None:
    for item, stage in (("trackng", ""), ("", "")):
        extra = {**rows(stage, (item, "YT3"))[0], "item": item or " lid "}
        [one] = ps.ready("domestic", [*FULFILLED["domestic"], extra])
        assert (one.kind, one.name, one.row) == ("unknown", "", len(FULFILLED["domestic"]) + 1)
    [one] = ps.ready("agree", [*AGREE[:1], {**AGREE[1], "stage": "agreee"}])
    assert (one.kind, str(one.reason)) == ("unknown", 'no stage is called "agreee"')


def test_pools_are_looked_at_one_by_one_and_a_row_without_a_pool_counts_for_all() -> None:
    two = [*AGREE[:1], {**AGREE[1], "pool": "A"}, {**rows("agree", ("question", "colour?"))[0], "pool": "B"}]
    assert [(one.pool, one.name) for one in ps.ready("agree", two)] == [("B", "option"), ("B", "question")]
    assert ps.ready("agree", two, pool="a") == []
    assert [one.name for one in ps.ready("agree", two, pool="C")] == ["option"]


def test_an_unknown_stage_names_those_there_are() -> None:
    with pytest.raises(ps.PoolsplitError, match="shipping is no stage; they are: Agreeing, Placing the order, Sample"):
        ps.ready("shipping", [])


def test_a_date_that_is_none_is_a_problem_of_its_cell() -> None:
    with pytest.raises(ps.DataError) as caught:
        ps.ready("agree", [AGREE[0], {**AGREE[1], "date": "soon"}])
    assert [(problem.row, problem.column) for problem in caught.value.problems] == [(2, "date")]


# ---------------------------------------------------------------- how it comes in, and what it is said in


def test_a_long_frame_with_numbers_as_pools_is_read_too() -> None:
    long = pd.concat([pd.DataFrame(AGREE).assign(pool=pool, date=pd.Timestamp("2026-11-03")) for pool in range(300)], ignore_index=True)
    assert ps.ready("agree", long) == []
    [one] = ps.ready("agree", long.drop(index=401))
    assert (one.pool, one.name) == ("200", "option")
    assert ps.changed_files(long, ".") == []


def test_ranges_and_frames_are_read_like_records() -> None:
    evidence = FULFILLED["export"][:-1]
    expected = found("export", evidence)
    assert expected == [("customs_declaration", "missing", "")]
    assert found("export", pd.DataFrame(evidence)) == expected
    for head in (HEAD, [name.replace("_", " ").capitalize() for name in HEAD], ["Stage", "Record", "Link or file", "Refers to", "Result", "Date", "Recorded by"],
                 ["Giai đoạn", "Hồ sơ", "Tham chiếu", "Liên quan đến", "Kết quả", "Ngày", "Người ghi"], ["阶段", "记录项", "参考号", "关联", "结果", "日期", "记录人"]):
        assert found("export", [list(head), *(list(row.values()) for row in evidence)]) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_data_is_understood_in_every_language(lang: str) -> None:
    needed = read_requirements()
    for section, read in (("items", needed.item), ("stages", needed.stage), ("aspects", needed.aspect), ("conditions", needed.condition), ("results", needed.result)):
        for word, spelled in needed.data[section].items():
            for spelling in spelled.get("names", spelled)[lang]:
                assert read(spelling) == word
                assert read(spelling.upper()) == word


@pytest.mark.parametrize("section", ["items", "stages", "aspects", "conditions", "results"])
def test_no_spelling_means_two_things_not_even_without_tone_marks(section: str) -> None:
    meant: dict[str, set[str]] = {}
    for word, spelled in read_requirements().data[section].items():
        for spelling in (word, *(one for spellings in spelled.get("names", spelled).values() for one in spellings)):
            meant.setdefault(without_tones(normal(spelling)), set()).add(word)
    assert {spelling: words for spelling, words in meant.items() if len(words) > 1} == {}


def test_labels_are_in_the_language_of_the_reader() -> None:
    [one] = ps.ready("agree", AGREE[:1])
    assert [translate(one.item, lang) for lang in LANGUAGES] == ["Phân loại đã chọn", "Selected option", "所选规格"]
    both = ps.ready("place", AGREE)[0].item
    assert [translate(both, lang) for lang in LANGUAGES] == ["Shop trả lời hoặc Ghi chú đơn hàng", "Seller reply or Order note", "卖家回复 或 订单备注"]
    assert translate(Named({"en": ["Only English"]}), "vi") == "Only English"
    assert translate(Text("{x}", x=Named({"en": ["a"], "zh": ["甲"]})), "zh") == "甲"


# ---------------------------------------------------------------- other requirements


def test_requirements_are_data_that_anybody_can_change(tmp_path: Path) -> None:
    changes = {"stages": {"agree": {"needs": ["listing", "contract"]}}, "items": {"contract": {"en": ["Contract"], "vi": ["Hợp đồng"], "zh": ["合同"]}}, "links": {"contract": ["listing"]}}
    file = tmp_path / "yêu cầu.json"
    file.write_text(json.dumps(changes), encoding="utf-8-sig")
    signed = rows("agree", ("Hợp đồng", "hd.pdf", LISTING))
    for said in (changes, file, str(file)):
        assert found("agree", AGREE[:1], requirements=said) == [("contract", "missing", "")]
        assert found("agree", [*AGREE[:1], *signed], requirements=said) == []
    assert found("agree", signed) == [("listing", "missing", ""), ("option", "missing", ""), ("", "unknown", "hd.pdf")]    # the shipped ones are as they were
    assert found("place", AGREE, requirements={"links": {"order_note": None}, "stages": {"place": {"needs": ["order_note"]}}}) == [("order_note", "missing", "")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stages": {"agree": {"needs": ["lisitng"]}}}, '"lisitng", which is not among their items'),
        ({"links": {"listing": ["nothing"]}}, '"nothing", which is not among their items'),
        ({"stages": {"agree": {"after": ["payment"]}}}, '"payment", which is not among their stages'),
        ({"stages": {"agree": {"after": ["settle"]}}}, "comes after itself"),
        ({"stages": {"export": {"if": {"wet": ["route"]}}}}, '"wet", which is not among their conditions'),
        ({"checked": {"warehouse_photo": ["smell"]}}, '"smell", which is not among their aspects'),
        ({"stages": {"mine": {"names": {"en": ["Mine"]}}}}, "incomplete"),
        ({"links": None}, "incomplete"),
        ("no such file.json", "cannot be read"),
    ],
)
def test_requirements_that_cannot_be_are_refused(changes: Any, said: str) -> None:
    with pytest.raises(ps.PoolsplitError, match=said):
        read_requirements(changes)


def test_a_file_of_requirements_that_is_none_is_refused(tmp_path: Path) -> None:
    for text in ("[]", "{", "\xff"):
        (tmp_path / "r.json").write_text(text, encoding="latin-1")
        with pytest.raises(ps.PoolsplitError, match="cannot be read"):
            read_requirements(tmp_path / "r.json")


# ---------------------------------------------------------------- files


def test_a_swapped_or_vanished_file_shows(tmp_path: Path) -> None:
    (tmp_path / "ảnh").mkdir()
    photos = [tmp_path / "ảnh" / name for name in ("kho 1.jpg", "kho 2.jpg", "kho (3).jpg", "kho 4.jpg")]
    for i, photo in enumerate(photos):
        photo.write_bytes(bytes([i]) * 100)
    references = [ps.record_file(photo, tmp_path) for photo in photos]
    assert [file_name(one) for one in references] == ["ảnh/kho 1.jpg", "ảnh/kho 2.jpg", "ảnh/kho (3).jpg", "ảnh/kho 4.jpg"]
    evidence = rows("domestic", *(("warehouse_photo", one, "YT1") for one in references), ("listing", LISTING))
    assert ps.changed_files(evidence, tmp_path) == []
    photos[0].write_bytes(b"\xff" * 100)
    photos[1].write_bytes(b"\xff" * 101)
    photos[2].unlink()
    changed = ps.changed_files(evidence, tmp_path)
    assert [(one.name, str(one.reason)) for one in changed] == [
        ("ảnh/kho 1.jpg", "the file has changed: as many bytes, but others than were recorded"), ("ảnh/kho 2.jpg", "the file has changed: 101 bytes, recorded with 100"),
        ("ảnh/kho (3).jpg", "the file is gone, or cannot be read"),
    ]


def test_a_recorded_file_is_referred_to_by_its_name(tmp_path: Path) -> None:
    reply = tmp_path / "chat.png"
    reply.write_bytes(b"chat")
    recorded = [{**row, "reference": ps.record_file(reply)} if row["reference"] == CHAT else row for row in FULFILLED["export"]]
    linked = [{**row, "refers_to": "Chat.png"} if row["refers_to"] == CHAT else row for row in recorded]
    assert found("export", linked) == []
    assert found("export", recorded) == [("visible_set", "dangling", "kho 2.jpg")]


def test_what_cannot_be_recorded_is_refused(tmp_path: Path) -> None:
    for path, folder in ((tmp_path / "gone.jpg", None), (tmp_path, None)):
        with pytest.raises(ps.PoolsplitError, match="cannot be recorded"):
            ps.record_file(path, folder)
    outside = tmp_path / "a.jpg"
    outside.write_bytes(b"")
    with pytest.raises(ps.PoolsplitError, match="cannot be recorded"):
        ps.record_file(outside, tmp_path / "folder")


# ---------------------------------------------------------------- samples


def verdict(*lines: tuple[str, ...], more: Any = ()) -> Any:
    return ps.sample_verdict([*rows("sample", *lines), *more])


ALL = [(item, f"{item}.jpg", "S1", "pass") for item in PROVEN]


def test_all_proven_means_scale_and_the_sample_is_kept() -> None:
    said = verdict(*ALL)
    assert (said.decision, said.failed, said.open, said.second_sample) == ("scale", [], [], False)
    assert "golden sample" in said.advice[1]
    assert said.unproven == ["how long it lasts", "that every batch is the same", "that it complies with the law", "that every piece is identical"]
    kept = verdict(*ALL, ("golden_sample", "G1"), ("bulk_difference", "paler by a shade", "G1"))
    assert (kept.golden, kept.differences, len(kept.advice)) == ("G1", ["paler by a shade"], 1)


@pytest.mark.parametrize("item", PROVEN)
def test_one_failure_means_to_fix_the_brief(item: str) -> None:
    said = verdict(*[(*line[:3], "fail") if line[0] == item else line for line in ALL])
    assert said.decision == "fix the brief"
    assert said.failed == [read_requirements().label("items", item)]
    assert said.second_sample == (item in {"labelling", "packaging_strength", "accessories", "set_quantity", "colour"})


@pytest.mark.parametrize("item", PROVEN)
@pytest.mark.parametrize("how", ["no row", "no result", "open", "no evidence", "no word"])
def test_one_open_item_means_to_wait(item: str, how: str) -> None:
    changed = {"no row": [], "no result": [(item, "x.jpg", "S1", "")], "open": [(item, "x.jpg", "S1", "chưa rõ")], "no evidence": [(item, "", "S1", "pass")],
               "no word": [(item, "x.jpg", "S1", "hmm")]}[how]
    said = verdict(*(line for line in ALL if line[0] != item), *changed)
    assert (said.decision, said.open) == ("wait", [read_requirements().label("items", item)])
    assert said.open[0] in said.advice[0]


def test_a_failure_counts_before_an_open_item_which_is_named_too() -> None:
    said = verdict(("colour", "a.jpg", "S1", "fail"), *(line for line in ALL if line[0] not in {"colour", "material"}))
    assert (said.decision, said.failed, said.open) == ("fix the brief", ["Colour"], ["Material"])
    assert str(said.advice[-1]) == "still open: Material"


def test_failed_on_a_second_sample_means_stop_and_fixed_there_means_scale() -> None:
    first = [(*line[:3], "fail") if line[0] == "colour" else line for line in ALL]
    for result, decision in (("fail", "stop"), ("pass", "scale")):
        second = [{**row, "date": "2026-11-20"} for row in rows("sample", ("colour", "b.jpg", "S2", result))]
        said = verdict(*first, more=second)
        assert (said.decision, said.again) == (decision, ["Colour"] if decision == "stop" else [])
        assert verdict(more=[*second, *rows("sample", *first)]).decision == decision    # dates, and not the order of rows
    twice = verdict(*first, ("colour", "c.jpg", "S1", "fail"))
    assert twice.decision == "fix the brief"    # another photo of the same sample
    bare = [(*line[:1], "", *line[2:]) if line[0] == "colour" else line for line in ALL]
    shown = rows("sample", ("colour", "b.jpg", "S1", "pass"))
    assert verdict(*bare, more=[{**row, "date": "2026-11-20"} for row in shown]).decision == "scale"    # the last result has its evidence
    assert verdict(*bare, more=[{**row, "date": "2026-01-01"} for row in shown]).decision == "wait"
    elsewhere = verdict(*first, more=[{**row, "date": "2026-11-20"} for row in rows("sample", ("material", "b.jpg", "S2", "fail"))])
    assert (elsewhere.decision, elsewhere.again) == ("fix the brief", [])


def test_goods_for_resale_have_to_prove_more() -> None:
    kind = rows("sample", ("condition", "bán lại"))
    assert verdict(*ALL, more=kind).open == [read_requirements().label("items", item) for item in RESALE]
    assert verdict(*ALL, *((item, "x.jpg", "S1", "pass") for item in RESALE), more=kind).decision == "scale"


def test_a_verdict_is_on_one_pool() -> None:
    mine = [{**row, "pool": "A"} for row in rows("sample", *ALL)]
    other = [{**row, "pool": "B"} for row in rows("sample", ("colour", "x.jpg", "S1", "fail"))]
    assert ps.sample_verdict([*mine, *other], pool="A").decision == "scale"
    assert ps.sample_verdict([*mine, *other], pool="B").decision == "fix the brief"
