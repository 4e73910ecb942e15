"""md2notionpage, whose client of the official SDK is made with the server's ``base_url``."""

from job import PARENT, TOKEN, URL, documents, refused
from md2notionpage import core
from notion_client import Client

core.notion = Client(auth=TOKEN, base_url=URL)
for _, title, body in documents():
    try:
        core.create_notion_page_from_md(body, title, PARENT)
    except Exception as error:
        refused(title, error)
