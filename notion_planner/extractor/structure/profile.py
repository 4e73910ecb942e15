"""Judges what kind of document this is: the same list means different things in a PRD and in minutes."""

import re
from dataclasses import dataclass

from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind, walk
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.duties import UPPER_KEYWORD, says_ability
from notion_planner.extractor.wording.identifiers import leading_identifier, unit_heading
from notion_planner.extractor.wording.inline import sentences
from notion_planner.extractor.wording.vocabulary import FEATURE_ROLES, Role
from notion_planner.model.spec import Priority

_SPEC_ROLES = frozenset(
    (
        *(
            Role.REQUIREMENTS,
            Role.FUNCTIONAL,
            Role.NON_FUNCTIONAL,
            Role.CONSTRAINTS,
            Role.ACCEPTANCE,
            Role.STORIES,
        ),
        *(Role.FEATURES, Role.IN_SCOPE, Role.OUT_OF_SCOPE, Role.ENDPOINTS, Role.ENTITIES, Role.PROPOSAL),
        *(Role.RISKS, Role.GOALS),
    )
)
# Where such a section says what is built, the solution says how.
_BUILT_ROLES = frozenset((Role.FEATURES, Role.IN_SCOPE, Role.STORIES, Role.REQUIREMENTS, Role.FUNCTIONAL))
_INTENT_ROLES = _SPEC_ROLES - {Role.ENDPOINTS, Role.ENTITIES}
_LEAST_INTENTS = 3
_PROPOSAL_WORDS = re.compile(
    r"\b(?:motivation|prior art|alternatives(?: considered)?|drawbacks|proposal|proposed|"
    r"rationale|unresolved questions|rfc|enhancement|"
    r"backwards? compatibility|detailed design|abstract|test plan|graduation criteria|kep|"
    r"otep|pep|adr|design doc)\b",
    re.IGNORECASE,
)
_PRODUCT_WORDS = re.compile(
    r"\b(?:prd|product requirements|features?|personas?|user stories|mvp|target (?:users|"
    r"audience|customers)|success metrics|in scope|user flows?|requirements)\b",
    re.IGNORECASE,
)

_CHANGE_TITLES = (("what changes",), ("why", "impact"))

# Beside a list of features such a section adds to it and does not replace it.
_SUPPORTING = re.compile(
    r"^[\d.\s]*(?:technical|system|design|ui|ux|hardware|software|data|api|infrastructure|platform|security|legal|installation|deployment|hosting)\b"
    r"|\btechnische\b|\btechniques\b|\btécnicos\b|\btecnici\b|\btechniczne\b|\bтехнические\b|技術|技术|기술"
    r"|インストール|配布|動作|環境|インタ(?:ー)?フェース|データ|部署|接口|数据|用户体验|배포|환경|인터페이스|데이터"
    r"|사용자 경험",
    re.IGNORECASE,
)

# One or two statements of duty stand in any text; three say that it is there to state them, and so does a
# text that is little else.
_LEAST_BINDING = 3
_LEAST_EXPECTED = 6  # "should" is said of more than what is built
_LEAST_KEYWORDS = 3
_BINDING_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Profile:
    """``states_requirements``: a section of requirements has content, so feature lists do not count.

    ``prose``: requirements are sentences (RFC, design document); ``keyworded``: such a document lists some
    and binds by "MUST" and "SHALL" in its sentences, too; ``product``: a requirements document
    without such a section, whose lists count; ``states_quality``: a non-functional section has content;
    ``binding``: only its statements of what must be, or somebody can do, make it a specification, so that
    only they count;
    ``undivided``: it has no sections and is called a specification ("Export spec"), so that what stands
    below its title is all it says; ``solution``: it is a product document that lists what is to be built
    under "Solution" and the like or in a flow, and nowhere else; ``decides``: of its prose, only the
    decision says so; ``within_features``: what it calls requirements are those of single features, which
    do not stand for the others.
    """

    is_spec: bool
    states_requirements: bool
    states_quality: bool
    prose: bool
    keyworded: bool
    product: bool
    binding: bool
    undivided: bool
    solution: bool
    decides: bool
    within_features: bool


def judge(sections: list[Section], title: str | None) -> Profile:
    # What a section is about is often said below headings of its own.
    told = {above for section in sections if _has_content(section) for above in section.ancestors()}
    roles = {role for section in sections if section in told for role in (section.own, section.role)}
    title_words = vocabulary.normalise(title or "")
    says_spec = _mentions(title_words, "spec_titles") and not _is_called_otherwise(title or "")
    # What is in scope is said of nothing else: it needs no other section beside it.
    speaks = len(roles & _SPEC_ROLES) >= 2 or Role.IN_SCOPE in roles or proposes_change(sections)
    says_other = not says_spec and (
        _mentions(title_words, "not_spec_titles")
        or (not speaks and _mentions(title_words, "weak_not_spec_titles"))
    )
    # Minutes may tell all that a specification does: what is built, why, and what is not.
    says_other = says_other and not (roles & _BUILT_ROLES and len(roles & _INTENT_ROLES) >= _LEAST_INTENTS)
    says_spec = says_spec or (not says_other and _mentions(title_words, "weak_spec_titles"))
    stated = states_requirements(sections)
    is_spec = stated or (not says_other and (says_spec or speaks))
    headings = " | ".join([title or "", *(section.title for section in sections)])[:20000]
    keywords = sum(len(UPPER_KEYWORD.findall(block.raw)) for section in sections for block in section.blocks)
    proposal = len(set(map(str.casefold, _PROPOSAL_WORDS.findall(headings))))
    product = len(set(map(str.casefold, _PRODUCT_WORDS.findall(headings))))
    keyworded = stated and proposal > product and keywords >= _LEAST_KEYWORDS
    prose = not stated and (proposal > product or (keywords >= _LEAST_KEYWORDS and product == 0))
    built = _BUILT_ROLES & {section.role for section in sections if _has_content(section)}
    binding = not (is_spec or prose or says_other) and _binds(sections)
    return Profile(
        is_spec=is_spec or prose or binding,
        states_requirements=stated,
        states_quality=any(_states_qualities(section) for section in sections),
        prose=prose,
        keyworded=keyworded,
        product=is_spec and not stated and not prose,
        binding=binding,
        undivided=_is_called_spec(title_words) and all(section.level <= 1 for section in sections),
        solution=is_spec and not stated and not prose and not built,
        decides=prose and Role.PROPOSAL not in roles,
        within_features=stated
        and not states_requirements([s for s in sections if not _is_within_features(s)]),
    )


def proposes_change(sections: list[Section]) -> bool:
    """Whether it says what changes, and why or what that touches; a change proposal says no more."""
    titles = [vocabulary.normalise(section.title) for section in sections if section.level > 1]
    return all(any(title.startswith(words) for title in titles) for words in _CHANGE_TITLES)


def states_requirements(sections: list[Section]) -> bool:
    """Whether a heading is a requirement, or a section lists some that stand for all."""
    units = (unit_heading(section.title) for section in sections)
    if any(unit is not None and unit.word == "requirement" for unit in units):
        return True
    features = any(section.role is Role.FEATURES and _states(section) for section in sections)
    return any(
        section.role in (Role.REQUIREMENTS, Role.FUNCTIONAL)
        and _states(section)
        and not _is_extra(section)
        and not (features and _supports(section))
        for section in sections
    )


def _is_within_features(section: Section) -> bool:
    above = section.parent
    return any(one.role in FEATURE_ROLES for one in above.ancestors()) if above is not None else False


def _supports(section: Section) -> bool:
    """ "Technical requirements", or "Backend" below that."""
    return any(one.level > 1 and _SUPPORTING.search(one.title) for one in section.ancestors())


def _is_called_spec(title: str) -> bool:
    """ "Export spec", "PRD: Export", but not "How we collected requirements with stores"."""
    words = title.split()
    return any(_mentions(word, "spec_titles") for word in (*words[:1], *words[-1:]))


def _is_called_otherwise(title: str) -> bool:
    """ "Runbook: queue backlog" is a runbook, whatever it is about."""
    kind, colon, _ = title.partition(":")
    words = vocabulary.normalise(kind)
    return bool(colon) and _mentions(words, "not_spec_titles") and not _mentions(words, "spec_titles")


def _mentions(words: str, group: str) -> bool:
    padded = f" {words} "
    return any(
        f" {word} " in padded or (not word.isascii() and word in words) for word in vocabulary.words(group)
    )


def _binds(sections: list[Section]) -> bool:
    """Whether enough sentences say what must be, or most items and paragraphs do."""
    statements = [
        block
        for section in sections
        if section.role not in (Role.TEMPLATE, Role.EXAMPLES, Role.BACKGROUND, Role.PROCESS)
        for block in section.blocks
        if block.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH) and not block.quoted
    ]
    duties = [sum(_is_duty(block, text) for text in _sentences(block)) for block in statements]
    share = sum(map(bool, duties)) >= max(1, _BINDING_SHARE * len(statements))
    expected = sum(
        vocabulary.expected().match(text) is not None for b in statements for text in _sentences(b)
    )
    several = sum(duties) >= _LEAST_BINDING or expected >= _LEAST_EXPECTED
    return share or several or _enables(statements) or _grants(statements)


def _enables(statements: list[Block]) -> bool:
    """Whether most items say what somebody can do, and there are enough of them."""
    items = [block for block in statements if block.kind is BlockKind.ITEM]
    able = sum(says_ability(item.text) for item in items)
    return able >= _LEAST_BINDING and able > _BINDING_SHARE * len(items)


def _grants(statements: list[Block]) -> bool:
    """Whether enough items say what a role can do, below its name."""
    below = (child for block in statements for child in walk(block.children))
    return sum(bool(child.lead) and says_ability(child.text) for child in below) >= _LEAST_BINDING


def _sentences(block: Block) -> list[str]:
    text = block.text[:2000]
    return [text] if block.kind is BlockKind.ITEM else [sentence.raw for sentence in sentences(text)]


def _is_duty(block: Block, text: str) -> bool:
    if block.lead and vocabulary.normative().search(block.lead):
        return True
    return vocabulary.binding().search(text) is not None


def _is_extra(section: Section) -> bool:
    """ "Nice to have" alone: what must be had then stands in another section."""
    return section.exact and vocabulary.priority(section.title) in (Priority.P2, Priority.P3)


def _states_qualities(section: Section) -> bool:
    """Whether a section is of qualities of all kinds: "Performance requirements" say nothing of security."""
    above = [one for one in section.ancestors() if one.role is Role.NON_FUNCTIONAL]
    return section.role is Role.NON_FUNCTIONAL and _has_content(section) and above[-1].category is None


def _has_content(section: Section) -> bool:
    return bool(section.blocks)


def _states(section: Section) -> bool:
    """Whether a section holds anything that can be a requirement; stories by priority are none."""
    for block in section.blocks:
        if block.kind is BlockKind.TABLE:
            return True
        if block.kind is BlockKind.ITEM and not vocabulary.story_openings().search(block.text[:300]):
            return True
        if block.kind is BlockKind.PARAGRAPH and (
            leading_identifier(block.text[:300]) or vocabulary.normative().search(block.raw)
        ):
            return True
    return leading_identifier(section.title) is not None and bool(section.blocks)
