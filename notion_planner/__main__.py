"""Entry point of the console script and of ``python -m notion_planner``."""

import sys
from io import TextIOWrapper


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a locale without ✓ gets a question mark, and no error
    try:
        # Here, so that Ctrl-C while Python still imports ends without a traceback.
        from notion_planner.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
