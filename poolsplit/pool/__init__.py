"""One split at one moment: orders, items, costs and terms in, dues, landed cost, pieces, balances, transfers and advice out.

The rules of money and pieces, each in the module that is named after it. Callers pass in the operations, so the rules never import
`engine.fast`. This room imports the rooms up to `tables`.
"""
