"""The commands: they read arguments, call the engine and print. A command imports its modules when it runs, so that --help is quick.

Imports every room. The hosts of the worksheet functions are imported by their two commands only (`hosts`).
"""
