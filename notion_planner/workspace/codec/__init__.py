"""Notion's Markdown, version 1, both ways."""
