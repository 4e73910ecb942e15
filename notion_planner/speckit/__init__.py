"""A plan as the files of a spec-kit feature folder: plan, tasks, research, data model, contract."""

from notion_planner.speckit.contract import contract
from notion_planner.speckit.files import speckit_files, tasks_file

__all__ = ["contract", "speckit_files", "tasks_file"]
