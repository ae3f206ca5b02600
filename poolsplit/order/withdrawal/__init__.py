"""Partners who give up pieces: their holdings and debts afterwards, the entries that record them, and the replay of the entries.

Imports `agreement` and `ledger`.
"""
