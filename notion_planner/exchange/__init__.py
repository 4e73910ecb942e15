"""A plan's tasks as files of other tools, and the states that such files bring back."""

from notion_planner.exchange.calendar_file import calendar_text
from notion_planner.exchange.csv_file import csv_text, read_csv
from notion_planner.exchange.json_file import EXPORT_SCHEMA, json_text, read_json
from notion_planner.exchange.listed import ListedTask
from notion_planner.exchange.states import Imported, StatusChange, decide
from notion_planner.exchange.task_list import read_task_list, task_list_text

__all__ = [
    "EXPORT_SCHEMA",
    "Imported",
    "ListedTask",
    "StatusChange",
    "calendar_text",
    "csv_text",
    "decide",
    "json_text",
    "read_csv",
    "read_json",
    "read_task_list",
    "task_list_text",
]
