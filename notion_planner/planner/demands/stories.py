"""Which requirement serves which user story: as written, by the place they share, else by their words."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from notion_planner.extractor.wording.identifiers import (
    leading_identifier,
    unit_heading,
    without_identifier,
)
from notion_planner.model.spec import RequirementKind, Spec, UserStory
from notion_planner.planner.demands.matching import Index
from notion_planner.planner.english.wording import content_key, without_priority

SHARE = 0.3
"""How much of the smaller text's weight a requirement and a story must have in common."""


def link_stories(spec: Spec) -> dict[str, str]:
    """Requirement key → story key, for the functional requirements that serve a story."""
    known = {story.key for story in spec.user_stories}
    beside = {story.source.line: story.key for story in spec.user_stories}
    under = {story.source.heading_path: story.key for story in reversed(spec.user_stories)}
    criteria: dict[str, list[str]] = defaultdict(list)
    for criterion in spec.acceptance_criteria:
        if criterion.parent in known:
            criteria[criterion.parent or ""].append(criterion.text)
    alone = _alone(spec.user_stories)
    names = {key: _name_of(path[-1]) for path, key in alone.items()}
    index = Index(
        (s.key, " ".join((names.get(s.key, ""), s.text, *criteria[s.key]))) for s in spec.user_stories
    )
    links: dict[str, str] = {}
    for requirement in spec.requirements:
        path = requirement.source.heading_path
        own_heading = bool(path) and content_key(requirement.text) in content_key(path[-1])
        found: str | None = None
        if requirement.story in known:
            found = requirement.story
        elif requirement.source.line in beside:  # a table's row: what is required and who wants it
            found = beside[requirement.source.line]
        elif own_heading and path in under:
            found = under[path]
        elif requirement.kind is RequirementKind.FUNCTIONAL:
            found = _above(path, alone) or index.best(requirement.text, share=SHARE, least=2)
        if found is not None:
            links[requirement.key] = found
    return links


def _alone(stories: Sequence[UserStory]) -> dict[tuple[str, ...], str]:
    """The headings under which one story stands and no other."""
    told = Counter(story.source.heading_path for story in stories)
    return {path: s.key for s in stories if told[path := s.source.heading_path] == 1 and path}


def _above(path: tuple[str, ...], alone: dict[tuple[str, ...], str]) -> str | None:
    """The story of the nearest heading above: "Functional Requirements" of one story are of no other."""
    above = (path[:length] for length in range(len(path), 0, -1))
    return next((alone[heading] for heading in above if heading in alone), None)


def _name_of(heading: str) -> str:
    """ "US4: Notification reasons" names the story by what it is about."""
    unit, identifier = unit_heading(heading), leading_identifier(heading)
    name = unit.title if unit is not None else without_identifier(heading, identifier) if identifier else ""
    return without_priority(name)
