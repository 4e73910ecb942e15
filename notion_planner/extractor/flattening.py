"""The flat form of an extraction: one list a kind, each item with its line and text."""

from typing import TypeAlias

from notion_planner.model.spec import AcceptanceCriterion, Item, OpenQuestion, Requirement, Spec, UserStory

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

_LISTS = (
    "requirements",
    "acceptance_criteria",
    "derived_criteria",
    "user_stories",
    "endpoints",
    "entities",
    "security_rules",
    "dependencies",
    "risks",
    "in_scope",
    "out_of_scope",
    "assumptions",
    "open_questions",
    "decisions",
    "goals",
    "success_metrics",
    "deadlines",
    "technologies",
)


def flat(spec: Spec) -> dict[str, JSON]:
    """``spec`` as ``extract --json`` prints it.

    A priority is given as written; a criterion's ``parent`` is what people call the item it is bound to,
    beside its key and line.
    """
    by_key: dict[str, Item] = {item.key: item for item in (*spec.requirements, *spec.user_stories)}
    result: dict[str, JSON] = {"title": spec.title, "overview": spec.overview}
    for name in _LISTS:
        items: tuple[Item, ...] = getattr(spec, name)
        result[name] = [_item(item, by_key) for item in items]
    result["links"] = [link.model_dump(mode="json") for link in spec.links]
    result["warnings"] = [warning.model_dump(mode="json") for warning in spec.warnings]
    result["fingerprint"] = spec.fingerprint
    return result


def _item(item: Item, by_key: dict[str, Item]) -> dict[str, JSON]:
    flattened: dict[str, JSON] = {"line": item.source.line, "text": item.text}
    dumped: dict[str, JSON] = item.model_dump(mode="json")
    flattened.update({name: value for name, value in dumped.items() if name not in ("text", "source")})
    flattened["source"] = dumped["source"]
    if isinstance(item, Requirement | UserStory):
        flattened["priority"] = item.priority_text or (item.priority.value if item.priority else None)
        flattened["level"] = item.priority.value if item.priority else None
    if isinstance(item, AcceptanceCriterion):
        parent = by_key.get(item.parent) if item.parent else None
        flattened["parent"] = item.reference or (parent.id if parent else None) or item.parent
        flattened["parent_key"] = item.parent
        flattened["parent_line"] = parent.source.line if parent else None
    if isinstance(item, OpenQuestion) and item.about in by_key:
        flattened["about_line"] = by_key[item.about].source.line
    return flattened
