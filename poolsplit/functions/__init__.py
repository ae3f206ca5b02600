"""The worksheet functions, such as =POOLSPLIT(), declared once in `declaration`; every host is generated from that list.

Each of the other modules computes some of them. No rule of money here. Imports the rooms up to `notebook`.
"""
