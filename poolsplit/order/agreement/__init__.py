"""The agreement of the partners: its content, version and reply codes, the clauses, the messages, the document for signing.

Imports nothing else of `order`.
"""
