"""A local Notion:

the API and a browser view over a SQLite file. It shares no code with the rest of the product.
"""

from notion_planner.workspace.faults import Fault
from notion_planner.workspace.options import WorkspaceOptions
from notion_planner.workspace.server import RecordedRequest
from notion_planner.workspace.workspace import TOKEN, Workspace

__all__ = ["TOKEN", "Fault", "RecordedRequest", "Workspace", "WorkspaceOptions"]
