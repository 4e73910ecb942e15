"""Where the OpenAPI file is older or narrower than Notion's own TypeScript types, as data with a reason each.

``*`` stands for anything. An exception that no request of a whole run needs any more is a mistake, too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.workspace.conformance.openapi import Complaint, complaints
from tests.workspace.conformance.sent import Sent


@dataclass(frozen=True)
class Allowed:
    endpoint: str
    where: str
    what: str
    reason: str

    def covers(self, complaint: Complaint) -> bool:
        pairs = (
            (self.endpoint, complaint.endpoint),
            (self.where, complaint.where),
            (self.what, complaint.what),
        )
        return all(_fits(pattern, text) for pattern, text in pairs)


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None


ALLOWED: tuple[Allowed, ...] = (
    Allowed(
        "POST /v1/pages",
        "parent",
        "no alternative for data_source_id",
        "the parents of 2025-09-03 are missing; CreatePageParameters has data_source_id",
    ),
    Allowed(
        "POST /v1/pages",
        "markdown",
        "not declared",
        "newer than the file; CreatePageParameters has it",
    ),
    Allowed(
        "POST /v1/data_sources/{data_source_id}/query",
        "sorts[]",
        "property required",
        "a row's times are sorted by `timestamp`; QueryDataSourceParameters has both forms",
    ),
    Allowed(
        "PATCH /v1/pages/{page_id}/markdown",
        "allow_async",
        "not declared",
        "newer than the file; UpdatePageMarkdownParameters has it",
    ),
    Allowed(
        "PATCH /v1/blocks/{block_id}",
        "*",
        "not declared",
        "the file puts a block's content below `type`; UpdateBlockParameters has a key for each type",
    ),
    Allowed(
        "PATCH /v1/blocks/{block_id}/children",
        "children[]",
        "no alternative for *",
        "the file knows paragraphs and bulleted list items only, of more than 30 types",
    ),
    Allowed(
        "PATCH /v1/blocks/{block_id}/children",
        "position",
        "not declared",
        "the file has `after`, which 2026-03-11 replaced by `position`",
    ),
    Allowed(
        "POST /v1/data_sources",
        "parent",
        "page_id required",
        "the file wants a page; CreateDataSourceParameters has database_id only",
    ),
    Allowed(
        "POST /v1/databases",
        "",
        "the endpoint is not declared",
        "only GET is declared of databases",
    ),
    Allowed(
        "PATCH /v1/databases/{id}",
        "",
        "the endpoint is not declared",
        "only GET is declared of databases",
    ),
    Allowed(
        "GET /v1/async_tasks/{id}",
        "",
        "the endpoint is not declared",
        "newer than the file",
    ),
    Allowed(
        "* /v1/comments/{id}",
        "",
        "the endpoint is not declared",
        "only listing and creating comments is declared",
    ),
    Allowed(
        "* /v1/views*",
        "",
        "the endpoint is not declared",
        "newer than the file",
    ),
)


def exceptions_table() -> str:
    """The exceptions as Markdown, for the documentation."""
    rows = [
        f"| `{allowed.endpoint}` | {f'`{allowed.where}`' if allowed.where else '–'} | {allowed.what} "
        f"| {allowed.reason} |"
        for allowed in ALLOWED
    ]
    return "\n".join(
        ["| endpoint | where | what the file says | why it is overlooked |", "|---|---|---|---|", *rows]
    )


def unexpected(requests: Sequence[Sent]) -> list[str]:
    """What the file says against these requests beyond the exceptions."""
    found = {complaint for sent in requests for complaint in complaints(sent)}
    return [
        f"{complaint.endpoint}: {complaint.where or 'request'}: {complaint.what}"
        for complaint in sorted(found)
        if not any(allowed.covers(complaint) for allowed in ALLOWED)
    ]


def unneeded(requests: Sequence[Sent], exceptions: Iterable[Allowed] = ALLOWED) -> list[str]:
    """Exceptions that none of these requests needs."""
    found = {complaint for sent in requests for complaint in complaints(sent)}
    return [
        f"no longer needed: {allowed.endpoint}: {allowed.where or 'request'}: {allowed.what}"
        for allowed in exceptions
        if not any(allowed.covers(complaint) for complaint in found)
    ]
