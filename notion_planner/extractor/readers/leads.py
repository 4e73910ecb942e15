"""Gives the items below "Customers must:" and "As a guest, I can:" the beginning of their sentence."""

import re
from collections.abc import Iterable

from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind, walk
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import leading_identifier
from notion_planner.extractor.wording.inline import plain

_LAST_SENTENCE = re.compile(r"(?:^|[.!?]\s)([^.!?]+)$")
_LONGEST_LEAD = 80
# "**Search:** by name", "`GET /rides`" and "Search: by name" do not go on with a sentence.
_GOES_ON = re.compile(r"[^\W\d_](?![^:：]{0,40}[:：])")
_UNFINISHED = re.compile(
    r"[^\W\d_][^:：.;]{2,60}\s(?:for|with|by|via|für|mit|durch|pour|avec|par|para|con|com|por|per|voor|met)\s?[:：]",
    re.IGNORECASE,
)
# What may stand between "I want" and a list of wishes.
_NO_WISH = re.compile(
    r"\s*(?:to\b)?\s*(?:be able to|have|see|be|pouvoir|poder|poter|kunnen)?(?: to)?", re.IGNORECASE
)

# What roles may do is often listed below the name of each: "Access roles", "Rollen und Rechte".
_ROLES = re.compile(
    r"\broles?\b|\bpermissions?\b|\brollen\b|\bberechtigungen\b|\brôles?\b|\bdroits d['’]accès\b|\broles y\b|"
    r"\bpermisos\b|\bpapéis\b|\bpermissões\b|\bruoli\b|\bpermessi\b|\brechten\b",
    re.IGNORECASE,
)
_ROLE = re.compile(r"[^\W\d_][^.:;,!?]{1,40}")


def lead_lists(sections: Iterable[Section]) -> None:
    """Sets the ``lead`` of each item below a line or heading that ends in a subject and its modal verb."""
    for section in sections:
        above = section.title if section.level > 1 and section.own is None else ""
        lead: str | None = None
        for block in section.blocks:
            if block.kind is not BlockKind.ITEM:
                above, lead = block.raw if block.kind is BlockKind.PARAGRAPH else "", None
                continue
            lead = _lead(above) if lead is None else lead
            _go_on(block, lead)
        for block in walk(section.blocks):
            leads = bool(block.children) and (leads_stories(block.text) or _is_unfinished(block.text))
            for child in block.children if leads else ():
                _go_on(child, block.text.rstrip(" :：…"))
        _lead_roles(section)


def _lead_roles(section: Section) -> None:
    """Says of what a role can do who can do it: "**Clerk**" above "can open the gate"."""
    if not any(_ROLES.search(above.title) for above in section.ancestors()):
        return
    if section.level > 1 and not _ROLES.search(section.title):
        _lead_role(section.title, section.blocks)
    for block in walk(section.blocks):
        if block.kind is BlockKind.ITEM:
            _lead_role(block.text, block.children)


def _lead_role(name: str, listed: Iterable[Block]) -> None:
    name = name.rstrip(" :：–—-")
    if _ROLE.fullmatch(name) is None or vocabulary.modals().search(name) is not None:
        return
    for item in listed:
        if item.kind is BlockKind.ITEM and vocabulary.modals().match(item.text) is not None:
            item.lead = name
            item.go_on_from(name)


def _is_unfinished(text: str) -> bool:
    """ "Push notifications for:" names half of what each item below it does."""
    return text.endswith((":", "：")) and _UNFINISHED.fullmatch(text) is not None


def leads_stories(text: str) -> bool:
    """Whether a line names the role of stories and leaves their wishes to the list below it."""
    sentence = text.rstrip(" :：…") if len(text) <= _LONGEST_LEAD + 1 else ""
    if not sentence or vocabulary.story_openings().match(f"{sentence} ") is None:
        return False
    want = vocabulary.story_part("want").search(f"{sentence} ")
    return want is not None and _NO_WISH.fullmatch(sentence[want.end() :]) is not None


def _go_on(item: Block, lead: str) -> None:
    if lead:
        item.lead = lead
        if _goes_on(item, lead):
            item.go_on_from(lead)


def _lead(raw: str) -> str:
    """ "Bikes stand in the street. **Customers must:**" leads with "Customers must"."""
    found = _LAST_SENTENCE.search(plain(raw[-2 * _LONGEST_LEAD :]).rstrip(" :：…"))
    sentence = found[1].strip() if found is not None else ""
    is_lead = len(sentence) <= _LONGEST_LEAD and vocabulary.lead_ins().match(sentence) is not None
    return sentence if is_lead or leads_stories(sentence) else ""


def _goes_on(item: Block, lead: str) -> bool:
    text = plain(item.raw)
    own = leading_identifier(text) is not None or vocabulary.story_openings().search(text[:200]) is not None
    if leads_stories(lead):  # whose benefit may have a verb: "so that I can choose"
        return not own and _GOES_ON.match(text) is not None
    own = own or vocabulary.modals().search(text[:_LONGEST_LEAD]) is not None
    return not own and _GOES_ON.match(item.raw) is not None
