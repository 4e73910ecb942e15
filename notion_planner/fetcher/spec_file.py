"""A Markdown file as a specification: read from disk, and imported as a page of the local workspace."""

import re
import shlex
import sys
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from notion_planner.changes.backlink import current_backlink
from notion_planner.errors import AccessError, DecisionNeededError, NotFoundError, UsageError
from notion_planner.extractor import extract
from notion_planner.fetcher.import_record import ImportRecord
from notion_planner.fetcher.page_markdown import page_markdown
from notion_planner.fetcher.pages import find_page, is_called, pages_called
from notion_planner.fetcher.reading import read_page, read_spec
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.model.report import Problem
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import Page, Parent
from notion_planner.notion.properties import rich_text
from notion_planner.planner.english.naming import name_in, names_feature
from notion_planner.planner.english.wording import upper_first
from notion_planner.settings import Settings

SPECS_PAGE = "Engineering Specs"
_STDIN = Path("-")
_NO_SUBJECT = frozenset({"doc", "docs", "document", "documents", "index", "readme", "."})
_UNSEEN = re.compile(r"\A(?:[\ufeff\s]|<!--.*?-->)+", re.DOTALL)
_LARGEST = 20_000_000  # bytes; a specification of that size is a mistake, and reading it would only be slow


def as_file(reference: str) -> Path | None:
    """The file that the argument names, ``-`` for standard input; None where it is a title, URL or ID."""
    path = Path(reference)
    try:
        return path if path == _STDIN or (path.exists() and not path.is_dir()) else None
    except OSError:  # a title can be longer than a file name may be
        return None


def is_stream(path: Path) -> bool:
    """Whether what it says is there once, as with standard input and a shell's ``<(…)``."""
    return path == _STDIN or not path.is_file()


def names_path(reference: str) -> bool:
    """Whether somebody who types this means a file or folder, be it there or not."""
    try:
        path = Path(reference)
        return path.suffix.lower() in (".md", ".markdown", ".txt") or (reference != "" and path.is_dir())
    except OSError:
        return False


def nearest(path: Path) -> str:
    """The file beside it that is called almost so, as a question; nothing where there is none."""
    try:
        if path.is_dir():
            return ""
        names = {beside.name.casefold(): beside.name for beside in path.parent.iterdir() if beside.is_file()}
    except OSError:  # no folder, or none that may be read
        return ""
    found = get_close_matches(path.name.casefold(), list(names), 1)
    return f"Did you mean {path.with_name(names[found[0]])}? " if found else ""


def read_file(path: Path) -> SpecDocument:
    """The file, or what a stream brings, as a document without a page.

    Raises:
        UsageError: it is not text, or too large to be a specification; a stream brings nothing.
    """
    name = called(path)
    try:
        content = _content(path)
        if len(content) > _LARGEST:
            raise UsageError(
                f"{name} is larger than {_LARGEST // 1_000_000} MB: not a specification.",
                hint="Name one file with what is to be built.",
            )
        markdown = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{name} is not UTF-8 text: {error.reason}.", hint="Save it as Markdown in UTF-8."
        ) from error
    except OSError as error:
        raise UsageError(
            f"{name} cannot be read: {error.strerror}.", hint="Make it yours to read."
        ) from error
    if not markdown.strip() and is_stream(path):
        raise UsageError(
            f"Nothing came from {name}.", hint="Look at what is to write the specification there."
        )
    page = Page(id="", title=_title(path, markdown), url=path.as_posix(), parent=Parent(kind="other"))
    return SpecDocument(page=page, markdown=markdown, on_page=False)


def called(path: Path) -> str:
    """The file in a message."""
    return "standard input" if path == _STDIN else str(path)


def _content(path: Path) -> bytes:
    """A byte more than is read of a specification at most."""
    if path != _STDIN:
        with path.open("rb") as file:
            return file.read(_LARGEST + 1)
    if sys.stdin is None:  # closed by who started it
        return b""
    return sys.stdin.buffer.read(_LARGEST + 1)


def _title(path: Path, markdown: str) -> str:
    """The document's own; where neither it nor the text says what it is about, the file's or folder's name.

    Kiro and spec-kit name the folder: "specs/001-seat-map/requirements.md" is about a seat map.
    """
    spec = extract(markdown)
    if spec.title and names_feature(spec):
        return spec.title
    if is_stream(path):
        return spec.title or "Specification"
    parts = [re.sub(r"^\d+[-_. ]+", "", part) for part in (path.stem, *reversed(path.parts[:-1]))]
    names = (re.sub(r"[-_]+", " ", part).strip() for part in parts[:2])
    named = next((name for name in names if name_in(name) and name.lower() not in _NO_SUBJECT), "")
    return upper_first(named) or spec.title or path.stem


@dataclass(frozen=True)
class Imports:
    """Where files are imported: ``record`` tells whose page is whose.

    ``force`` lets a file take over a page that is not its own.
    """

    record: ImportRecord
    force: bool = False

    async def find(self, notion: Gateway, document: SpecDocument) -> SpecDocument | None:
        """The page of this file, under whatever title; None where there is none.

        Raises:
            DecisionNeededError: the page of that title is another file's, or no import made it.
        """
        file = Path(document.page.url).resolve()
        same = await pages_called(notion, document.page.title)
        own = next((page for page in same if self.record.file_of(page.id) == file), None)
        if own is not None:
            return await read_page(notion, own)
        found = [await read_page(notion, page) for page in same]
        for stands in found:
            if self._may_take(document, stands):
                return stands
        if found:
            raise self._refusal(document, found[0].page)
        return await self._retitled(notion, document, file)

    async def _retitled(self, notion: Gateway, document: SpecDocument, file: Path) -> SpecDocument | None:
        """The page that was made from the file, where either has another title by now.

        A file that asks for other things, too, is another specification in the same place.
        """
        for page_id in self.record.pages_of(file):
            try:
                page = await notion.page(page_id)
            except AccessError:  # the workspace was started over
                continue
            stands = None if page.in_trash else await read_page(notion, page)
            if stands is not None and _are_alike(_demands(document), _demands(stands)):
                return stands
        return None

    def keeps_text(self, document: SpecDocument, imported: SpecDocument) -> bool:
        """Whether the page's text stays: it says what the file does, or only the page was changed since.

        Raises:
            DecisionNeededError: both were changed.
        """
        body, page, file = _body(document), imported.page, document.page.url
        if _says(imported, body, self.record):
            return True
        if not self.is_edited(imported):
            return False
        if self.record.was_sent(page.id, body):
            return True
        if self.force:
            return False
        raise DecisionNeededError(
            f"'{page.title}' ({page.url}) was edited in Notion since it was made from {file}, and the file "
            "has changed, too; nothing was written.",
            hint="Carry the page's edit over into the file and give the page the file's text: "
            f"`notion-planner sync {shlex.quote(file)} --force`.",
        )

    def is_edited(self, imported: SpecDocument) -> bool:
        return self.record.is_edited(imported.page.id, _authors_text(imported.markdown))

    def title(self, document: SpecDocument, page: Page) -> str:
        """What the page is to be called: as the file is, unless only somebody renamed the page."""
        title = document.page.title
        stays = is_called(page, title) or self.record.title_of(page.id) == title
        return page.title if stays else title

    def _may_take(self, document: SpecDocument, stands: SpecDocument) -> bool:
        """A file that says what the page does is its file under another name, or a copy of it."""
        body = _body(document)
        same = self.record.was_sent(stands.page.id, body) or _says(stands, body, self.record)
        return self.force or same

    def _refusal(self, document: SpecDocument, page: Page) -> DecisionNeededError:
        file, other = document.page.url, self.record.file_of(page.id)
        if other is None:
            why = f"and {file} did not make it"
        elif other.is_file():
            why = f"made from {_shown(other)}, not from {file}"
        else:
            why = f"made from {_shown(other)}, which is not there any more, and {file} says something else"
        return DecisionNeededError(
            f"There is a page '{page.title}' ({page.url}) already, {why}; nothing was written.",
            hint=f"Give {file} a title of its own (its first heading), or have it replace that page: "
            f"`notion-planner sync {shlex.quote(file)} --force`.",
        )


def _shown(file: Path) -> str:
    here = Path.cwd().resolve()
    return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()


async def as_page(notion: Gateway, document: SpecDocument, imports: Imports) -> SpecDocument:
    """The file's page as an import would leave it (for previews); without a page the file as it is.

    Raises:
        DecisionNeededError: as :meth:`Imports.find`.
    """
    imported = await imports.find(notion, document)
    if imported is None:
        return document
    body, title = _body(document), imports.title(document, imported.page)
    stays = imports.keeps_text(document, imported)
    if title == imported.page.title and stays:
        return _told(document, imported, imports)
    page = imported.page.model_copy(update={"title": title})
    markdown = imported.markdown if stays else _linked(body, imported)
    return imported.model_copy(update={"page": page, "markdown": markdown, "on_page": False})


async def import_file(
    notion: Gateway, document: SpecDocument, settings: Settings, imports: Imports
) -> SpecDocument:
    """The file as a page: created at the first import, its content replaced when only the file has changed.

    Only for the local workspace, where the file is where the specification is written.

    Raises:
        DecisionNeededError: as :meth:`Imports.find`.
    """
    imported, title, body = await imports.find(notion, document), document.page.title, _body(document)
    if imported is not None and imports.keeps_text(document, imported):
        return await _kept(notion, document, imported, imports)
    if imported is None:
        page = await notion.create_page(
            parent=await _parent(notion, settings),
            properties={"title": {"title": rich_text(title)}},
            markdown=body,
            what=f"create page '{title}'",
        )
    else:
        page = imported.page
        await _rename(notion, page, imports.title(document, page))
        await notion.replace_markdown(page.id, _linked(body, imported), what=f"update page '{title}'")
    written = await read_spec(notion, page.id)
    read = _authors_text(written.markdown)
    imports.record.keep(page.id, file=Path(document.page.url), sent=body, read=read, title=title)
    return written


async def _kept(
    notion: Gateway, document: SpecDocument, imported: SpecDocument, imports: Imports
) -> SpecDocument:
    """The page with its own text, under the title that it is to have."""
    page, record, file = imported.page, imports.record, Path(document.page.url)
    known, title = record.file_of(page.id), imports.title(document, page)
    if title != page.title:
        await _rename(notion, page, title)
        imported = await read_spec(notion, page.id)
    read, body = _authors_text(imported.markdown), _body(document)
    was_carried_over = imports.is_edited(imported) and _says(imported, body, record)
    if known is None or was_carried_over:
        record.keep(page.id, file=file, sent=body, read=read, title=document.page.title)
    elif title != page.title or not known.is_file():
        record.move(page.id, file=file, title=document.page.title)
    return _told(document, imported, imports)


async def _rename(notion: Gateway, page: Page, title: str) -> None:
    if title != page.title:
        values = {page.title_property: {"title": rich_text(title)}}
        await notion.update_page(page.id, properties=values, what=f"title of page '{page.title}'")


def _told(document: SpecDocument, imported: SpecDocument, imports: Imports) -> SpecDocument:
    """The page as it stands, with a remark where the file does not say it."""
    if not imports.is_edited(imported) or _says(imported, _body(document), imports.record):
        return imported
    title, file = imported.page.title, document.page.url
    remark = Problem(
        code="file_behind",
        message=f"'{title}' was edited in Notion since it was made from {file}; what the page says counts.",
        hint="Carry the edit over into the file before you change it.",
    )
    return imported.model_copy(update={"problems": (*imported.problems, remark)})


def _demands(document: SpecDocument) -> frozenset[str]:
    spec = extract(document.markdown, title=document.page.title)
    asked = (*spec.requirements, *spec.user_stories, *spec.acceptance_criteria)
    return frozenset(item.text for item in asked)


def _are_alike(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether at least half is the same."""
    return 2 * len(some & others) >= max(len(some), len(others), 1)


def _body(document: SpecDocument) -> str:
    """What a file's page is given."""
    return page_markdown(without_title(document.markdown, document.page.title))


def _linked(body: str, imported: SpecDocument) -> str:
    """The file's text with the section of the page that names the plan."""
    kept = current_backlink(imported.markdown)
    return f"{body.rstrip()}\n\n---\n{kept}" if kept else body


def _says(imported: SpecDocument, body: str, record: ImportRecord) -> bool:
    """Whether the page says what the file does: Notion's Markdown differs in spacing and escapes."""
    if record.stands(imported.page.id, sent=body, read=_authors_text(imported.markdown)):
        return True
    title = imported.page.title
    return extract(body, title=title).fingerprint == extract(imported.markdown, title=title).fingerprint


def _authors_text(markdown: str) -> str:
    """A page's text without our section and the dividers around it."""
    text = markdown.replace(current_backlink(markdown) or "", "")
    return "\n".join(line for line in text.split("\n") if line not in ("", "---"))


def file_text(document: SpecDocument) -> str:
    """The specification as a file of its own: with its title, and without our section of the page."""
    text, title = document.markdown, document.page.title
    if not document.page.id:
        return text
    if kept := current_backlink(text):
        text = text.replace(f"---\n{kept}", "").replace(kept, "")
    return f"# {title}\n\n{without_title(text, title).strip()}\n"


async def _parent(notion: Gateway, settings: Settings) -> dict[str, str]:
    try:
        page = await find_page(notion, SPECS_PAGE, what="page for specifications")
    except NotFoundError:
        page = await find_page(notion, settings.plans.parent or SPECS_PAGE, what="page for specifications")
    return {"type": "page_id", "page_id": page.id}


def without_title(markdown: str, title: str) -> str:
    """The text without a leading H1 that repeats the page's title; comments before it show nowhere."""
    lines = _UNSEEN.sub("", markdown, count=1).split("\n")
    if lines[0].startswith("# ") and lines[0][2:].strip().rstrip("#").strip() == title:
        return "\n".join(lines[1:]).lstrip("\n")
    return markdown
