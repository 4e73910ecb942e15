"""notion-planner: a specification in Notion becomes an implementation plan with linked tasks, kept true."""

__version__ = "0.1.0"
