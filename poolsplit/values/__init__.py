"""One value: what a person types, and the exact number, name, date, currency or account that is kept; in Vietnamese, English and Chinese.

No tables here. Imports only `poolsplit.errors`.
"""
