"""One split at one moment: orders, items, costs and terms in, dues, landed cost, pieces, balances, transfers and advice out.

The rules of money and pieces, each in the module that bears its name. They are handed the operations that they calculate with and never import
`engine.fast`. Imports the rooms up to `tables`.
"""
