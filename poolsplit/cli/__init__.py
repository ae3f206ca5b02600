"""The commands: they read arguments, ask the engine and print. What a command needs is imported when it runs, so that --help is quick.

Imports every room but the worksheet functions' hosts, which it loads by name.
"""
