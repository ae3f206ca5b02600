"""Single values: typed text becomes an exact number, name, date, currency or account; in Vietnamese, English and Chinese.

No tables here. Imports only `poolsplit.errors`.
"""
