"""The read side: pages and databases, the plan that stands in Notion, files that are imported."""
