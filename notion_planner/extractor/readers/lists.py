"""Reads the plain lists of a specification: scope, dependencies, risks, questions, decisions, goals."""

import re
from collections.abc import Iterator

from notion_planner.extractor.readers.answers import is_answered, says_answer
from notion_planner.extractor.readers.reading import Found, Reading, Statement, statement_of, tells_of_none
from notion_planner.extractor.structure.placeholders import is_unfilled
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.duties import is_normative
from notion_planner.extractor.wording.identifiers import leading_identifier, prefix_of, without_identifier
from notion_planner.extractor.wording.inline import plain, sentences
from notion_planner.extractor.wording.marks import is_aside, without_marks
from notion_planner.extractor.wording.vocabulary import Role
from notion_planner.model.spec import DependencyKind

_CLARIFICATION = re.compile(
    r"(?:\[?\s*needs?[ _]clarification\b|"
    r"\[\s*(?:to be confirmed|zu klären|à confirmer|por confirmar|a confirmar|da confermare|te bevestigen|"
    r"要確認|待确认|확인 필요)\b)\s*[:：]?\s*([^\[\]]{0,500})\]?",
    re.IGNORECASE,
)
_MARKED_OPEN = re.compile(
    r"\b(?:TBD|TBC|TO BE (?:DETERMINED|DECIDED|DEFINED))\b|\[(?:TBD|TODO|OPEN)\]|未定|待定|미정"
)
_STATUS = re.compile(
    r"[(（]\s*(exists|available|done|ready|planned|pending|blocked|in progress|not started|"
    r"existing|vorhanden|existe|disponible|esistente|bestaat)\s*[)）]|(✅|☑|⏳|🚧|❌)",
    re.IGNORECASE,
)
_RISK_HEADING = re.compile(
    r"^(?:risk|risiko|risque|riesgo|risco|rischio|risico|リスク|风险|리스크|"
    r"위험)\s*(?:#?\s*\d{1,3})?\s*[:：.–—-]\s*(.+)$",
    re.IGNORECASE,
)
_ARROW = re.compile(r"\s(?:→|->|=>|⇒)\s|\s[–—]\s(?=mitigat|mitigación|maßnahme)", re.IGNORECASE)
_TIMELINE = re.compile(
    r"\b(?:deadline|due|by (?:q[1-4]|january|february|march|april|may|june|july|august|"
    r"september|october|november|december)|before (?:launch|release)|\d{4}-\d{2}-\d{2}|"
    r"q[1-4] \d{4}|milestone)\b",
    re.IGNORECASE,
)
_INTERNAL = re.compile(
    r"\b(?:internal|our|existing|team|shared|in-house|intern\w*|interne|interno)\b|\(exists\)", re.IGNORECASE
)
_SAYS_DEPENDENCY = re.compile(
    r"^(?:dependency|depends on|abhängigkeit|dépendance|dependencia|dependência|dipendenza|"
    r"afhankelijkheid|requires?)\b",
    re.IGNORECASE,
)
_INLINE_LABEL = re.compile(
    r"(?<![^\W_])(?:\*\*|_|\*)?([A-Za-zÀ-ÿ]{4,16}|対策|缓解措施|대응)(?:\*\*|_|\*)?\s*[:：]\s*(?:\*\*|_|\*)?\s*"
)
_DECISION_SPLIT = re.compile(
    r"\s*[:：]\s+|\s+[–—-]\s+|\s+because\s+|\s+weil\s+|\s+parce que\s+|\s+porque\s+", re.IGNORECASE
)

# "Assumptions and dependencies" holds both; these words tell which an item is.
_NAMES_DEPENDENCIES = re.compile(r"depend|dépend|abhängig|dipend|afhankelijk|依存|依赖|의존", re.IGNORECASE)
_IS_DEPENDENCY = re.compile(
    r"\b(?:depend\w*|requires?|rel(?:y|ies) on|availab\w*|third[- ]part\w*|external|api|sdk|service)\b"
    r"|dépend|abhängig|dipend|afhankelijk|依存|依赖|의존",
    re.IGNORECASE,
)

# "Risks and open questions" holds both: what asks nothing is a risk, and likewise an assumption.
_NAMES_RISKS = re.compile(
    r"\brisks?\b|risik|risque|riesgo|\brisc(?:o|hi)|リスク|风险|風險|위험|리스크", re.IGNORECASE
)
_NAMES_ASSUMPTIONS = re.compile(
    r"\bassumptions?\b|annahme|\bhypothès|\bsup(?:uest|osiç)|\bpremissas|\bassunzion|\baanname|前提|假设|가정|допущен",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]|^\W*(?:tbd|tbc|open|questions?|decide|clarify|confirm|whether|how|which|what|who|when|need to|"
    r"to be (?:decided|defined|confirmed)|offen|frage|klär|ob|à (?:définir|clarifier|décider)|"
    r"(?:por|a|da) definir\w*|te bepalen)\b|待定|待确认|未定|未決|미정",
    re.IGNORECASE,
)
# "Also see the notes" asks nothing.
_REFERS = re.compile(
    r"(?:(?:also|please)\s)?see(?:\salso)?\s(?!(?:if|whether|how|what|which|who)\b)|siehe\s|voir\s(?!si\b)|véase\s|vedi\s|"
    r"zie\s",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"\d{1,3}[.)]\s+")
_QUESTION_PREFIXES = frozenset(("Q", "OQ", "QUESTION"))
_FAMILIES = {
    Role.OUT_OF_SCOPE: "out_of_scope",
    Role.IN_SCOPE: "in_scope",
    Role.SCOPE: "in_scope",
    Role.ASSUMPTIONS: "assumptions",
    Role.ASSUMPTIONS_AND_CONSTRAINTS: "assumptions",
    Role.GOALS: "goals",
    Role.METRICS: "success_metrics",
}
_DEPENDENCY_KINDS = {
    Role.DEPENDENCIES_EXTERNAL: DependencyKind.EXTERNAL,
    Role.DEPENDENCIES_INTERNAL: DependencyKind.INTERNAL,
    Role.DEPENDENCIES_TIMELINE: DependencyKind.TIMELINE,
}
DEPENDENCY_ROLES = frozenset((Role.DEPENDENCIES, *_DEPENDENCY_KINDS))


def entries(section: Section, *, labels_open: bool = True) -> Iterator[Statement]:
    """The list items of a section; its paragraphs where it has no list. Placeholders are left out."""
    items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
    if not items:
        tables = any(block.kind is BlockKind.TABLE for block in section.blocks)
        for block in section.blocks:
            if (
                block.kind is BlockKind.PARAGRAPH
                and not tables
                and not block.raw.rstrip().endswith((":", "："))
            ):
                yield statement_of(block, section)
        return
    for block in items:
        yield from _item_entries(block, section, labels_open=labels_open)


def _item_entries(block: Block, section: Section, *, labels_open: bool) -> Iterator[Statement]:
    statement = statement_of(block, section)
    children = [child for child in block.children if child.kind is BlockKind.ITEM]
    bold = block.raw.strip().startswith("**") and block.raw.strip().rstrip(":： ").endswith("**")
    if children and labels_open and (not statement.text or statement.text.endswith((":", "：")) or bold):
        for child in children:
            yield from _item_entries(child, section, labels_open=labels_open)
    elif statement.text:
        yield statement


class ListReader:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def read(self, section: Section, *, argues: bool = False) -> None:
        """``argues``: the document is a proposal, whose "Security considerations" weigh in prose."""
        role = section.role
        if role in _FAMILIES:
            self._simple(section, _FAMILIES[role])
        elif role in DEPENDENCY_ROLES:
            self._dependencies(section)
        elif role is Role.RISKS:
            self._risks(section)
        elif role is Role.RISKS_AND_DEPENDENCIES:
            self._mixed(section)
        elif role is Role.QUESTIONS:
            self._questions(section)
        elif role is Role.DECISIONS:
            self._decisions(section)
        elif role is Role.SECURITY:
            self._security(section, argues=argues)

    def _items(self, section: Section, *, labels_open: bool = True) -> Iterator[Statement]:
        for statement in entries(section, labels_open=labels_open):
            if is_unfilled(statement.raw, statement.text):
                self._reading.placeholders.append(statement.line)
            elif not vocabulary.is_nothing(statement.text):
                yield statement

    def _simple(self, section: Section, family: str) -> None:
        names_dependencies = family == "assumptions" and _NAMES_DEPENDENCIES.search(section.title) is not None
        for statement in self._items(section):
            if names_dependencies and _IS_DEPENDENCY.search(statement.text):
                self._dependency(statement)
            elif not is_aside(statement.text):
                self._add(family, statement, "list")

    def _add(self, family: str, statement: Statement, rule: str, **fields: object) -> Found:
        identifier = leading_identifier(statement.text)
        text = without_marks(without_identifier(statement.text, identifier))
        item = self._reading.add(family, statement, rule, text=text, **fields)
        item.id = identifier.text if identifier else None
        return item

    def _dependencies(self, section: Section) -> None:
        for statement in self._items(section):
            self._dependency(statement)

    def _dependency(self, statement: Statement) -> None:
        kind = next(
            (_DEPENDENCY_KINDS[s.role] for s in statement.section.ancestors() if s.role in _DEPENDENCY_KINDS),
            None,
        )
        status = _STATUS.search(statement.text)
        self._add(
            "dependencies",
            statement,
            "list",
            kind=kind or dependency_kind(statement.text),
            status=(status[1] or status[2]) if status else None,
        )

    def _risks(self, section: Section) -> None:
        if self._risk_heading(section):
            return
        for statement in self._items(section, labels_open=False):
            self._risk(statement)

    def _risk_heading(self, section: Section) -> bool:
        """ "### Risk 1: …" with its probability, impact and mitigation below."""
        match = _RISK_HEADING.match(section.title)
        parent = section.parent
        under_risks = parent is not None and parent.role is Role.RISKS and section.own is None
        details = _labelled_details(section.blocks)
        if section.heading is None or not (match or (under_risks and details)):
            return False
        statement = Statement(
            section.heading.raw,
            section.line,
            section.line + 1,
            section,
            text=match[1] if match else section.title,
        )
        self._reading.add(
            "risks", statement, "risk-heading", text=without_marks(statement.text), **risk_fields(details)
        )
        return True

    def _risk(self, statement: Statement) -> None:
        text = statement.text
        details = _labelled_details(statement.children) | _inline_details(text)
        head = _cut_details(text)
        pieces = _ARROW.split(head, maxsplit=1)
        if len(pieces) == 2 and pieces[1]:
            details.setdefault("mitigation", pieces[1].strip())
            head = pieces[0]
        match = _RISK_HEADING.match(head)
        self._add_risk(statement, match[1] if match else head, details)

    def _add_risk(self, statement: Statement, head: str, details: dict[str, str]) -> None:
        identifier = leading_identifier(head)
        text = without_marks(without_identifier(head, identifier)).strip(" .;,(–—:：-") or statement.text
        item = self._reading.add("risks", statement, "list", text=text, **risk_fields(details))
        item.id = identifier.text if identifier else None

    def _mixed(self, section: Section) -> None:
        for statement in self._items(section, labels_open=False):
            if says_dependency(statement.text):
                self._dependency(statement)
            else:
                self._risk(statement)

    def _questions(self, section: Section) -> None:
        opening = [block for block in section.blocks[:1] if block.kind is BlockKind.PARAGRAPH]
        if self._question_heading(section) or tells_of_none(opening):
            return  # "None. What was open is decided:"
        names_risks = _NAMES_RISKS.search(section.title) is not None
        names_assumptions = _NAMES_ASSUMPTIONS.search(section.title) is not None
        for statement in self._items(section):
            asks = _ASKS.search(statement.text) is not None
            if names_risks and not asks:
                self._risk(statement)
            elif names_assumptions and not asks:
                self._add("assumptions", statement, "list")
            elif not is_answered(statement) and (asks or _REFERS.match(statement.text) is None):
                self._question(statement)

    def _question(self, statement: Statement) -> None:
        identifier = leading_identifier(statement.text)
        if identifier is not None and prefix_of(identifier.text) in _QUESTION_PREFIXES:
            self._add("open_questions", statement, "list")
        else:
            self._reading.add("open_questions", statement, "list", text=statement.text)

    def _question_heading(self, section: Section) -> bool:
        """ "### Should loans end?" among the questions; what is below it says more of that."""
        parent = section.parent
        if section.heading is None or section.own is not None or parent is None:
            return False
        identifier = leading_identifier(section.title)
        named = identifier is not None and prefix_of(identifier.text) in _QUESTION_PREFIXES
        if parent.role is not Role.QUESTIONS or not (named or section.title.endswith(("?", "？"))):
            return False
        settled = vocabulary.pattern("resolved").search(section.title.casefold()) is not None
        if not settled and not any(says_answer(block) for block in section.blocks):
            text = _NUMBER.sub("", section.title)
            statement = Statement(section.heading.raw, section.line, section.line + 1, section, text=text)
            self._add("open_questions", statement, "question-heading")
        return True

    def _decisions(self, section: Section) -> None:
        for statement in self._items(section):
            pieces = _DECISION_SPLIT.split(statement.text, maxsplit=1)
            rationale = pieces[1] if len(pieces) == 2 else None
            self._add("decisions", statement, "list", rationale=rationale)

    def _security(self, section: Section, *, argues: bool) -> None:
        for statement in self._items(section):
            if argues and _argues(statement):
                continue
            label, colon, rest = statement.text.partition(":")
            aspect = label.strip() if colon and rest.strip() and len(label) < 40 else None
            text = rest.strip() if aspect else statement.text
            self._reading.add(
                "security_rules", statement, "list", text=text, aspect=aspect or _group(section)
            )

    def marked(self, statement: Statement, about: Found | None) -> None:
        """[NEEDS CLARIFICATION: …] and TBD on a statement make an open question about it."""
        match = _CLARIFICATION.search(statement.text)
        if match is None:
            return
        item = self._reading.add(
            "open_questions", statement, "needs-clarification", text=match[1].strip(" .") or statement.text
        )
        item.parent = about
        item.id = about.id if about is not None else None

    def left_open(self, statement: Statement, about: Found) -> None:
        """A requirement part of which is "TBD" asks for that part."""
        item = self._reading.add("open_questions", statement, "left-open", text=about.text)
        item.parent, item.id = about, about.id


def _group(section: Section) -> str | None:
    return section.title if section.own is None and section.level > 2 else None


def _argues(statement: Statement) -> bool:
    """Whether a paragraph begins with something else than a rule: with an attack, or what is possible."""
    block = statement.block
    if block is None or block.kind is not BlockKind.PARAGRAPH:
        return False
    first = next(iter(sentences(statement.raw)), None)
    return first is None or not is_normative(plain(first.raw))


def is_clarification(text: str) -> bool:
    may_be = "[" in text or "clarification" in text.casefold()
    return may_be and _CLARIFICATION.search(text) is not None


def is_open(text: str) -> bool:
    return _MARKED_OPEN.search(text) is not None


def says_dependency(text: str) -> bool:
    """Whether a text or a label begins by saying that it is one: "Dependency: the bank"."""
    return _SAYS_DEPENDENCY.match(text) is not None


def dependency_kind(text: str) -> DependencyKind:
    if _TIMELINE.search(text):
        return DependencyKind.TIMELINE
    return DependencyKind.INTERNAL if _INTERNAL.search(text) else DependencyKind.EXTERNAL


def risk_fields(details: dict[str, str]) -> dict[str, object]:
    return {
        "probability": vocabulary.level(details["probability"]) if "probability" in details else None,
        "impact": vocabulary.level(details["impact"]) if "impact" in details else None,
        "mitigation": details.get("mitigation"),
    }


def _labelled_details(blocks: list[Block]) -> dict[str, str]:
    """Probability, impact and mitigation written as labelled lines below a risk."""
    details: dict[str, str] = {}
    for block in blocks:
        for line in block.raw.split("\n")[:20]:
            label, colon, rest = plain(line).replace("：", ":").partition(":")
            kind = vocabulary.label_kind(label) if colon else None
            if kind in ("probability", "impact", "mitigation") and rest.strip():
                details.setdefault(kind, rest.strip())
    return details


def _inline_details(text: str) -> dict[str, str]:
    details: dict[str, str] = {}
    marks = [(m, kind) for m in _INLINE_LABEL.finditer(text[:2000]) if (kind := vocabulary.label_kind(m[1]))]
    for index, (mark, kind) in enumerate(marks):
        end = marks[index + 1][0].start() if index + 1 < len(marks) else len(text)
        details.setdefault(kind, text[mark.end() : end].strip(" .;,|()"))
    return details


def _cut_details(text: str) -> str:
    for mark in _INLINE_LABEL.finditer(text[:2000]):
        if vocabulary.label_kind(mark[1]) in ("probability", "impact", "mitigation"):
            return text[: mark.start()] or text
    return text
