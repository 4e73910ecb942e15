"""The one error that the API answers with, and the texts Notion uses for it."""

import json
from typing import Any


class ApiError(Exception):
    """An answer other than success: becomes Notion's error object and leaves no trace in the store."""

    def __init__(
        self, status: int, code: str, message: str, additional_data: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.additional_data = additional_data


def literal(value: object) -> str:
    """A value as Notion quotes it in a message: compact JSON, shortened when it is long."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return text if len(text) <= 1000 else f"{text[:1000]}..."


def invalid(message: str) -> ApiError:
    return ApiError(400, "validation_error", message)


def missing_property(name: str) -> ApiError:
    return invalid(f"{name} is not a property that exists.")


def wrong_type(name: str, kind: str) -> ApiError:
    return invalid(f"{name} is expected to be {kind}.")


def not_found(kind: str, identifier: str, bot_name: str, bot_id: str) -> ApiError:
    return ApiError(
        404,
        "object_not_found",
        f"Could not find {kind} with ID: {identifier}. Make sure the relevant pages and databases are shared "
        f'with your integration "{bot_name}".',
        {"integration_id": bot_id},
    )


def invalid_url() -> ApiError:
    return ApiError(400, "invalid_request_url", "Invalid request URL.")


def unauthorized() -> ApiError:
    return ApiError(401, "unauthorized", "API token is invalid.")


def missing_capability() -> ApiError:
    return ApiError(403, "restricted_resource", "Insufficient permissions for this endpoint.")


def trashed() -> ApiError:
    return invalid("Can't edit block that is archived. You must unarchive the block before editing.")


def trashed_ancestor() -> ApiError:
    return invalid("Can't edit page on block with an archived ancestor.")
