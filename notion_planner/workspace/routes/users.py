"""Users: the bot itself, and who else is in the workspace."""

from notion_planner.workspace.errors import ApiError
from notion_planner.workspace.ids import parse_id
from notion_planner.workspace.records import Json
from notion_planner.workspace.routes.registry import Call, listing, routes, window


@routes.add("GET", "/v1/users/me", "")
def me(call: Call) -> Json:
    found = call.ctx.store.document("user", call.ctx.actor.id)
    return found if found is not None else {"object": "user", "id": call.ctx.actor.id}


@routes.add("GET", "/v1/users", "read_users")
def users(call: Call) -> Json:
    size, cursor = call.paging()
    # Recorded: people and other bots first, the connection's own bot last.
    listed = sorted(call.ctx.store.documents("user"), key=lambda item: item["id"] == call.ctx.actor.id)
    chosen, following = window(listed, size, cursor)
    return listing(chosen, "user", following)


@routes.add("GET", "/v1/users/{user_id}", "read_users")
def user(call: Call) -> Json:
    identifier = parse_id(call.params["user_id"]) or call.identifier("user_id")
    found = call.ctx.store.document("user", identifier)
    if found is None:
        raise ApiError(
            404,
            "object_not_found",
            f"Could not find user with ID: {identifier}. Make sure your integration has capabilities to read "
            "user information. With those capabilities, only members and guests in the integration's "
            "workspace are visible.",
            {"integration_id": call.ctx.actor.id},
        )
    return found
