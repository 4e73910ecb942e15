"""The tools that are compared, how each is installed beside this project, and how it is run."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DRIVERS = Path(__file__).parent / "drivers"


class UnavailableError(Exception):
    """The tool cannot be installed or run here; the text says why."""


@dataclass(frozen=True)
class Tool:
    """``packages`` are pinned; of npm's or PyPI's registry by the driver's suffix. ``reached`` tells how."""

    name: str
    packages: tuple[str, ...]
    driver: str
    reached: str

    def install(self, folder: Path) -> None:
        """Into a folder of its own; does nothing where it is installed already.

        Raises:
            UnavailableError: no registry, or the program that installs is missing.
        """
        home = folder / self.name
        if (home / "installed").exists():
            return
        home.mkdir(parents=True, exist_ok=True)
        if self.driver.endswith(".mjs"):
            if shutil.which("npm") is None:
                raise UnavailableError("npm is not installed")
            (home / "package.json").write_text('{"private": true}\n')
            _checked(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *self.packages], home)
        else:
            _checked([sys.executable, "-m", "venv", str(home / "venv")], home)
            python = str(home / "venv" / "bin" / "python")
            _checked([python, "-m", "pip", "install", "--quiet", *self.packages], home)
        (home / "installed").touch()

    def publish(self, folder: Path, environ: dict[str, str]) -> list[str]:
        """Runs the driver; answers with a line for each document that the tool refused."""
        home = folder / self.name
        python = home / "venv" / "bin" / "python"
        program = "node" if self.driver.endswith(".mjs") else str(python)
        done = subprocess.run(
            [program, str(DRIVERS / self.driver)],
            env={"PATH": os.environ["PATH"], "PEER_MODULES": str(home), **environ},
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        if done.returncode:
            raise UnavailableError((done.stderr.strip().splitlines() or ["it failed"])[-1])
        refusals = [line for line in done.stderr.splitlines() if line.startswith("refused: ")]
        return [line.removeprefix("refused: ") for line in refusals]


def _checked(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise UnavailableError(f"it cannot be installed: {last[:200]}")


TOOLS = (
    Tool(
        "martian",
        ("@tryfabric/martian@1.2.4", "@notionhq/client@5.26.0"),
        "publish_with_martian.mjs",
        "the SDK's `baseUrl`",
    ),
    Tool("notionify", ("notionify==0.2.3",), "publish_with_notionify.py", "its `base_url` setting"),
    Tool(
        "notionit",
        ("notionit==0.2.0", "mistune==3.1.3"),
        "publish_with_notionit.py",
        "its `base_url` argument",
    ),
    Tool(
        "md2notionpage",
        ("md2notionpage==0.1.6", "notion-client==3.1.0"),
        "publish_with_md2notionpage.py",
        "`base_url` of the SDK's client that it uses",
    ),
)
