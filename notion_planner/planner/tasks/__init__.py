"""Tasks, from drafts to estimates and dependencies."""
