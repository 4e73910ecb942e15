"""Gives every item a key that stays with its content: through moves, renumbering and light rewording."""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from notion_planner.extractor.readers.reading import Found
from notion_planner.model.spec import Item

_WORD = re.compile(r"[a-z0-9]+")
_TOKEN = re.compile(r"[^\W_]+")
_WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_STOP = frozenset(
    (
        *(
            "a",
            "an",
            "and",
            "are",
            "as",
            "at",
            "be",
            "by",
            "can",
            "for",
            "from",
            "have",
            "i",
            "in",
            "is",
            "it",
            "its",
        ),
        *(
            "must",
            "of",
            "on",
            "or",
            "s",
            "shall",
            "should",
            "so",
            "such",
            "system",
            "that",
            "the",
            "their",
            "they",
        ),
        *("this", "to", "user", "users", "want", "was", "will", "with"),
    )
)
_SLUG_WORDS = 4
_LONGEST_WORD = 16
_DIGEST = 4
# Below this share of common weight two texts are two requirements; a third of the words may still change.
_SAME_TEXT = 0.5
# Nearer than this, two pairs cannot be told apart; more than what an equal identifier adds.
_MARGIN = 0.05
# With one identifier two texts need less in common, unless another text comes nearer by so much.
_SAME_SUBJECT = 0.25
_FAR_NEARER = 0.25
# Candidates looked at per item; rare words come first, so the true match is among them.
_MOST_CANDIDATES = 24


def normal_form(text: str) -> str:
    return " ".join(_TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()))


def content_key(text: str, prefix: str) -> str:
    """A readable key from the content alone: its first telling words and a short digest of all of it."""
    normal = normal_form(text)
    ascii_text = unicodedata.normalize("NFKD", normal).encode("ascii", "ignore").decode()
    words = (word[0][:_LONGEST_WORD] for word in _WORD.finditer(ascii_text) if word[0] not in _STOP)
    slug = "-".join(islice(words, _SLUG_WORDS)) or prefix
    digest = hashlib.sha256(normal.encode()).hexdigest()[:_DIGEST]
    return f"{slug}-{digest}"


class _Candidate(NamedTuple):
    score: float
    previous: int
    current: int


class _Texts:
    """Word weights over both versions: what every requirement says ("the system must") tells nothing."""

    def __init__(self, previous: Sequence[str], current: Sequence[str]) -> None:
        self.previous = [_tokens(text) for text in previous]
        self.current = [_tokens(text) for text in current]
        counts = Counter(token for tokens in (*self.previous, *self.current) for token in tokens)
        total = len(previous) + len(current)
        self._weights = {
            token: 0.15 + 1.0 / (1.0 + 4.0 * count / total * min(total, 12) / 2)
            for token, count in counts.items()
        }
        self._counts = counts

    def similarity(self, previous: int, current: int) -> float:
        a, b = self.previous[previous], self.current[current]
        common = sum(self._weights[token] for token in a & b)
        both = sum(self._weights[token] for token in a) + sum(self._weights[token] for token in b)
        return 2 * common / both if both else 0.0

    def rarest(self, current: int) -> list[str]:
        return sorted(self.current[current], key=lambda token: (self._counts[token], token))


def _tokens(text: str) -> frozenset[str]:
    tokens: list[str] = []
    for word in _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()):
        if _WIDE.search(word) and len(word) > 1:
            tokens += [word[n : n + 2] for n in range(len(word) - 1)]
        else:
            tokens.append(word)
    return frozenset(tokens)


class Keys:
    """The keys of one document:

    each is given once, and a key of the previous version only to the same item.
    """

    def __init__(self, previous: Iterable[Item]) -> None:
        self._taken: set[str] = set()
        self._reserved = {item.key for item in previous}
        self._numbers: Counter[str] = Counter()

    def assign(self, found: Sequence[Found], previous: Sequence[Item], prefix: str) -> list[str]:
        """A key for each found item: its previous one where it is the same item, else a fresh one."""
        matched = _match(found, previous) if previous else {}
        keys: list[str] = []
        for index, item in enumerate(found):
            key = matched.get(index)
            if key is None or key in self._taken:
                key = self._fresh(content_key(item.text, prefix))
            self._taken.add(key)
            keys.append(key)
        return keys

    def _fresh(self, key: str) -> str:
        """A fresh key never equals a previous one: else it would pass to another item."""
        candidate = key
        while candidate in self._taken or candidate in self._reserved:
            self._numbers[key] += 1
            candidate = f"{key}-{self._numbers[key] + 1}"
        return candidate


def _match(found: Sequence[Found], previous: Sequence[Item]) -> dict[int, str]:
    pairs = _identical(found, previous)
    used = set(pairs.values())
    free_previous = [n for n in range(len(previous)) if n not in used]
    free_current = [n for n in range(len(found)) if n not in pairs]
    texts = _Texts([previous[n].text for n in free_previous], [found[n].text for n in free_current])
    candidates = list(_candidates(texts, found, previous, free_current, free_previous))
    named = _Named(found, previous)
    is_stable = named.keep_identifiers(pairs)
    if is_stable:
        for now, before in named.alike(texts, candidates, free_current, free_previous):
            pairs[now] = before
    used = set(pairs.values())
    left = [
        candidate
        for candidate in candidates
        if free_current[candidate.current] not in pairs and free_previous[candidate.previous] not in used
    ]
    for candidate in _decided(left):
        pairs[free_current[candidate.current]] = free_previous[candidate.previous]
    if is_stable:
        pairs |= named.reworded(pairs)
    return {current: previous[before].key for current, before in pairs.items()}


class _Named:
    """Items that have an identifier which no other of their version has: with it they pass as the same."""

    def __init__(self, found: Sequence[Found], previous: Sequence[Item]) -> None:
        self._found, self._previous = found, previous
        before = _unique([item.id for item in previous])
        self._pairs = {
            now: before[name] for name, now in _unique([f.id for f in found]).items() if name in before
        }

    def keep_identifiers(self, pairs: Mapping[int, int]) -> bool:
        """Whether no statement that stayed as it was has another identifier: else they were given anew."""
        return all(self._found[now].id == self._previous[before].id for now, before in pairs.items())

    def alike(
        self, texts: _Texts, candidates: Sequence[_Candidate], current: Sequence[int], previous: Sequence[int]
    ) -> Iterator[tuple[int, int]]:
        """Those whose own pair says something of the same, and to which none other comes far nearer."""
        best_now: dict[int, float] = defaultdict(float)
        best_before: dict[int, float] = defaultdict(float)
        for candidate in candidates:
            best_now[candidate.current] = max(best_now[candidate.current], candidate.score)
            best_before[candidate.previous] = max(best_before[candidate.previous], candidate.score)
        places = {before: place for place, before in enumerate(previous)}
        for place, now in enumerate(current):
            before = self._pairs.get(now, -1)
            if before in places:
                score = texts.similarity(places[before], place)
                rival = max(best_now[place], best_before[places[before]])
                if score >= max(_SAME_SUBJECT, rival - _FAR_NEARER):
                    yield now, before

    def reworded(self, pairs: Mapping[int, int]) -> dict[int, int]:
        """Those that nothing else is like, where most kept their identifiers and none passed its own on."""
        places = {before: now for now, before in pairs.items()}
        is_passed_on = any(places.get(before, now) != now for now, before in self._pairs.items())
        kept = sum(self._pairs.get(now) == before for now, before in pairs.items())
        if is_passed_on or kept * 2 < len(self._previous):
            return {}
        taken = set(pairs.values())
        return {
            now: before for now, before in self._pairs.items() if now not in pairs and before not in taken
        }


def _unique(identifiers: Sequence[str | None]) -> dict[str, int]:
    counts = Counter(identifiers)
    return {name: n for n, name in enumerate(identifiers) if name is not None and counts[name] == 1}


def _decided(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The pairs that no other comes near, best first.

    Two short statements that differ in a word ("search by title", "search by author") are both as near to a
    rewording of either; a fresh key is then better than one that passes to the other.
    """
    by_current: dict[int, list[_Candidate]] = defaultdict(list)
    by_previous: dict[int, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_current[candidate.current].append(candidate)
        by_previous[candidate.previous].append(candidate)
    taken: set[int] = set()
    settled: set[int] = set()
    result: list[_Candidate] = []
    for candidate in sorted(candidates, reverse=True):
        if candidate.current in settled or candidate.previous in taken:
            continue
        least = candidate.score - _MARGIN
        rivals = [
            other
            for other in (*by_current[candidate.current], *by_previous[candidate.previous])
            if other is not candidate
            and other.score > least
            and other.current not in settled
            and other.previous not in taken
        ]
        settled.add(candidate.current)
        if rivals:
            settled.update(other.current for other in rivals if other.previous == candidate.previous)
            continue
        taken.add(candidate.previous)
        result.append(candidate)
    return result


def _identical(found: Sequence[Found], previous: Sequence[Item]) -> dict[int, int]:
    """Items whose text did not change; among equal texts the one with the same identifier or place first."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for index, item in enumerate(previous):
        waiting[normal_form(item.text)].append(index)
    pairs: dict[int, int] = {}
    for index, now in enumerate(found):
        same = waiting.get(normal_form(now.text))
        if same:
            best = max(
                same,
                key=lambda n: (
                    previous[n].id == now.id,
                    previous[n].text == now.text,  # "C#" and "C++" are the same words
                    previous[n].source.heading_path == now.source.heading_path,
                    -n,
                ),
            )
            same.remove(best)
            pairs[index] = best
    return pairs


def _candidates(
    texts: _Texts,
    found: Sequence[Found],
    previous: Sequence[Item],
    free_current: list[int],
    free_previous: list[int],
) -> Iterable[_Candidate]:
    having: dict[str, list[int]] = defaultdict(list)
    for index, tokens in enumerate(texts.previous):
        for token in tokens:
            having[token].append(index)
    for index in range(len(free_current)):
        seen: Counter[int] = Counter()
        for token in texts.rarest(index):
            if len(having[token]) <= 200:
                seen.update(having[token])
        for before, _ in seen.most_common(_MOST_CANDIDATES):
            score = texts.similarity(before, index)
            if score >= _SAME_TEXT:
                same_id = (
                    found[free_current[index]].id is not None
                    and found[free_current[index]].id == previous[free_previous[before]].id
                )
                yield _Candidate(score + 0.02 * same_id, before, index)
