"""Workbooks: read a filled one, build templates, write results. The engine's rules stay outside; no arithmetic here."""
