"""Block Kit within Slack's limits: spec text goes in as data, and what is too much is counted. Pure.

Limits as docs.slack.dev/reference/block-kit states them, unless a comment says otherwise.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from notion_planner.errors import PlannerError
from notion_planner.model.base import Frozen
from notion_planner.templating import slack_text

_SECTION = 3000
_BLOCKS = 50
_ADDRESS = 500
_OF_ADDRESSES = "%/:?#[]@!$&'()*+,;=~-._"
_NOTHING = "–"
_LABEL = 75
_CONFIRMATION = 300
_TITLE = 150
# Not documented: messages above some 13,000 characters in all are refused as msg_blocks_too_long
# (slackapi/bolt-js#2509).
_WHOLE = 11_500
_LIST = 9000
# What is not a section (buttons, the last line) always has its place.
_SECTIONS = 45
# chat.postMessage cuts the text of a notification at 40,000 and advises 4,000.
_NOTIFICATION = 1000


class Message(Frozen):
    """``text`` is what notifications and screen readers get. ``private``: for the person who asked only.

    ``blocks`` are Slack's JSON, held to Slack's rules where they were made.
    """

    text: str
    blocks: tuple[dict[str, Any], ...]
    private: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "blocks": list(self.blocks)}

    def followed_by(self, blocks: Sequence[Block]) -> "Message":
        """The same with more below it, as far as a message holds more."""
        return self.model_copy(update={"blocks": _fitting([*self.blocks, *_as_json(blocks)])})


def plain(text: str, most: int = _TITLE) -> str:
    """One line of data, shortened and with Slack's control characters escaped."""
    return slack_text(clip(" ".join(text.split()), most))


def clip(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def link(url: str | None, title: str) -> str:
    """The title, as a link where the address is one that people open."""
    name = plain(title) or "untitled"
    safe = quote(url or "", safe=_OF_ADDRESSES)
    if not safe.startswith(("https://", "http://")) or len(safe) > _ADDRESS:
        return name
    # A bar would end the address of a link, and an unescaped one its title.
    return f"<{slack_text(safe)}|{name.replace('|', '¦')}>"


def sections(lines: Iterable[str], *, most: int = _LIST) -> tuple[SectionBlock, ...]:
    """The lines in as few sections as hold them; what does not fit is counted in a last line."""
    packed: list[str] = []
    total = left_out = 0
    for line in lines:
        if left_out or total + len(line) > most:
            left_out += 1
            continue
        total += len(line) + 1
        if packed and len(packed[-1]) + len(line) + 1 <= _SECTION - 100:
            packed[-1] += f"\n{line}"
        else:
            packed.append(line)
    if left_out:
        packed.append(f"… and {left_out} more")
    return tuple(section(text) for text in packed if text.strip())


def section(text: str, *, button: ButtonElement | None = None) -> SectionBlock:
    return SectionBlock(text=mrkdwn(clip(text, _SECTION)), accessory=button)


def context(text: str) -> ContextBlock:
    return ContextBlock(elements=[mrkdwn(text)])


def mrkdwn(text: str) -> MarkdownTextObject:
    # Verbatim: names and addresses in spec text become neither mentions nor links.
    # Slack refuses an empty text, and its SDK leaves it out.
    return MarkdownTextObject(text=text if text.strip() else _NOTHING, verbatim=True)


def actions(buttons: Sequence[ButtonElement]) -> ActionsBlock:
    return ActionsBlock(elements=list(buttons))


def button(label: str, *, action: str, value: str, style: str | None = None) -> ButtonElement:
    text = PlainTextObject(text=clip(label, _LABEL), emoji=True)
    return ButtonElement(text=text, action_id=action, value=value, style=style)


def dangerous_button(label: str, *, action: str, value: str, warning: str) -> ButtonElement:
    """A button that asks again before it counts."""
    confirm = ConfirmObject(
        title="Are you sure?",
        text=PlainTextObject(text=clip(warning, _CONFIRMATION)),
        confirm="Apply",
        deny="Go back",
        style="danger",
    )
    text = PlainTextObject(text=clip(label, _LABEL), emoji=True)
    return ButtonElement(text=text, action_id=action, value=value, style="danger", confirm=confirm)


def message(text: str, *parts: Block | Sequence[Block], private: bool = False) -> Message:
    """One message of all the parts, in their order; ``text`` is plain and gets escaped."""
    blocks: list[Block] = []
    for part in parts:
        blocks.extend([part] if isinstance(part, Block) else part)
    return Message(
        text=plain(text, _NOTIFICATION) or _NOTHING, blocks=_fitting(_as_json(blocks)), private=private
    )


def _as_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [block.to_dict() for block in blocks]


def _fitting(blocks: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The blocks without the sections that a message does not hold, and a line that says so."""
    kept: list[dict[str, Any]] = []
    total = left_out = 0
    for block in blocks:
        length = len(block.get("text", {}).get("text", ""))
        if block["type"] == "section" and (len(kept) >= _SECTIONS or total + length > _WHOLE):
            left_out += 1
            continue
        total += length
        kept.append(block)
    if left_out:
        kept.append(context("… and more than a message holds.").to_dict())
    return tuple(kept[:_BLOCKS])


def failure_lines(failures: Iterable[PlannerError]) -> tuple[SectionBlock, ...]:
    """What could not be done beside what the message says, a line each."""
    return sections(f":warning: {plain(str(error), 400)}" for error in failures)
