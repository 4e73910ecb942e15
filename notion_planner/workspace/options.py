"""How a workspace behaves: speed, limits and what its connection may do."""

from dataclasses import dataclass

CAPABILITIES = frozenset(
    {"read_content", "insert_content", "update_content", "read_comments", "insert_comments", "read_users"}
)


@dataclass(frozen=True, kw_only=True)
class WorkspaceOptions:
    """Everything off by default, so that a test meets only what it asks for.

    ``conflicts`` answers 409 to a write while another one to the same parent is under way; it takes latency
    for two of them to meet.

    ``requests_per_minute`` is a fixed window of 60 seconds for each token. ``search_lag_seconds`` is how long
    a new or renamed page stays invisible to search. ``query_limit`` is Notion's cap on the results of one
    query.
    """

    latency_seconds: float = 0
    requests_per_minute: int | None = None
    search_lag_seconds: float = 0
    conflicts: bool = False
    query_limit: int = 10_000
    markdown_limit: int = 20_000
    capabilities: frozenset[str] = CAPABILITIES
    page_base_url: str = "https://app.notion.com/p/"
    workspace_pages: bool = False
