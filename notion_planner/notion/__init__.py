"""Notion: the gateway, and pure conversions between Notion's JSON and our values."""
