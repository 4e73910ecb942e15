"""Slack's own rules for messages, as its Python SDK checks them, and what its documentation adds."""

from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

MOST_BLOCKS = 50  # docs.slack.dev/reference/block-kit/blocks
LONGEST_TEXT = 40_000  # docs.slack.dev/reference/methods/chat.postMessage
MOST_CHARACTERS = 13_000  # slackapi/bolt-js#2509: above it messages are refused as msg_blocks_too_long
_OF_A_MESSAGE = {"section", "actions", "context", "divider", "header", "image", "rich_text", "markdown"}


def violations(message: dict[str, Any]) -> list[str]:
    """What Slack would say against this message; nothing where it would take it."""
    blocks = message.get("blocks", [])
    found = [] if isinstance(message.get("text"), str) and message["text"] else ["no text"]
    found += ["text too long"] if len(message.get("text") or "") > LONGEST_TEXT else []
    found += ["too many blocks"] if len(blocks) > MOST_BLOCKS else []
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    found += ["block_id twice"] if len(ids) != len(set(ids)) else []
    found += [problem for block in blocks for problem in _of_block(block)]
    total = sum(len(text) for block in blocks for text in _texts(block))
    return found + (["msg_blocks_too_long"] if total > MOST_CHARACTERS else [])


def _of_block(block: dict[str, Any]) -> list[str]:
    if block.get("type") not in _OF_A_MESSAGE:
        return [f"no block of a message: {block.get('type')}"]
    try:
        parsed = Block.parse(block)
        again = parsed.to_dict() if parsed is not None else None
    except (SlackObjectFormationError, TypeError) as error:
        return [f"{block['type']}: {error}"]
    # What the SDK does not know gets lost on the way through it.
    found = [] if again == block else [f"{block['type']}: not what the SDK makes of it"]
    names = [element.get("action_id") for element in block.get("elements", ())]
    named = [name for name in names if name is not None]
    found += ["action_id twice"] if len(named) != len(set(named)) else []
    found += [f"{block['type']}: empty text" for text in _texts(block) if not text]
    return found


def _texts(value: Any) -> list[str]:
    """Every text of text objects in the block."""
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if not isinstance(value, dict):
        return []
    if value.get("type") in ("mrkdwn", "plain_text"):
        return [value.get("text", "")]
    return [text for each in value.values() for text in _texts(each)]
