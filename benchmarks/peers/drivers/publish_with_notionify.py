"""notionify by its ``base_url`` setting."""

from job import PARENT, TOKEN, URL, documents, refused
from notionify import NotionifyClient

# Its own pacing is off, as every tool's is: what is counted are requests.
with NotionifyClient(TOKEN, base_url=f"{URL}/v1", rate_limit_rps=10_000) as client:
    for _, title, body in documents():
        try:
            client.create_page_with_markdown(PARENT, title, body)
        except Exception as error:
            refused(title, error)
