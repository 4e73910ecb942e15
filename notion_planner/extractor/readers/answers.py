"""Says whether a question is answered where it stands."""

import re

from notion_planner.extractor.readers.reading import Statement
from notion_planner.extractor.text.blocks import Block
from notion_planner.extractor.wording import vocabulary

_STRUCK = re.compile(r"^\s*~~.*~~\s*$|^\s*~~[^~]*[?？]\s*~~", re.DOTALL)
# "Who pays? — TBD" is as open as before.
_STILL_OPEN = (
    r"(?:tb[acd]|to be|open|pending|unclear|unknown|offen|unklar|à (?:définir|préciser)|a definir)\b"
)
_ANSWER = re.compile(
    r"(?:→|->|=>|—|–|:)\s*(?:\*\*)?(?:a(?:nswer)?|resolution|decision|decided|resolved|"
    r"antwort|réponse|respuesta|resposta|risposta|回答|答|답변)(?:\*\*)?\s*[:：]|"
    rf"[?？]\s*(?:\*\*)?\s*(?:✅|☑|—|–)\s*(?!{_STILL_OPEN})\S|"
    r"[?？]\s+a\s*[:：]\s*(?!.{0,200}\bb\s*[:：])\S|"
    r"[?？]\s+(?:(?:the|current|final|our|short)\s){0,2}(?:answer|decision|resolution)\s*:|"
    r"[?？]\s*[(（\[]\s*(?:answer|resolution|decision|decided|resolved|antwort|réponse|respuesta|resposta|risposta|"
    r"回答|答|답변)\s*[:：]|"
    r"(?:—|–|:|\s-)\s*(?:✅|☑|✔)\ufe0f?\s*\S",
    re.IGNORECASE,
)
_POINTED = re.compile(r"(?:→|->)\s*\S")


def says_answer(block: Block) -> bool:
    """Whether a line says what was decided: "**Resolution:** yes"."""
    label, _, said = block.text[:300].replace("：", ":").partition(":")
    return vocabulary.label_kind(label) == "answer" and not vocabulary.is_nothing(said)


def is_answered(statement: Statement) -> bool:
    # An arrow before the question mark belongs to what is asked: "Should A → B be retried?"
    asked = max(statement.text.find("?"), statement.text.find("？"))
    if (
        _STRUCK.match(statement.raw)
        or _ANSWER.search(statement.text)
        or _POINTED.search(statement.text, asked + 1)
        or statement.text.startswith(("✅", "☑", "✔"))
    ):
        return True
    if statement.block is not None and statement.block.checked:
        return True
    if any(
        vocabulary.label_kind(child.text.replace("：", ":").partition(":")[0]) == "answer"
        for child in statement.children
        if child.raw
    ):
        return True
    head = re.match(r"^[\[(]([^\])]{3,20})[\])]", statement.text)
    return head is not None and vocabulary.pattern("resolved").search(head[1].casefold()) is not None
