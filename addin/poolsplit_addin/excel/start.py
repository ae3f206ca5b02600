"""The script that Excel starts: `pythonw -I -S -B engine.py {CLSID}`. The installer writes it into the user's profile, with SITE and LANG filled in.

It runs isolated, without site and without this package on its path, until it has added the one folder that the installer knew. An alarm
is set first: where anything hangs before the process serves, the process ends in time, so that Excel does not wait for it forever.
"""

import faulthandler
import os
import sys
import traceback

SECONDS = 8
SITE = "@site@"
LANG = "@lang@"


def main() -> None:
    """Serve Excel, or end with the reason in engine.log."""
    log = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "engine.log"), "w", encoding="utf-8")  # noqa: SIM115  (as long as it runs)
    faulthandler.dump_traceback_later(SECONDS, exit=True, file=log)
    sys.stdout = sys.stderr = log
    try:
        import site  # noqa: PLC0415  (after the alarm is set)

        site.addsitedir(SITE)
        from poolsplit_addin.excel.server import serve  # noqa: PLC0415  (after the alarm is set)

        serve(LANG, sys.argv[1])
    except BaseException:
        traceback.print_exc(file=log)
        raise


if __name__ == "__main__":
    main()
