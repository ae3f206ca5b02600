"""The payments: bank codes (VietQR), memos, payment cards, and the matching of the transfers on a statement with the dues.

Imports `agreement`.
"""
