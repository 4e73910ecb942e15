"""Entry point of the console script and of ``python -m notion_planner``."""

import sys

from notion_planner.cli.app import run


def main() -> None:
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
