"""The worksheet functions, declared once: name, arguments with their help, result shape, and what they compute.

Every host (LibreOffice, Excel, a browser) and the reference page are generated from `FUNCTIONS`, and answer through `call`. No host is
imported here, and nothing is calculated: the functions put ranges into the engine's tables and its results into ranges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import poolsplit
from poolsplit.errors import PoolsplitError, Text
from poolsplit.functions import evidence, payment, pieces, shares, tables
from poolsplit.functions.ranges import blank

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Argument(NamedTuple):
    """One argument: its name, whether it is a range or a single cell, whether it may be left out, and its help by language."""

    name: str
    is_range: bool
    optional: bool
    help: dict[str, str]


class Function(NamedTuple):
    """One worksheet function.

    shape: "column" (that of its weights), "value", "table" (with a header row), "code" (a square), "messages" (a column) or "text".
    """

    name: str
    arguments: tuple[Argument, ...]
    shape: str
    help: dict[str, str]
    compute: Callable[..., Any]


_ARGUMENTS = {
    "amount": (False, "Amount to share", "Số tiền cần chia"),
    "weights": (True, "What it is shared by, one cell a partner", "Trọng số để chia, mỗi đối tác một ô"),
    "step": (
        False, "Smallest unit of a share: 1 by default, 1000 for whole thousands, 0.01 for CNY",
        "Đơn vị nhỏ nhất của một phần: mặc định 1, 1000 là tròn nghìn, 0,01 cho CNY",
    ),
    "names": (
        True, "Partner names beside the weights: with them, sorting never moves the odd unit",
        "Tên đối tác cạnh trọng số: nhờ đó sắp xếp lại không đổi ai nhận phần lẻ",
    ),
    "carry": (
        True, "What rounding still owes each partner, in steps: POOLCARRY of the order before",
        "Phần làm tròn còn nợ mỗi đối tác, tính theo bước: kết quả POOLCARRY của đơn trước",
    ),
    "partner": (
        False, "Partner: the name, or the position among the weights where there are no names",
        "Đối tác: tên, hoặc số thứ tự trong trọng số nếu không có tên",
    ),
    "defects": (
        True, "Defective pieces, or a rate below 1: one cell, or one a SKU as a row above or a column beside the quantities",
        "Số hàng lỗi, hoặc tỷ lệ dưới 1: một ô, hoặc mỗi mã hàng một ô, thành dòng trên hoặc cột cạnh số lượng",
    ),
    "quantities": (
        True, "Pieces: one column of partners, or a block of partners and SKUs",
        "Số lượng: một cột đối tác, hoặc bảng đối tác và mã hàng",
    ),
    "received": (
        True, "Pieces that arrived: one cell, or one a SKU as a row above or a column beside the quantities",
        "Số lượng hàng về: một ô, hoặc mỗi mã hàng một ô, thành dòng trên hoặc cột cạnh số lượng",
    ),
    "unit_kg": (
        True, "Kilograms of a piece: one cell a SKU, as a row above or a column beside the quantities",
        "Số kg mỗi cái: mỗi mã hàng một ô, thành dòng trên hoặc cột cạnh số lượng",
    ),
    "unit_cbm": (True, "Cubic metres of a piece, in the shape of the kilograms", "Số khối mỗi cái, cùng dạng với số kg"),
    "kg_per_cbm": (
        False, "Kilograms that count for a cubic metre: 167 by air, 1000 by sea",
        "Số kg tính cho một khối: 167 đường bay, 1000 đường biển",
    ),
    "moq": (False, "Minimum order of the SKU, in pieces", "Số lượng đặt tối thiểu của mã hàng"),
    "tolerance": (True, "How many more pieces each partner would take", "Mỗi đối tác có thể nhận thêm bao nhiêu cái"),
    "pack": (False, "Pieces in a pack: the total is a multiple of it", "Số cái mỗi gói: tổng là bội số của nó"),
    "orders": (True, "Orders with headings: partner, SKU, quantity", "Bảng đặt hàng có tiêu đề: đối tác, mã hàng, số lượng"),
    "costs": (
        True, "Costs with headings: cost, amount or rate, of, basis",
        "Bảng chi phí có tiêu đề: chi phí, số tiền hoặc tỷ lệ, tính trên, chia theo",
    ),
    "items": (
        True, "Items with headings: SKU, unit price, currency, kg per piece",
        "Bảng mã hàng có tiêu đề: mã hàng, đơn giá, loại tiền, kg mỗi cái",
    ),
    "terms": (
        True, "Lead buyer, step, currency, exchange rate: labels beside their values, or a table with headings",
        "Người mua chính, bước làm tròn, loại tiền, tỷ giá: nhãn cạnh giá trị, hoặc bảng có tiêu đề",
    ),
    "dues": (True, "Dues with headings: partner, due; such as POOLDUES gives", "Bảng phải trả có tiêu đề: đối tác, phải trả; như POOLDUES trả về"),
    "payments": (True, "Payments with headings: partner, paid", "Bảng thanh toán có tiêu đề: đối tác, đã trả"),
    "lead_buyer": (
        False, "Name of the lead buyer, with whom everybody clears; without it the fewest transfers (above 12 open balances maybe a few more)",
        "Tên người mua chính, mọi người tính với người này; để trống thì ít lần chuyển nhất (trên 12 người còn nợ hay còn dư thì có thể hơn vài lần)",
    ),
    "lang": (
        False, "Language of the text: vi, en or zh; by default that of the headings", "Ngôn ngữ của văn bản: vi, en hoặc zh; mặc định theo tiêu đề",
    ),
    "cost": (False, "Name of the line, or due", "Tên khoản chi, hoặc due"),
    "stage": (
        False, "Stage: agree, place, sample, bulk, domestic (warehouse in China), export, receive or settle",
        "Giai đoạn: chốt đơn, đặt hàng, hàng mẫu, hàng lô, kho Trung Quốc, xuất hàng, nhận hàng hoặc quyết toán",
    ),
    "evidence": (
        True, "Evidence with headings: stage, record, reference, refers to, result, date, recorded by",
        "Bảng hồ sơ có tiêu đề: giai đoạn, hồ sơ, tham chiếu, liên quan đến, kết quả, ngày, người ghi",
    ),
    "lot": (False, "Pieces in the lot", "Số cái trong lô"),
    "aql": (
        True, "Acceptable quality limit in percent, such as 2.5 for major and 4 for minor defects: one cell, or several",
        "Giới hạn chất lượng chấp nhận (AQL), tính bằng %, ví dụ 2,5 cho lỗi nặng và 4 cho lỗi nhẹ: một ô hoặc nhiều ô",
    ),
    "level": (False, "Level of inspection: S-1 to S-4, I, II or III; II by default", "Mức kiểm: S-1 đến S-4, I, II hoặc III; mặc định II"),
    "bank": (
        False, "Bank: short name, code or six digits, such as Vietcombank, VCB or 970436",
        "Ngân hàng: tên ngắn, mã hoặc 6 số BIN, như Vietcombank, VCB hoặc 970436",
    ),
    "account": (False, "Number of the account that receives the money, as text", "Số tài khoản nhận tiền, để ô dạng văn bản"),
    "dong": (False, "Whole dong; without it the payer types the amount", "Số tiền đồng chẵn; để trống thì người chuyển tự nhập"),
    "memo": (
        False, "Transfer content: Latin letters and digits, at most 25; Vietnamese marks are dropped",
        "Nội dung chuyển khoản: chữ không dấu và số, tối đa 25 ký tự; dấu tiếng Việt tự bỏ",
    ),
    "payload": (False, "The text that POOLPAY gives", "Chuỗi do POOLPAY trả về"),
    "size": (
        False, "Rows and columns of the square, 57 by default: any payment code fits into it",
        "Số dòng và cột của ô vuông, mặc định 57: mã nào cũng vừa",
    ),
    "depends_on": (True, "A cell or range whose change asks again", "Ô hoặc vùng mà khi thay đổi thì hỏi lại"),
}
"""name: (is a range, help in English, help in Vietnamese)."""


def _function(signature: str, shape: str, english: str, vietnamese: str, compute: Callable[..., Any]) -> Function:
    """A function from its signature as people read it: "POOLSPLIT amount weights [step]"."""
    name, *words = signature.split()
    arguments = []
    for word in words:
        plain = word.strip("[]")
        is_range, en, vi = _ARGUMENTS["dong" if plain == "amount" and "bank" in words else plain]
        arguments.append(Argument(plain, is_range, word.startswith("["), {"en": en, "vi": vi}))
    return Function(name, tuple(arguments), shape, {"en": english, "vi": vietnamese}, compute)


FUNCTIONS: tuple[Function, ...] = (
    _function(
        "POOLSPLIT amount weights [step] [names] [carry]", "column",
        "Shares an amount in proportion to weights; the shares add up to it exactly.",
        "Chia một số tiền theo trọng số; các phần cộng lại đúng bằng số tiền.", shares.split,
    ),
    _function(
        "POOLSHARE amount weights partner [names] [step]", "value",
        "One partner's share of an amount, for tables that grow row by row.",
        "Phần của một đối tác, dùng cho bảng dài ra từng dòng.", shares.share,
    ),
    _function(
        "POOLCARRY amount weights [step] [names] [carry]", "column",
        "What rounding still owes each partner after such a split, in steps.",
        "Phần làm tròn còn nợ mỗi đối tác sau lần chia đó, tính theo bước.", shares.carry,
    ),
    _function(
        "POOLDEFECTS defects quantities [names] [carry]", "column",
        "Shares defective pieces by the pieces of each partner, over all SKUs at once.",
        "Chia hàng lỗi theo số lượng của mỗi đối tác, cho mọi mã hàng cùng lúc.", pieces.defects,
    ),
    _function(
        "POOLRECEIVED received quantities [names] [carry]", "column",
        "Shares the pieces that arrived, where fewer came than were ordered.",
        "Chia số hàng về khi về thiếu so với số đặt.", pieces.received,
    ),
    _function(
        "POOLFREIGHT amount quantities unit_kg [unit_cbm] [kg_per_cbm]", "column",
        "Shares freight by weight, or by volume where that counts for more; one figure a partner.",
        "Chia cước theo cân nặng, hoặc theo khối nếu khối tính ra lớn hơn; mỗi đối tác một số.", pieces.freight,
    ),
    _function(
        "POOLMOQ quantities moq [tolerance] [pack]", "column",
        "Quantities filled up to the minimum order from the tolerances; one more cell at the end with the shortfall.",
        "Số lượng sau khi bù đủ mức tối thiểu từ phần nhận thêm; thêm một ô cuối là số còn thiếu.", pieces.moq,
    ),
    _function(
        "POOLDUES orders costs [items] [terms]", "table",
        "Who owes what: one row a partner, one column a cost.", "Ai phải trả bao nhiêu: mỗi đối tác một dòng, mỗi khoản một cột.", tables.dues,
    ),
    _function(
        "POOLLANDED orders costs [items] [terms]", "table",
        "What a piece costs each partner once it is here.", "Giá vốn mỗi cái của từng đối tác khi hàng về.", tables.landed,
    ),
    _function("POOLSETTLE dues payments [lead_buyer]", "table", "Who transfers what to whom.", "Ai chuyển cho ai bao nhiêu.", tables.settle),
    _function(
        "POOLCHECK orders costs [items] [terms]", "table",
        "Everything that is wrong or odd about the tables, with the way out.", "Mọi chỗ sai hoặc lạ trong các bảng, kèm cách sửa.", tables.check,
    ),
    _function(
        "POOLEXPLAIN orders costs partner cost [items] [terms]", "text",
        "Why a partner owes what he owes for one line.", "Vì sao một đối tác phải trả số đó cho một khoản.", tables.explain,
    ),
    _function(
        "POOLREADY stage evidence", "table",
        "What a stage of the order still lacks, each record with the reason and the way out; nothing below the headings where it may go ahead.",
        "Giai đoạn này của đơn còn thiếu gì, mỗi hồ sơ kèm lý do và cách xử lý; dưới tiêu đề trống là được đi tiếp.", evidence.ready,
    ),
    _function(
        "POOLSAMPLE lot aql [level]", "table",
        "How many pieces of a lot to inspect, how many bad ones to accept, and the chance of accepting a lot that is 5, 10 or 20 % bad.",
        "Cần kiểm bao nhiêu cái trong lô, chấp nhận tối đa bao nhiêu cái lỗi, và khả năng lọt lô có 5, 10 hoặc 20 % hàng lỗi.", evidence.sample,
    ),
    _function(
        "POOLPAY bank account [amount] [memo]", "text",
        "The text of a VietQR code for a transfer to an account.", "Chuỗi mã VietQR để chuyển khoản vào một tài khoản.", payment.pay,
    ),
    _function(
        "POOLQR payload [size]", "code",
        "A payment code as a square of 0 and 1, for conditional formatting to paint: a code without a picture.",
        "Mã thanh toán thành ô vuông số 0 và 1 để định dạng có điều kiện tô màu: có mã mà không cần ảnh.", payment.qr,
    ),
    _function(
        "POOLPAYCHECK payload bank account [amount] [memo] [lang]", "text",
        "Whether what stands beside a payment code is what the code holds: ok, or which of the four is not.",
        "Phần ghi cạnh mã thanh toán có đúng với trong mã không: ok, hoặc mục nào sai.", payment.paycheck,
    ),
    _function(
        "POOLAGREEMENT orders costs [items] [terms] [lang] [partner]", "messages",
        "The agreement as messages to paste into a chat, for the group or for one partner.",
        "Thỏa thuận thành các tin nhắn để dán vào Zalo, cho cả nhóm hoặc cho một đối tác.", tables.agreement,
    ),
    _function(
        "POOLVERSION", "text", "The version of poolsplit that answers.", "Phiên bản poolsplit đang trả lời.", lambda: poolsplit.__version__,
    ),
    _function(
        "POOLLASTERROR [depends_on]", "text",
        "Why the last formula failed: argument, row, column and reason.", "Vì sao công thức gần nhất báo lỗi: đối số, dòng, cột và lý do.",
        lambda _: last_error(),
    ),
)
"""Every worksheet function, in the order in which people meet them."""

BY_NAME = {function.name: function for function in FUNCTIONS}

_last: list[Text] = []


class CellFailure(PoolsplitError):
    """A function that failed, as a whole block: the host shows a real error value, and POOLLASTERROR says why."""


def call(name: str, arguments: Sequence[Any]) -> Any:
    """Answer one formula: a value, or for ranges a list of rows, of str, int and float.

    arguments: as cells come, ranges as 2-D lists or tuples, blanks as None or "", errors as text ("#N/A"), what is left out as None or
    at the end not at all. Raises CellFailure, with a reason that POOLLASTERROR repeats, for everything that prevents an exact answer.

    >>> call("POOLSPLIT", [100, [[1], [1], [1]]])
    [[34], [33], [33]]
    """
    function = BY_NAME[name]
    try:
        return function.compute(*_complete(function, arguments))
    except PoolsplitError as error:
        reason = CellFailure(Text("{function}: {reason}", function=name, reason=error.args[0]))
    _last[:] = [reason.args[0]]
    raise reason


def _complete(function: Function, arguments: Sequence[Any]) -> list[Any]:
    """One value for every argument that a function has, None for those that are blank or left out."""
    n = len(function.arguments)
    if len(arguments) > n:
        raise PoolsplitError(Text("{given} arguments are too many: it takes {n}", given=len(arguments), n=n))
    return [None if isinstance(value, str) and blank(value) else value for value in arguments] + [None] * (n - len(arguments))


def last_error(lang: str = "en") -> str:
    """Why the last formula failed; "" where none has."""
    from poolsplit.values.translate import translate  # noqa: PLC0415  (only who asks needs the catalogues)

    return translate(_last[0], lang) if _last else ""
