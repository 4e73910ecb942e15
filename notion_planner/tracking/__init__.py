"""The tasks of a plan as their team sees them: what is ready, what waits, where it stands. Pure."""
