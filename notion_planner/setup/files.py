"""The files that ``init`` writes: config.yaml, .env and .gitignore; none that exists is overwritten."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import yaml
from dotenv import dotenv_values
from pydantic import Field

from notion_planner.errors import ConfigError, UsageError
from notion_planner.model.base import Frozen

_IGNORED = (".env", ".notion-planner/")
_ENV_PATTERNS = {".env", "/.env", "*.env", ".env*", "**/.env", ".env.*"}
_PRIVATE = stat.S_IRUSR | stat.S_IWUSR
_TOKEN_NAMES = ("NOTION_API_TOKEN", "NOTION_TOKEN")


class Place(Frozen):
    """What a key of config.yaml names: the reference that is written, and the title that a person knows.

    ``further`` are other lines of its section.
    """

    key: str
    reference: str
    title: str = ""
    further: tuple[str, ...] = ()


class FileStep(Frozen):
    """One file: what is done with it, in words, and the text that is added; none is to a kept file."""

    path: Path
    line: str
    addition: str = Field(default="", repr=False)
    private: bool = False
    code: str = ""


def config_step(path: Path, places: Mapping[str, Place]) -> FileStep:
    """``places``: section of config.yaml ("plans") → what it names."""
    if path.exists():
        return FileStep(path=path, line=f"{path} exists and stays as it is")
    return FileStep(path=path, line=f"create {path}", addition=config_text(places), code="create")


def config_text(places: Mapping[str, Place]) -> str:
    lines = ["# Written by `notion-planner init`. docs/configuration.md explains each key."]
    for section, place in places.items():
        comment = f"  # {_one_line(place.title)}" if place.title and place.title != place.reference else ""
        lines += [f"{section}:", f"  {place.key}: {_scalar(place.reference)}{comment}"]
        lines += [f"  {line}" for line in place.further]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    dumped: str = yaml.safe_dump(text, width=10_000, allow_unicode=text.isprintable())
    return dumped.removesuffix("\n").removesuffix("\n...")


def _one_line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def env_step(path: Path, token: str | None) -> FileStep | None:
    """Keeps the token in .env; None without a token to keep.

    Raises:
        UsageError: the token holds characters that no token has.
        ConfigError: there is a folder of that name, as some call a virtual environment.
    """
    if token is None:
        return None
    if not token.isascii() or not token.isprintable() or set(token) & set(" \"'#$\\`"):
        raise UsageError(
            "That does not look like a token: it holds spaces, quotes or other characters that none has.",
            hint="Copy the connection's secret again, as one word (it begins with ntn_ or secret_).",
        )
    if path.is_dir():
        raise ConfigError(
            f"{path} is a folder, so the token cannot be kept there.",
            hint="Set NOTION_API_TOKEN in the environment instead.",
        )
    line = f"NOTION_API_TOKEN={token}\n"
    if not path.exists():
        head = "# Secrets of notion-planner; not for version control.\n"
        return FileStep(
            path=path,
            line=f"create {path} with the token (readable by you only)",
            addition=head + line,
            private=True,
            code="create",
        )
    known = dotenv_values(path, interpolate=False)
    if any(known.get(name) for name in _TOKEN_NAMES):
        return FileStep(path=path, line=f"{path} holds a token already and stays as it is")
    return FileStep(
        path=path,
        line=f"add the token to {path} (from then on readable by you only)",
        addition=_gap(path) + line,
        private=True,
        code="extend",
    )


def ignore_step(folder: Path) -> FileStep | None:
    """Keeps .env and the local workspace out of version control; None outside of a Git working tree."""
    root = next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)
    if root is None:
        return None
    lines: set[str] = set()
    for place in (folder, *folder.parents):
        lines |= _lines(place / ".gitignore")
        if place == root:
            break
    missing = [name for name in _IGNORED if not _ignored(name, lines)]
    path = folder / ".gitignore"
    if not missing:
        return FileStep(path=path, line=f"Git ignores {' and '.join(_IGNORED)} already")
    text = "".join(f"{name}\n" for name in missing)
    if not path.exists():
        return FileStep(path=path, line=f"create {path}: {', '.join(missing)}", addition=text, code="create")
    line = f"add to {path}: {', '.join(missing)}"
    return FileStep(path=path, line=line, addition=_gap(path) + text, code="extend")


def _gap(path: Path) -> str:
    """What has to stand before a new last line."""
    text = path.read_bytes()
    return "\n" if text and not text.endswith(b"\n") else ""


def _ignored(name: str, lines: set[str]) -> bool:
    if name == ".env":
        return bool(lines & _ENV_PATTERNS)
    return bool(lines & {name, f"/{name}", name.rstrip("/"), f"/{name.rstrip('/')}"})


def _lines(path: Path) -> set[str]:
    try:
        return {line.strip() for line in path.read_text(encoding="utf-8").splitlines()}
    except (OSError, UnicodeDecodeError):
        return set()


def write_step(step: FileStep) -> None:
    """Adds the text; a private file is made readable by its owner only before a secret goes in.

    Raises:
        ConfigError: the file cannot be written, or appeared in the meantime.
    """
    if not step.addition:
        return
    mode = _PRIVATE if step.private else 0o666
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | (os.O_EXCL if step.code == "create" else 0)
    try:
        if step.private and step.code == "extend":
            step.path.chmod(_PRIVATE)
        step.path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(step.path, flags, mode), "w", encoding="utf-8") as file:
            file.write(step.addition)
    except OSError as error:
        raise ConfigError(
            f"{step.path} cannot be written: {error.strerror}.",
            hint="What was written before stays; run init again once it can be.",
        ) from error


def env_mode(path: Path) -> int | None:
    """The permission bits of a file; None where there is none."""
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else None
