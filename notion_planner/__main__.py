"""Entry point of the console script and of ``python -m notion_planner``."""

import sys


def main() -> None:
    try:
        # Here, so that Ctrl-C while Python still imports ends without a traceback.
        from notion_planner.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
