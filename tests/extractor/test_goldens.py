"""Each fixture document yields exactly its reviewed extraction."""

from pathlib import Path

import pytest

from tests.extractor.goldens import SPECS, documents, golden, stored


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(SPECS)))
def test_a_fixture_yields_its_reviewed_extraction(document: Path) -> None:
    assert golden(document) == stored(document).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "form", ["speckit", "kiro", "prd", "table", "rfc", "stories", "notion", "openspec", "nonenglish", "bad"]
)
def test_every_format_has_three_fixtures(form: str) -> None:
    assert len(list((SPECS / form).glob("*.md"))) >= 3
