"""Reports on one plan: what is in them, their pictures, and their text in each form."""

from notion_planner.reporting.digest import REPORT_SCHEMA, Digest, ReportKind, digest
from notion_planner.reporting.rendering import Form, page_title, render_html, render_text

__all__ = [
    "REPORT_SCHEMA",
    "Digest",
    "Form",
    "ReportKind",
    "digest",
    "page_title",
    "render_html",
    "render_text",
]
