"""The golden extractions of the fixture documents; ``python -m tests.extractor.goldens`` writes them anew."""

import json
from pathlib import Path

from notion_planner.extractor import flat
from tests.extractor import saying

SPECS = Path(__file__).parent.parent / "specs"
_SHOWN = (
    *(
        "line",
        "id",
        "text",
        "kind",
        "category",
        "priority",
        "parent",
        "parent_line",
        "steps",
        "method",
        "path",
        "name",
    ),
    *("role", "goal", "benefit", "probability", "impact", "mitigation", "aspect", "status", "rationale"),
)


def documents() -> list[Path]:
    return sorted(SPECS.rglob("*.md"))


def golden(document: Path) -> str:
    """What a reviewer reads of an extraction: each item on a line of its own, without keys and columns."""
    read = flat(saying.document(document)[1])
    lines = [f"title: {read['title']}", f"overview: {read['overview']}"]
    for name, items in read.items():
        if not isinstance(items, list) or name in ("links", "derived_criteria"):
            continue
        for item in items:
            assert isinstance(item, dict)
            if name == "warnings":
                lines.append(f"warning: {item['code']}")
                continue
            shown = {key: item[key] for key in _SHOWN if item.get(key) not in (None, [], "")}
            if fields := item.get("fields"):
                assert isinstance(fields, list)
                shown["fields"] = [field["name"] for field in fields if isinstance(field, dict)]
            lines.append(f"{name}: {json.dumps(shown, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def stored(document: Path) -> Path:
    return document.with_suffix(".golden")


if __name__ == "__main__":
    for document in documents():
        stored(document).write_text(golden(document), encoding="utf-8")
