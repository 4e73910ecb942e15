"""What people write after the slash command → what is asked for. Pure."""

import html
import re
from enum import StrEnum

from notion_planner.model.base import Frozen

# Notion's longest title and longest address (request limits); nothing longer can name a page.
LONGEST_REFERENCE = 2000


class Verb(StrEnum):
    """What is asked for; a title or an address alone is ``PLAN``."""

    PLAN = "plan"
    STATUS = "status"
    SYNC = "sync"
    NEXT = "next"
    BLOCKED = "blocked"
    DIFF = "diff"
    HELP = "help"

    @property
    def writes(self) -> bool:
        return self in (Verb.PLAN, Verb.SYNC)


class Command(Frozen):
    """``reference`` is a title, an address or an id; empty means every configured specification."""

    verb: Verb
    reference: str = ""


_QUOTES = (('"', '"'), ("“", "”"), ("„", "“"), ("'", "'"), ("‘", "’"), ("‚", "‘"), ("«", "»"), ("「", "」"))
_SPOKEN = {verb.value: verb for verb in Verb if verb is not Verb.PLAN}
# Slack's own form of an address in a command's text, where "escape channels, users, and links" is on.
_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|[^<>]*)?>")


def parse(text: str) -> Command:
    """The command in the text; nothing at all asks for help.

    A title that begins with one of the verbs is written in quotes. "help" is a verb only by itself.
    """
    words = " ".join(html.unescape(_LINK.sub(r"\1", text)).split())
    if len(words) > LONGEST_REFERENCE or not words:
        return Command(verb=Verb.HELP)
    quoted = _unquote(words)
    if quoted != words:
        return Command(verb=Verb.PLAN, reference=quoted) if quoted else Command(verb=Verb.HELP)
    first, _, rest = words.partition(" ")
    verb = _SPOKEN.get(first.casefold())
    if verb is None or (verb is Verb.HELP and rest):
        return Command(verb=Verb.PLAN, reference=words)
    return Command(verb=verb, reference=_unquote(rest))


def _unquote(words: str) -> str:
    for opening, closing in _QUOTES:
        if len(words) >= 2 and words.startswith(opening) and words.endswith(closing):
            return words[1:-1].strip()
    return words
