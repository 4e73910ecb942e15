"""The write side of a sync: :mod:`.sequence` says in which order, the others write one kind of page."""

from notion_planner.writer.job import Job, Writing, Written, begin
from notion_planner.writer.plan_page import check_lease
from notion_planner.writer.sequence import Writer

__all__ = ["Job", "Writer", "Writing", "Written", "begin", "check_lease"]
