"""Reads specifications: Markdown in, a Spec out; deterministic and without any input or output of its own."""

from notion_planner.extractor.explanation import explain
from notion_planner.extractor.extraction import extract
from notion_planner.extractor.flattening import JSON, flat

__all__ = ["JSON", "explain", "extract", "flat"]
