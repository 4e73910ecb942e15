"""Says of a demand that something goes on as it is: "the system SHALL CONTINUE TO send a receipt"."""

import re

from notion_planner.model.spec import Item, Requirement, RequirementKind
from notion_planner.planner.english.clauses import calm, named, stated
from notion_planner.planner.english.phrasing import main_clause
from notion_planner.planner.english.wording import inside, plain

# A specification of a repair prints it in capitals, as EARS does its keywords. "The app must continue to
# work offline" asks for something new, unless its heading says that nothing changes.
_KEYWORD = re.compile(r"\bCONTINUE TO\b")
_SAID = re.compile(r"(?P<who>.+?) (?:must|shall|should|will) continue to (?P<does>\S.*)", re.IGNORECASE)
_HEADING = re.compile(r"\b(?:unchanged|regressions?|preserved)\b", re.IGNORECASE)


def goes_on(item: Item) -> bool:
    """Whether a requirement asks only that what works does so afterwards, too."""
    if not isinstance(item, Requirement) or item.kind is not RequirementKind.FUNCTIONAL:
        return False
    headed = any(map(_HEADING.search, item.source.heading_path)) and _SAID.match(item.text)
    return _KEYWORD.search(item.text) is not None or bool(headed)


def as_before(text: str) -> str:
    """What is tested of it: "the system still sends a receipt when the guest has paid"."""
    main, condition = main_clause(calm(_KEYWORD.sub("continue to", plain(text))))
    said = _SAID.fullmatch(main)
    told = stated(said["who"].split(" "), ["still", *said["does"].split(" ")]) if said is not None else main
    return f"{named(told)} {inside(condition)}" if condition else named(told)
