"""Serves a workspace file as the command line does, for a test that stops it."""

import sys

from notion_planner.cli.workspace import app

if __name__ == "__main__":
    app(["serve", "--port", "0", "--path", *sys.argv[1:]])
