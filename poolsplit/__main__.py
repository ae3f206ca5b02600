"""`python -m poolsplit` runs the command line."""

from poolsplit.cli.main import main

if __name__ == "__main__":
    main()
