"""What a tool lost: pages as the server gives them back, counted against what was to be published."""

import re
from collections import Counter
from collections.abc import Mapping

_TAG = re.compile(r"</?[a-z][^>]*>")
_LINK = re.compile(r"\]\((?:[^()\s]|\([^()\s]*\))+\)|<mention-page")
_FENCE = re.compile(r"^\s*```(\w*)\n(.*?)^\s*```", re.M | re.S)
_WORD = re.compile(r"[^\W_]+")
_TARGET = re.compile(r"\]\([^)\s]*\)|url=\"[^\"]*\"|https?://\S+")


def features(markdown: str) -> Counter[str]:
    """How often each kind of thing occurs in a page's Markdown, as Notion writes it."""
    found: Counter[str] = Counter()
    for language, _ in _FENCE.findall(markdown):
        found["code blocks"] += 1
        found["code languages"] += bool(language) and language != "plain"
    text = _FENCE.sub("", markdown)
    found["table rows"] = text.count("<tr>")
    found["links"] = len(_LINK.findall(text))
    for line in text.split("\n"):
        bare = line.lstrip("\t")
        if re.match(r"- \[[ xX]\] ", bare):
            found["checkboxes"] += 1
        elif re.match(r"(?:-|\d+\.) ", bare):
            found["list items"] += 1
        if re.match(r"#{1,6} ", bare):
            found["headings"] += 1
    found["bold texts"] = len(re.findall(r"\*\*[^*\n]+\*\*", text))
    return found


def words(markdown: str) -> Counter[str]:
    return Counter(_WORD.findall(_TAG.sub(" ", _TARGET.sub(" ", markdown))))


def losses(wanted: Mapping[str, str], published: Mapping[str, str]) -> list[str]:
    """In words, what of the wanted pages is missing from the published ones; nothing for an empty list."""
    missing = [title for title in wanted if title not in published]
    found = [f"{len(missing)} of {len(wanted)} pages"] if missing else []
    present = {title: text for title, text in wanted.items() if title in published}
    lost, total = Counter[str](), Counter[str]()
    lost_words = total_words = 0
    for title, text in present.items():
        want, have = features(text), features(published[title])
        total += want
        lost += want - have
        total_words += words(text).total()
        lost_words += (words(text) - words(published[title])).total()
    if lost_words:
        found.append(f"{lost_words} of {total_words} words")
    return found + [f"{count} of {total[kind]} {kind}" for kind, count in lost.most_common()]
