"""What was last meant to stand on a page, section by section. Pure."""

from collections.abc import Mapping

from notion_planner.model.base import Frozen

# In place of a fingerprint: a person removed or renamed the section, so it is theirs to bring back.
GIVEN_UP = "-"


class Base(Frozen):
    """What was last meant to be there: section heading → fingerprint, and → its units' keys.

    ``lines`` may lack a section (a state that would be too large leaves texts out); then a section that both
    sides changed can only be told, not merged.
    """

    marks: Mapping[str, str] = {}
    lines: Mapping[str, tuple[str, ...]] = {}
