"""Puts the found items together into a Spec: keys, order, overview, links, warnings and fingerprint."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from notion_planner.extractor import keys
from notion_planner.extractor.readers.dates import BESIDE
from notion_planner.extractor.readers.derivation import derived_criteria
from notion_planner.extractor.readers.reading import Found, Reading
from notion_planner.extractor.readers.technologies import stated_technologies
from notion_planner.extractor.readers.unannounced import are_links
from notion_planner.extractor.structure.profile import Profile
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.structure.subject import subject_of
from notion_planner.extractor.text.blocks import BlockKind, walk
from notion_planner.extractor.text.dialect import SourceText
from notion_planner.extractor.wording.headings import Headings
from notion_planner.extractor.wording.identifiers import leading_identifier
from notion_planner.extractor.wording.inline import addresses, links, plain
from notion_planner.extractor.wording.vocabulary import REQUIREMENT_ROLES, Role
from notion_planner.model import spec as model
from notion_planner.model.spec import Spec

_FAMILIES: dict[str, type[model.Item]] = {
    "requirements": model.Requirement,
    "acceptance_criteria": model.AcceptanceCriterion,
    "user_stories": model.UserStory,
    "endpoints": model.Endpoint,
    "entities": model.Entity,
    "security_rules": model.SecurityRule,
    "dependencies": model.Dependency,
    "risks": model.Risk,
    "in_scope": model.Item,
    "out_of_scope": model.Item,
    "assumptions": model.Item,
    "open_questions": model.OpenQuestion,
    "decisions": model.Decision,
    "goals": model.Item,
    "success_metrics": model.Item,
    "deadlines": model.Item,
}
_METADATA = re.compile(r"^(?:\*\*|__)?[\w /-]{2,30}(?:\*\*|__)?\s*[:：](?:\*\*)?\s*\S.{0,120}$")
_MOST_LINKS = 1000
_FEW = 2
_LONGEST_TITLE = 60
_LIST = 2  # a single item under an unknown heading is a remark
_PLANNED_FROM = REQUIREMENT_ROLES | {Role.ACCEPTANCE, Role.STORIES}
_WHY = {
    "page": "sub-pages are with `extraction.sub_pages: true` only, one level deep",
    "database": "it has no rows, too many of them, or is a view of another page's database",
}
_ASKED = ("requirements", "user_stories", "acceptance_criteria")
_OWN_TASKS = re.compile(
    r"\b(?:(?:sub)?tasks?(?: (?:list|breakdown))?|work breakdown|action items"
    r"|(?:implementation|build) (?:order|plan|steps|tasks)"
    r"|aufgaben(?:liste)?|arbeitspakete|umsetzungsschritte|tâches|tareas|tarefas|taken(?:lijst)?|attività"
    r"|задачи|zadania)\W*$|任务(?:列表|清单|拆解|分解)?$|タスク(?:一覧)?$|작업 목록$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)]) (?:\[[ xX]\] )?")
_HELD = re.compile(r"<(database|page) url=[^<>]{0,2000}>((?:\\.|[^<>\\]){0,2000})</")


def assemble(
    source: SourceText,
    sections: list[Section],
    reading: Reading,
    profile: Profile,
    *,
    title: str | None,
    previous: Spec | None,
) -> Spec:
    items = _with_keys(reading, previous)
    requirements = items["requirements"]
    fields: dict[str, Any] = {family: tuple(built) for family, built in items.items()}
    spec = Spec(
        title=title,
        subject=subject_of(source.lines, sections),
        overview=_overview(sections),
        **fields,
        technologies=stated_technologies(sections, reading),
        links=_links(sections),
        warnings=(*_warnings(reading, profile, sections, title), *_in_own_section(source)),
        fingerprint=_fingerprint(source, reading),
    )
    return spec.model_copy(update={"derived_criteria": derived_criteria(requirements)})


def _with_keys(reading: Reading, previous: Spec | None) -> dict[str, list[Any]]:
    before_all = [item for family in _FAMILIES for item in getattr(previous, family)] if previous else []
    given = keys.Keys(before_all)
    key_of: dict[Found, str] = {}
    ordered: dict[str, list[Found]] = {}
    for family in _FAMILIES:
        found = sorted(reading.found[family], key=lambda item: (item.source.line, item.source.column))
        ordered[family] = found
        before = getattr(previous, family) if previous is not None else ()
        key_of.update(zip(found, given.assign(found, before, family.replace("_", "-")), strict=True))
    return {family: [_build(item, key_of) for item in found] for family, found in ordered.items()}


def _build(item: Found, key_of: dict[Found, str]) -> model.Item:
    fields = dict(item.fields)
    parent = key_of.get(item.parent) if item.parent is not None else None
    if item.family == "acceptance_criteria":
        fields["parent"] = parent
    elif item.family == "open_questions":
        fields["about"] = parent
    return _FAMILIES[item.family](key=key_of[item], id=item.id, text=item.text, source=item.source, **fields)


def _overview(sections: list[Section]) -> str | None:
    """The first paragraph of the overview; without one, the first prose after the title."""
    for section in sections:
        if section.role is Role.OVERVIEW and section.own is Role.OVERVIEW and (text := _first_prose(section)):
            return text
    tops = [section for section in sections[:3] if section.heading is None or section.heading.level == 1]
    return next((text for section in tops if (text := _first_prose(section))), None)


def _first_prose(section: Section) -> str | None:
    for block in section.blocks:
        if (
            block.kind is BlockKind.PARAGRAPH
            and not block.quoted
            and not _METADATA.match(block.raw.split("\n")[0])
        ):
            text = plain(block.raw)
            if text:
                return text
    return None


def _links(sections: list[Section]) -> tuple[model.Link, ...]:
    found: list[model.Link] = []
    seen: set[str] = set()
    for section in sections:
        for block in walk(section.blocks):
            for raw in (block.raw, *(cell for row in block.rows for cell in row.cells)):
                if "](" not in raw and "url=" not in raw and "://" not in raw:
                    continue
                bare = () if block.kind is BlockKind.CODE else addresses(raw)
                for text, url in (*links(raw), *bare):
                    if url not in seen and not url.startswith("#") and len(found) < _MOST_LINKS:
                        seen.add(url)
                        line, path = block.line + 1, section.path
                        found.append(model.Link(text=text, url=url, line=line, heading_path=path))
    return tuple(found)


def _warnings(
    reading: Reading, profile: Profile, sections: list[Section], title: str | None
) -> tuple[model.ExtractionWarning, ...]:
    found: list[model.ExtractionWarning] = []
    has_text = any(section.blocks or section.heading for section in sections)
    count = len(reading.found["requirements"]) + len(reading.found["user_stories"])
    if not has_text:
        return (model.ExtractionWarning(code="empty", message="The page has no text to read."),)
    if title is None:
        found.append(
            model.ExtractionWarning(code="no_title", message="The document has no title of its own.")
        )
    found += _elsewhere(sections, reading.headings)
    unread = tuple(_unread(reading, sections))
    found += unread if profile.is_spec or not count else ()
    found += _own_tasks(reading, sections) if count else ()
    if reading.placeholders:
        lines = sorted(set(reading.placeholders))
        one = "1 line is a template's placeholder and was"
        several = f"{len(lines)} lines are a template's placeholders and were"
        message = f"{one if len(lines) == 1 else several} not read."
        found.append(
            model.ExtractionWarning(code="template_placeholders", message=message, line=lines[0] + 1)
        )
    if count == 0:
        found.append(
            model.ExtractionWarning(
                code="no_requirements", message="No requirement and no user story was found."
            )
        )
    elif count <= _FEW:
        what = "1 requirement or story was" if count == 1 else f"{count} requirements or stories were"
        message = f"Only {what} found; `notion-planner extract --explain` shows what was read."
        found.append(model.ExtractionWarning(code="few_requirements", message=message))
    stories = reading.found["user_stories"]
    if not profile.is_spec and (unread or not count) and not stories:
        message = "This does not look like a specification"
        message += ": only what its headings call requirements was read." if count else "."
        found.append(model.ExtractionWarning(code="not_a_spec", message=message))
    elif count and not profile.states_requirements and not stories:
        message = "There is no requirements section; requirements were read from features, scope or prose."
        found.append(model.ExtractionWarning(code="no_requirements_section", message=message))
    return tuple(found)


def _in_own_section(source: SourceText) -> Iterator[model.ExtractionWarning]:
    """What somebody wrote down at the end of the page, where that is the section that syncs write."""
    for index in source.own:
        bullet = _BULLET.match(line := source.lines[index])
        identifier = leading_identifier(plain(line[bullet.end() :])) if bullet else None
        if identifier is not None:
            message = (
                f"{identifier.text} is not read: it stands in 'Implementation', the section that syncs write."
            )
            yield model.ExtractionWarning(code="held_elsewhere", message=message, line=index + 1)


def _elsewhere(sections: list[Section], known: Headings) -> Iterator[model.ExtractionWarning]:
    """Requirements that stand on a page of their own, or in a database whose rows were not to be had."""
    for section in sections:
        for block in walk(section.blocks):
            for kind, title in _HELD.findall(block.raw):
                name = plain(title).strip() or "Untitled"
                called = known.role(name) if kind == "page" else None
                in_place = section.role in _PLANNED_FROM
                if in_place or (called is not None and called.exact and called.role in _PLANNED_FROM):
                    place = f" in '{section.title}'" if in_place else ""
                    message = f"The {kind} '{name}'{place} is not read: {_WHY[kind]}."
                    yield model.ExtractionWarning(code="held_elsewhere", message=message, line=block.line + 1)


def _unread(reading: Reading, sections: list[Section]) -> Iterator[model.ExtractionWarning]:
    """Lists under headings that say nothing known, of which nothing became an item."""
    taken = {item.source.line for found in reading.found.values() for item in found}
    unread = []
    for section in sections:
        if section.role is not None or section.level <= 1 or section.heading is None:
            continue
        items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
        lines = [] if are_links(items) else [block.line + 1 for block in items]
        details = any(one in reading.unit_of for one in section.ancestors())
        if not details and len(lines) >= _LIST and taken.isdisjoint(lines):
            unread.append((section, len(lines)))
    if unread:
        first, count = max(unread, key=lambda one: one[1])
        others = len(unread) - 1
        several = f", and {others} more such list{'s' if others > 1 else ''}" if others else ""
        message = (
            f"The list under '{first.title[:_LONGEST_TITLE]}' ({count} items) was not read{several}: "
            "its heading says nothing that is known. `extraction.headings` can say what it holds."
        )
        yield model.ExtractionWarning(code="section_not_read", message=message, line=first.line + 1)


def _own_tasks(reading: Reading, sections: list[Section]) -> Iterator[model.ExtractionWarning]:
    """A list of the work that its author wrote, which is no demand on what is built."""
    taken = {item.source.line for kind in _ASKED for item in reading.found[kind]}
    for section in sections:
        if section.role not in (None, Role.PROCESS) or not _OWN_TASKS.search(section.title):
            continue
        below = [one for one in sections if section in one.ancestors()]
        lines = [block.line + 1 for one in below for block in one.blocks if block.kind is BlockKind.ITEM]
        if len(lines) >= _LIST and taken.isdisjoint(lines):
            message = (
                f"'{section.title[:_LONGEST_TITLE]}' lists {len(lines)} tasks of its author's. They are not "
                "taken over: the plan makes its own of what is asked for."
            )
            yield model.ExtractionWarning(code="own_tasks", message=message, line=section.line + 1)
            return


def _fingerprint(source: SourceText, reading: Reading) -> str:
    """A digest of what was read, blind to trailing spaces, blank lines and line ends."""
    digest = hashlib.sha256()
    previous = -1
    for line in source.common:
        if line.origin != previous and (text := source.lines[line.origin].rstrip()):
            digest.update(text.encode("utf-8", "surrogatepass") + b"\n")
        previous = line.origin
    for item in reading.found["deadlines"]:
        if item.source.rule == BESIDE:
            digest.update(item.text.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()
