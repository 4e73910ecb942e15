"""The Slack door: signed commands and buttons become jobs, and the jobs answer with Block Kit."""

from notion_planner.slack.audit import Audit, to_stdout
from notion_planner.slack.digest import digest_schedule
from notion_planner.slack.door import SlackEndpoint, slack_app
from notion_planner.slack.replies import Slack
from notion_planner.slack.sockets import socket_mode
from notion_planner.slack.work import handlers

__all__ = [
    "Audit",
    "Slack",
    "SlackEndpoint",
    "digest_schedule",
    "handlers",
    "slack_app",
    "socket_mode",
    "to_stdout",
]
