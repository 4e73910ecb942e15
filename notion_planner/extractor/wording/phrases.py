"""Finds known phrases in headings, labels and columns, whatever their case, numbering and emoji."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
JOINED_SCRIPT = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_NUMBERING = re.compile(
    r"^[^\w§(（\[【]*(?:(?:\d{1,3}(?:\.\d{1,3}){0,5}[.)]?|[A-Z][.)]|[IVX]{2,5}[.)]?)\s+|"
    r"[一二三四五六七八九十]{1,3}[、.．:：]|[(（][一二三四五六七八九十]{1,3}[)）]|[가나다라마바사아자차카타파하][.)]\s+|"
    r"\d{1,3}(?:\.\d{1,3}){0,5}[.):、．]|第\s*[0-9一二三四五六七八九十]{1,4}\s*[章节節条]\s*|§\s*\d+)\s*"
)
BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]{0,200}[)）\]】]")
# Traditional characters beside the simplified ones of the shipped phrases, which then serve both.
_SIMPLIFIED = str.maketrans(
    "與業個爲為義產從優會體關內決況準劃則別務動單歷參發變號後響圍圖場塊備夠實審對將屬並庫應開異當錄徑態願戶擴護據攜數斷無時暫術機條來構標棧樣匯測點狀現畫監確礙穩競簡"
    "類約級紀線細紹結統續維緩編緣範觀規説計訂認議記設證評詞該詳語說質資賴邊這進選釋裏裡鍵問間險隱項須題風驗專",
    "与业个为为义产从优会体关内决况准划则别务动单历参发变号后响围图场块备够实审对将属并库应开异当录径态愿户扩护据携数断无时暂术机条来构标栈样汇测点状现画监确碍稳竞简"
    "类约级纪线细绍结统续维缓编缘范观规說计订认议记设证评词该详语说质资赖边这进选释里里键问间险隐项须题风验专",
)
# As they stand in headings again and again.
_MISSPELT = {
    "requirments": "requirements",
    "requirement's": "requirements",
    "requierements": "requirements",
    "requirment": "requirement",
    "funtional": "functional",
    "functionnal": "functional",
    "criterias": "criteria",
    "critera": "criteria",
    "acceptence": "acceptance",
    "dependancies": "dependencies",
    "constrains": "constraints",
    "assumtions": "assumptions",
    "scop": "scope",
}
_CONNECTIVES = frozenset(("and", "und", "et", "y"))
_LONGEST_PHRASE = 6
# A known word in a long heading says little about the section ("Users can export dependencies as CSV").
_LEAST_COVERAGE = 0.3


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Words of a heading, label or column: case, numbering, brackets, emoji and connectives removed.

    Chinese is in simplified characters.
    """
    text = unicodedata.normalize("NFKC", text).replace("’", "'").translate(_SIMPLIFIED)
    bare = BRACKETS.sub(" ", _NUMBERING.sub("", text, count=1))
    words = _WORD.findall((bare if _WORD.search(bare) else text).casefold())
    return " ".join(_MISSPELT.get(word, word) for word in words if word not in _CONNECTIVES)


def _without_accents(words: str) -> str:
    if words.isascii() or JOINED_SCRIPT.search(words):
        return words
    return "".join(c for c in unicodedata.normalize("NFD", words) if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases with what they mean; ``spaced`` are looked up word by word, ``joined`` inside a word."""

    exact: Mapping[str, str]
    spaced: Mapping[str, str]
    joined: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Phrases":
        exact: dict[str, str] = {}
        spaced: dict[str, str] = {}
        joined: list[tuple[str, str]] = []
        for phrase, meaning in pairs:
            words = normalise(phrase.removeprefix("="))
            exact.setdefault(words, meaning)
            if JOINED_SCRIPT.search(words):
                exact.setdefault(words.replace(" ", ""), meaning)
            if phrase.startswith("="):
                continue
            spaced.setdefault(words, meaning)
            if JOINED_SCRIPT.search(words):
                joined.append((words.replace(" ", ""), meaning))
        joined.sort(key=lambda pair: -len(pair[0]))
        # Spanish or French is typed without accents, too; what is spelled so by itself comes first.
        for known in (exact, spaced):
            bare = {_without_accents(words): meaning for words, meaning in reversed(known.items())}
            known.update((words, meaning) for words, meaning in bare.items() if words not in known)
        return cls(exact, spaced, tuple(joined))

    def find(self, words: str) -> tuple[str, bool] | None:
        """The meaning of the longest known phrase in normalised words, and whether it is all of them."""
        if words in self.exact:
            return self.exact[words], True
        # Korean is written with or without a space: "요구 사항", "요구사항".
        joined = words.replace(" ", "") if JOINED_SCRIPT.search(words) else words
        if joined in self.exact:
            return self.exact[joined], True
        split = words.split()
        for size in range(min(_LONGEST_PHRASE, len(split) - 1), 0, -1):
            if size / len(split) < _LEAST_COVERAGE:
                break
            for start in range(len(split) - size + 1):
                meaning = self.spaced.get(" ".join(split[start : start + size]))
                if meaning is not None:
                    return meaning, False
        return self._inside(words) if JOINED_SCRIPT.search(words) else None

    def _inside(self, words: str) -> tuple[str, bool] | None:
        text = words.replace(" ", "")
        for phrase, meaning in self.joined:
            if phrase in text and len(phrase) / len(text) >= _LEAST_COVERAGE:
                return meaning, phrase == text
        return None


@dataclass(frozen=True, slots=True)
class Openings:
    """Patterns that texts begin with; those for scripts without spaces find nothing in ASCII, and slowly."""

    spaced: re.Pattern[str]
    both: re.Pattern[str]

    def match(self, text: str) -> re.Match[str] | None:
        return (self.spaced if text.isascii() else self.both).match(text)

    def search(self, text: str) -> re.Match[str] | None:
        return (self.spaced if text.isascii() else self.both).search(text)
