"""Says what is weak in a specification and what to write instead."""

from notion_planner.lint.baseline import BaselineError, without_accepted, write_baseline
from notion_planner.lint.linting import lint
from notion_planner.lint.rendering import Format, render_findings

__all__ = ["BaselineError", "Format", "lint", "render_findings", "without_accepted", "write_baseline"]
