"""Durable jobs: accepted once, carried out until they are done, one at a time in each lane."""

from notion_planner.jobs.model import Handlers, Job, Jobs, failure_of

__all__ = ["Handlers", "Job", "Jobs", "failure_of"]
