"""Tells which sentences of a proposal say what is to be built: what will happen, and what it orders."""

import re

_BUILD = (
    "add|allow|create|define|deprecate|disallow|drop|emit|enable|expose|extend|implement|introduce|keep|persist|"
    "prevent|provide|record|reject|remove|rename|replace|require|return|send|set|store|support|update|use|"
    "validate|write"
)
# A condition may have two parts: "If a lock is held, and its owner is gone, …".
_WHEN = (
    r"(?:if|when|whenever|while|once|after|until|as soon as|as long as|in case)\b[^,;]{3,120}"
    r"(?:,\s(?:and|or|but)\s[^,;]{3,120})?,\s"
)
# "To keep this cheap, the exporter will": before the comma stands why or with what. What would happen then
# is told of an example or of another design.
_OTHERWISE = (
    r"(?:to|for(?! (?:an )?example)|in|on|at|as|by|before|from|with|without|using|given|instead of|"
    r"rather than|regardless of|although|because|since)\b[^,;]{3,160},\s|"
    r"(?:also|however|additionally|furthermore|moreover|similarly|next|finally),\s"
)
# "We will see", "The reason is that it will" and "For an example of how it would" argue.
_ARGUES = (
    r"(?:we|i|it|there|users?|examples?|(?:the|one) reasons?|for (?:an )?examples?)\b|"
    r"(?:this|that|these|those)\s(?:will|would|also|then|means)\b|"
    # "The lock was there for guests that will pay": its own verb says what was or is.
    r"[^,;]{3,120}\b(?:was|were|is|are)\s[^,;]{3,120}\b(?:that|which|who)\s(?:will|would)\b"
)
_WILL = re.compile(
    rf"^(?:(?:{_WHEN})?|(?:{_WHEN}|{_OTHERWISE}){{1,2}}(?![^,;]*\bwould\b))(?!{_ARGUES})[^,;]{{3,120}}?"
    r"\b(?:will|would) (?!look\b(?! up\b)|"
    r"(?:also )?(?:address|help|improve|simplify|solve|benefit|make it)\b|"
    r"be (?:referred|discussed|described|shown|this|used (?:throughout|below|here|"
    r"to (?:refer|denote|mean|describe|illustrate))))",
    re.IGNORECASE,
)
# "We will discuss" is said of the text, "we will add" of the system.
_PLANNED = re.compile(
    rf"^(?:[^,;]{{3,160}},\s){{0,2}}(?:we (?:will|would) (?:(?:also|now|still|then) )?(?:{_BUILD})\b|"
    r"users? will (?:(?:also|now|still|then) )?be able to\b)",
    re.IGNORECASE,
)
# A proposal often says what to do in the imperative: "Store the origin with each lock."
_ORDER = re.compile(
    rf"(?:{_BUILD}|document|explain|revise|rewrite)\s(?:an?|the|each|every|all|any|no|new|one|its|their|both|only|support\b|`|"
    r"(?:attribute|column|field|flag|function|header|method|option|parameter|property|type|variant)s?\s`)"
    r"(?![^.]{0,200}\b(?:if you|you (?:can|could|may|will))\b)",
    re.IGNORECASE,
)


def announces(text: str) -> bool:
    """Whether a sentence says what will happen, or what its authors will make of the system."""
    return _WILL.search(text) is not None or _PLANNED.search(text) is not None


def orders(text: str) -> bool:
    return _ORDER.match(text) is not None
