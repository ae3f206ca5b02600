"""An agreement with everything in it: four partners, six options, five costs."""

from __future__ import annotations

import poolsplit as ps

LINK = "https://detail.1688.com/offer/610000000000.html?spm="
LONG = LINK + "a" * (300 - len(LINK))
PEOPLE = ["Shop Mộc Lan", "Chị Hà", "小燕的店", "Túi Xinh"]
SKUS = ["Đen S", "Đen M", "Trắng S", "Trắng M", "Xanh rêu S", "Xanh rêu M"]
ORDERS = [
    {"partner": partner, "sku": sku, "quantity": 5 + 3 * i + j, "kg": f"{i + 1}.{j}"} for i, partner in enumerate(PEOPLE) for j, sku in enumerate(SKUS)
]
ITEMS = [{"sku": sku, "unit_price": "28.5", "currency": "CNY", "link": f"{LONG[:-1]}{i}"} for i, sku in enumerate(SKUS)]
COSTS = [
    {"cost": "Cước", "amount": 3_000_000, "basis": "kg"}, {"cost": "Ship nội địa", "amount": 120, "currency": "CNY", "basis": "quantity"},
    {"cost": "Phí mua hộ", "rate": "1.5%", "of": "goods"}, {"cost": "Thuế NK", "rate": "10%", "of": "goods + Cước"},
    {"cost": "Giao hàng", "amount": 50_000, "partner": "Chị Hà"},
]
TERMS = {
    "lead_buyer": "Shop Mộc Lan", "deadline": "2026-07-10 17:00", "account": "Vietcombank 1017595600", "holder": "NGUYEN THI LAN", "step": 1000,
    "product": "Túi tote canvas 12oz",
}
RATES = [{"currency": "CNY", "rate": 3500, "date": "2026-07-01"}]


def agreed(orders=ORDERS, costs=COSTS, items=ITEMS, terms=TERMS, rates=RATES, **more):
    return ps.agree(orders, costs, items, {**terms, **more}, rates)


BIG = agreed()
