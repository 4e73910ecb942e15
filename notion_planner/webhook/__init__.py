"""The Notion webhook: signed events are taken as hints that a page changed, and what it says is fetched."""

from notion_planner.webhook.concerned import handlers, reconciling
from notion_planner.webhook.door import WebhookDoor
from notion_planner.webhook.token import TokenKeeper

__all__ = ["TokenKeeper", "WebhookDoor", "handlers", "reconciling"]
