"""The worksheet functions (=POOLSPLIT() and its siblings), declared once in `declaration`; every host is made from that list.

Each of the other modules answers some of them. No rule of money here. Imports the rooms up to `notebook`.
"""
