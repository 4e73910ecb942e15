"""notionit by its ``base_url`` argument, skipping pages that are there already."""

import tempfile
from pathlib import Path

from job import PARENT, TOKEN, URL, documents, refused
from notionit import create_uploader, is_success_result

uploader = create_uploader(token=TOKEN, base_url=f"{URL}/v1")
for _, title, body in documents():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.md"
        path.write_text(body, encoding="utf-8")
        try:
            answer = uploader.upload_markdown_file(
                str(path), parent_page_id=PARENT, page_title=title, duplicate_strategy="skip"
            )
        except Exception as error:
            refused(title, error)
            continue
        if not is_success_result(answer) and answer.get("status") != "skipped":
            refused(title, answer)
