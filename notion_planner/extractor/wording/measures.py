"""Reads measurable targets out of a statement: comparison, number, unit and percentile."""

import re

from notion_planner.model.spec import Target

_NUMBER = r"\d{1,3}(?:[,. ]\d{3})+(?!\d)|\d{1,12}(?:[.,]\d{1,6})?"
_UNIT = (
    r"milliseconds?|millisekunden?|ms|microseconds?|µs|seconds?|secs?|sekunden?|secondes?|"
    r"segundos?|secondi|seconden|s|minutes?|mins?|minuten|minutos?|minuti|hours?|stunden|"
    r"heures?|horas?|ore|h"
    r"|days?|tagen?|jours?|días?|dias?|giorni|dagen|weeks?|months?|years?|%|percent|prozent|"
    r"pour cent|por ciento"
    r"|requests? per (?:second|minute|hour)|req(?:uests)?/(?:s|sec|min|minute|h|hour)|rps|qps|tps|fps"
    r"|(?:concurrent |simultaneous |gleichzeitige |active )?(?:users?|requests?|connections?|"
    r"sessions?|nutzer|benutzer|utilisateurs|usuarios|usuários|utenti|gebruikers|clients|"
    r"items|records|rows|files|characters|chars|attempts|times|points|entries)"
    r"|[KMGT]i?B|bytes?|bits?|[kKMG]bps|[kKMG]?Hz|px|秒|分|時間|分钟|小时|天|日|毫秒|초|분|시간|일|人|명|ms以内|文字|字|件|건|회"
)
_COMPARISON = (
    r"不超过|小于|低于|少于|最多|至多|不少于|不低于|大于|超过|高于|至少|最大|最低|최대|최소|"
    r"<=|>=|≤|≥|<|>|=|±|~|at least|at most|no more than|not more than|no less than|less than|"
    r"more than|greater than|fewer than|under|below|within|over|above|exceed(?:s|ing)?|up to|"
    r"(?:larg|bigg|long|high)er than|(?:small|short|low|fast)er than|"
    r"maximum(?: of)?|minimum(?: of)?"
    r"|max\.?|min\.?|höchstens|mindestens|weniger als|mehr als|unter|über|innerhalb von|"
    r"maximal|bis zu|moins de|plus de|au moins|au plus|maximum|jusqu'à|menos de|más de|"
    r"al menos|máximo|hasta|como máximo"
    r"|größer als|länger als|kleiner als|kürzer als|schneller als"
    r"|mais de|pelo menos|no máximo|até|meno di|più di|almeno|massimo|al massimo|fino a|entro|"
    r"minder dan|meer dan|minstens|hoogstens|maximaal|tot|binnen"
)
_TARGET = re.compile(
    rf"(?:(?<![A-Za-z0-9_])(?P<negation>(?:not|no|never|nicht)\s(?:be\s)?)?(?P<comparison>{_COMPARISON})\s*)?(?<![A-Za-z0-9_.])(?P<value>{_NUMBER})\s?-?(?P<unit>{_UNIT})?(?![A-Za-z])(?P<after>\s*(?:以内|"
    rf"以下|以上|未満|未满|이하|이상|이내|or less|or fewer|or more|or better|\+))?",
    re.IGNORECASE,
)
_PERCENTILE = re.compile(
    r"\bp(\d{2}(?:\.\d)?)\b|\b(\d{2})(?:th|\.)?\s?percentile|\b(\d{2})\s?(?:パーセンタイル|百分位)|\bp(999)\b",
    re.IGNORECASE,
)
_SIGN_WORDS = {
    "<=": "≤|at most|no more than|not more than|within|up to|max|bis zu|höchstens|maximal|au plus|jusqu'à"
    "|hasta|como máximo|no máximo|até|fino a|massimo|al massimo|entro|hoogstens|maximaal|tot|binnen"
    "|innerhalb|máximo|不超过|最多|至多|最大|최대|以内|以下|이하|이내|or less|or fewer",
    ">=": "≥|at least|no less than|min|mindestens|au moins|al menos|pelo menos|almeno|minstens|至少"
    "|不少于|不低于|最低|최소|以上|이상|or more|or better|+",
    "<": "<|less than|fewer than|smaller than|shorter than|lower than|faster than|under|below|weniger als"
    "|kleiner als|kürzer als|schneller als|unter|moins de|menos de|meno di|minder dan"
    "|小于|低于|少于|未満|未满",
    ">": ">|more than|greater than|larger than|bigger than|longer than|higher than|over|above"
    "|exceed|mehr als|größer als|länger als|über|plus de|más de|mais de|più di"
    "|meer dan|大于|超过|高于",
}
_NEGATED = {"<": ">=", ">": "<="}
_SIGNS = {word: sign for sign, words in _SIGN_WORDS.items() for word in words.casefold().split("|")}
_LONGEST_FIRST = sorted(_SIGNS, key=len, reverse=True)
TIME_UNITS = frozenset(
    (
        *(
            "ms",
            "s",
            "sec",
            "secs",
            "second",
            "seconds",
            "millisecond",
            "milliseconds",
            "µs",
            "minute",
            "minutes",
            "min",
        ),
        *(
            "sekunde",
            "sekunden",
            "millisekunden",
            "seconde",
            "secondes",
            "segundo",
            "segundos",
            "secondo",
            "secondi",
        ),
        *("seconden", "minuten", "秒", "毫秒", "초", "분", "分", "分钟"),
    )
)
SIZE_UNITS = frozenset(("kb", "mb", "gb", "tb", "kib", "mib", "gib", "byte", "bytes"))
_MOST_TARGETS = 12
_DIGIT = re.compile(r"\d")


def comparison_sign(text: str) -> str:
    """The sign for a comparison in words: "at most" is "<=", "over" is ">"."""
    folded = text.casefold().strip()
    if folded in ("", "<=", ">=", "<", ">", "=", "±", "~"):
        return folded
    phrase = next(filter(folded.startswith, _LONGEST_FIRST), None)
    return _SIGNS[phrase] if phrase is not None else ""


def number(text: str) -> float:
    """A number with thousands separators or a decimal comma."""
    compact = text.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", compact) or re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", compact):
        return float(re.sub(r"[,.]", "", compact))
    return float(compact.replace(",", "."))


def targets(text: str) -> tuple[Target, ...]:
    """Numbers that a test can check: those with a unit or a comparison."""
    head = text[:2000]
    if _DIGIT.search(head) is None:
        return ()
    percentiles = [(*found.span(), _percentile_value(found)) for found in _PERCENTILE.finditer(head)]
    taken: list[Target] = []
    for match in _TARGET.finditer(head):
        if any(begin <= match.start("value") < end for begin, end, _ in percentiles):
            continue
        sign = comparison_sign(match["comparison"] or match["after"] or "")
        sign = _NEGATED.get(sign, sign) if match["negation"] else sign
        unit = (match["unit"] or "").strip()
        if not sign and not unit:
            continue
        taken.append(
            Target(
                text=match[0].strip(),
                value=number(match["value"]),
                unit=unit,
                comparison=sign,
                percentile=_nearest(percentiles, *match.span()) if _is_time(unit) else None,
            )
        )
        if len(taken) == _MOST_TARGETS:
            break
    return tuple(taken)


def _nearest(percentiles: list[tuple[int, int, float]], start: int, end: int) -> float | None:
    """ "p50 < 1 s, p99 < 3 s": each percentile is that of the number beside it."""
    gaps = [(max(begin - end, start - stop), percent) for begin, stop, percent in percentiles]
    return min(gaps, key=lambda gap: gap[0])[1] if gaps else None


def _percentile_value(match: re.Match[str]) -> float:
    digits = next(group for group in match.groups() if group)
    return 99.9 if digits == "999" else float(digits)


def _is_time(unit: str) -> bool:
    return unit.casefold() in TIME_UNITS
