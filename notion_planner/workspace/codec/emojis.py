"""Custom emojis: ``:name:`` is one where the workspace has an emoji of that name, else it is text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from notion_planner.workspace.records import Json
from notion_planner.workspace.rules.blocks import Tree
from notion_planner.workspace.rules.rich_text import mention_item, merged, text_item

_NAME = re.compile(r":([A-Za-z0-9_+-]{1,100}):")
_FIELDS = ("rich_text", "caption", "title")
Known = Mapping[str, Json]


def with_emojis(trees: Sequence[Tree], known: Known) -> tuple[Tree, ...]:
    if not known:
        return tuple(trees)
    return tuple(
        replace(tree, payload=_payload(tree, known), children=with_emojis(tree.children, known))
        for tree in trees
    )


def _payload(tree: Tree, known: Known) -> Json:
    if tree.type == "code":
        return tree.payload
    return {name: _value(name, value, known) for name, value in tree.payload.items()}


def _value(name: str, value: Any, known: Known) -> Any:
    if name == "cells":
        return [named_emojis(cell, known) for cell in value]
    return named_emojis(value, known) if name in _FIELDS and isinstance(value, list) else value


def named_emojis(items: Sequence[Json], known: Known) -> list[Json]:
    return merged(part for item in items for part in _parts(item, known))


def _parts(item: Json, known: Known) -> Iterator[Json]:
    if item["type"] != "text" or item["annotations"]["code"] or "citation" in item:
        yield item
        return
    text, at = item["text"]["content"], 0
    for found in _NAME.finditer(text):
        emoji = known.get(found[1])
        if emoji is not None:
            yield {**item, **text_item(text[at : found.start()], item["annotations"], item["href"])}
            yield {**mention_item("custom_emoji", emoji, item["annotations"], found[0]), "href": item["href"]}
            at = found.end()
    yield {**item, **text_item(text[at:], item["annotations"], item["href"])}
