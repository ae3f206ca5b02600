"""The cases of POOLAGREEMENT: the messages written out by hand, their version and codes by `reference` from the facts as lines."""

from __future__ import annotations

from typing import Any

from golden import reference
from golden.layout import Case, failing, giving
from golden.tables import EN, VI, ZH, page, worked

LINK = "https://detail.1688.com/offer/610000000000.html"
FIVE_IN_THE_AFTERNOON = 46_213.708333333336    # 2026-07-10 17:00, as a cell holds it

TERMS = {
    "en": ("Deadline", "Account", "Account holder"), "vi": ("Hạn chuyển tiền", "Tài khoản", "Chủ tài khoản"), "zh": ("付款截止", "收款账户", "户名"),
}
WORDS = {"en": EN, "vi": VI, "zh": ZH}


def tables(lang: str, deadline: Any = FIVE_IN_THE_AFTERNOON, link: str | None = LINK) -> tuple[list[list[Any]], ...]:
    """The worked example with what an agreement needs: a link, a deadline, an account and its holder."""
    orders, costs, items, terms = worked(WORDS[lang])
    when, account, holder = TERMS[lang]
    return (
        orders, costs, [[*items[0], "Link"], [*items[1], link]],
        [*terms, [when, deadline], [account, "Vietcombank 1017595600"], [holder, "NGUYEN THI AN"]],
    )


def facts(freight: str, goods: str = "goods") -> list[str]:
    """What binds in the worked example, a line each."""
    return [
        "pool\t", "product\tđen", "currency\tvnd", "lead\tan", "lead_exempt\t0", "step\t1 VND", "account\tvietcombank 1017595600",
        "holder\tnguyen thi an", "deadline\t2026-07-10T17:00:00", "long_term\t0", f"link\tđen\t{LINK}", "price\tđen\t50 CNY",
        "pieces\tan\tđen\t60", f"line\tan\t{goods}\t10500000 VND", f"line\tan\t{freight}\t1800000 VND", "due\tan\t12300000 VND",
        "pieces\tbình\tđen\t40", f"line\tbình\t{goods}\t7000000 VND", f"line\tbình\t{freight}\t1200000 VND", "due\tbình\t8200000 VND",
        f"amount\t{goods}\t0\t17500000 VND", f"basis\t{goods}\t0\titems", f"amount\t{freight}\t0\t3000000 VND", f"basis\t{freight}\t0\tquantity",
        "exchange\tCNY\t3500", "day\tCNY\t",
    ]


def english() -> list[str]:
    """The messages for the group."""
    version = reference.version(facts("freight"))
    return [
        f"""(1/3)
POOL AGREEMENT: Đen
Version {version}
1. Goods: Đen, 100 pcs in all.
Link: {LINK}
1.1 Option Đen: 100 pcs at 50.00 CNY each.
2. Who takes what and pays how much:
2.1 An: Đen 60 pcs. Pays 12,300,000 VND = Goods 10,500,000 VND + Freight 1,800,000 VND.
2.2 Bình: Đen 40 pcs. Pays 8,200,000 VND = Goods 7,000,000 VND + Freight 1,200,000 VND.
3. Everyone transfers their full amount to An by 10 Jul 2026, 17:00, account Vietcombank 1017595600, account holder NGUYEN THI AN. No transfer, no order: nothing is placed until all have paid, and nobody fronts money for another.
4. Each cost and how it is shared:
4.1 Goods: 17,500,000 VND, price times each one's pieces.
4.2 Freight: 3,000,000 VND, shared by pieces.
4.3 Nobody charges a handling fee, and nobody adds to the price of the goods.
5. Exchange rate: 1 CNY = 3,500 VND, fixed by this agreement.""",
        """(2/3)
6. Rounding: each cost is cut to whole units of 1 VND, rounded down; what is left goes 1 VND at a time to the largest remainders, in a tie to the larger share first, then by name.
7. Defects: shared in proportion to the pieces that each one receives of that option; nobody is liable for another's portion.
8. Fewer pieces than ordered: shared in proportion to the orders of that option; the price of what is missing is refunded, or it is reshipped, in the same proportion. More than ordered: first to those who agreed to take more, the rest is offered to all.
9. Splitting: counted and split on the day of receipt, at the pickup point; stock is not mixed.""",
        f"""(3/3)
10. Withdrawal before the order is placed: quantities, minimum and price are worked out anew, in a new version that all accept again.
Withdrawal after the order is placed: a replacement takes over pieces and debts; without one the transfer is forfeited, it first pays the withdrawing partner's own costs, and the pieces go to the others in proportion to their pieces.
11. A change of quantity, price, rate or account makes a new version; replies and payment codes of the old one are void.
12. This agreement is for one order and ends when the goods are split and the money is settled.
To accept, each one replies with their own line:
An: AGREE {reference.reply_code(version, 0)}
Bình: AGREE {reference.reply_code(version, 1)}""",
    ]


def vietnamese() -> list[str]:
    """The messages for Bình alone."""
    version = reference.version(facts("cước"))
    return [
        f"""(1/2)
THỎA THUẬN MUA CHUNG: Đen
Phiên bản {version}
1. Hàng đặt: Đen.
Link: {LINK}
1.1 Phân loại Đen: Bình lấy 40 cái, giá 50,00 CNY/cái.
2. Bình phải trả 8.200.000 ₫ = Tiền hàng 7.000.000 ₫ + Cước 1.200.000 ₫.
3. Mỗi bên chuyển đủ phần của mình cho An trước 17:00 10/7/2026, vào tài khoản Vietcombank 1017595600, chủ tài khoản NGUYEN THI AN. Chưa đủ tiền của mọi bên thì chưa đặt hàng; không ai ứng tiền cho bên khác.
4. Từng khoản và cách chia:
4.1 Tiền hàng: giá nhân số lượng của mỗi bên.
4.2 Cước: chia theo số lượng.
4.3 Không ai tính phí mua hộ, không ai cộng thêm vào giá hàng.
5. Tỷ giá: 1 CNY = 3.500 ₫, chốt theo thỏa thuận này.
6. Làm tròn: mỗi khoản chia đến 1 ₫ rồi bỏ phần lẻ; số còn dư chia mỗi lần 1 ₫ cho bên có phần lẻ lớn nhất, bằng nhau thì bên có phần lớn hơn trước, vẫn bằng thì theo tên.
7. Hàng lỗi: chia theo tỷ lệ số lượng mỗi bên nhận của từng phân loại; không ai chịu thay phần của bên khác.""",
        f"""(2/2)
8. Về thiếu: chia theo tỷ lệ số đặt của từng phân loại; tiền hàng thiếu được hoàn, hoặc hàng gửi bù, theo cùng tỷ lệ. Về dư: ưu tiên bên đã đồng ý lấy thêm, còn lại hỏi các bên.
9. Chia hàng: đếm và chia ngay trong ngày hàng về, tại nơi nhận; không để lẫn hàng của các bên.
10. Rút trước khi đặt: tính lại số lượng, mức tối thiểu và giá, ra phiên bản mới để mọi bên đồng ý lại.
Rút sau khi đặt: tìm được người thay thì người đó nhận hàng và nghĩa vụ; không thì mất khoản đã chuyển, khoản đó trả trước hết các chi phí của chính bên rút, hàng chia cho các bên còn lại theo số lượng.
11. Đổi số lượng, giá, tỷ giá hay tài khoản thì có phiên bản mới; câu trả lời và mã thanh toán của phiên bản cũ hết hiệu lực.
12. Thỏa thuận này chỉ cho một đơn và hết khi hàng đã chia, tiền đã tính xong.
Đồng ý thì trả lời đúng câu của mình:
Bình: ĐỒNG Ý {reference.reply_code(version, 1)}""",
    ]


def chinese() -> list[str]:
    """The messages for the group."""
    version = reference.version(facts("运费"))
    return [
        f"""拼单协议：Đen
版本 {version}
1. 商品：Đen，共 100 件。
链接：{LINK}
1.1 规格 Đen：100 件，单价 ¥50.00。
2. 各家拿什么、付多少：
2.1 An：Đen 60 件。应付 12,300,000 VND = 货款 10,500,000 VND + 运费 1,800,000 VND。
2.2 Bình：Đen 40 件。应付 8,200,000 VND = 货款 7,000,000 VND + 运费 1,200,000 VND。
3. 各家须在 2026年7月10日 17:00 前把自己的款全额转给 An，账户 Vietcombank 1017595600，户名 NGUYEN THI AN。没到账就不下单；谁也不替别家垫钱。
4. 各项费用和分摊方式：
4.1 货款：17,500,000 VND，单价乘各家件数。
4.2 运费：3,000,000 VND，按件数分摊。
4.3 谁都不收代购费，也不在货价上加价。
5. 汇率：1 CNY = 3,500 VND，以本协议为准。
6. 取整：每项费用分到 1 VND 并舍去零头；余下的每次 1 VND 分给零头最大的一家，零头相同的先给份额大的，再相同按名称顺序。
7. 次品：按各家收到该规格的件数比例分摊，互不承担别家的部分。
8. 少货：按该规格的订货比例分，缺货的货款退还或补发，比例相同。多货：先给事先同意多拿的，其余再问各家。
9. 分货：到货当天在提货点清点并分好，各家的货不混放。
10. 下单前退出：重新计算数量、起订量和价格，出新版本，各家重新同意。
下单后退出：找到替补的，由替补接手货和应付款；找不到的，已付款项不退，先抵退出方自己的费用，货按件数比例归其余各家。
11. 数量、价格、汇率或账户有变，就出新版本；旧版本的回复和付款码作废。
12. 本协议只管这一单，分完货、结清款即终止。
同意的请各自回复自己那一句：
An：同意 {reference.reply_code(version, 0)}
Bình：同意 {reference.reply_code(version, 1)}""",
    ]


def agreements() -> list[Case]:
    """POOLAGREEMENT: ten rows more than the orders have, one column."""
    def giving_messages(name: str, lang: str, expected: list[str], then: str, deadline: Any = FIVE_IN_THE_AFTERNOON) -> Case:
        sheet, given = page(*tables(lang, deadline))
        return giving(name, f"=POOLAGREEMENT({given}{then})", sheet, [[text] for text in [*expected, *[""] * (13 - len(expected))]], at="AA1")

    def bad(name: str, error: str, then: str = "", **more: Any) -> Case:
        sheet, given = page(*tables("en", **more))
        return failing(name, f"=POOLAGREEMENT({given}{then})", sheet, error, at="AA1:AA13")

    return [
        giving_messages("the agreement in the language of the headings", "en", english(), ""),
        giving_messages("the agreement for one partner, without the other's amounts", "vi", vietnamese(), ',"vi"," bình "'),
        giving_messages("the agreement in Chinese, the deadline as text", "zh", chinese(), ',"zh"', "2026年7月10日 17点"),
        bad("an agreement without a link", "items, row 2, column 3: Đen has no link", link=None),
        bad("a deadline without a time", 'terms, row 3, column 2: "2026-07-10" has no time of day', deadline="2026-07-10"),
        bad("an agreement in Thai", "lang: th is not one of the languages: vi, en, zh", ',"th"'),
        bad("an agreement for a stranger", "partner: Chi does not order; the partners are: An, Bình", ',"en","Chi"'),
    ]
