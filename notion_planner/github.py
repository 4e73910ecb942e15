"""The forms that a GitHub Actions runner reads: annotations, outputs, shielded text, one SARIF log. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

Level = Literal["error", "warning", "notice"]

# SARIF's levels, the worst first, and GitHub's.
_LEVELS: Mapping[str, Level] = {"error": "error", "warning": "warning", "note": "notice"}
# A step's summary may hold 1 MiB; a larger one is dropped whole (workflow commands reference).
_LARGEST_SUMMARY = 1_000_000
_CUT = "\n\n*Cut here: the summary is larger than GitHub shows. The files of the run hold the rest.*\n"


def annotation(
    level: Level, message: str, *, title: str = "", file: str | None = None, line: int = 1, column: int = 1
) -> str:
    """One workflow command. Nothing in a message, title or path can end it or start another."""
    values: dict[str, str] = {"title": title}
    if file is not None:
        values = {"file": file, "line": str(line), "col": str(column), **values}
    attributes = ",".join(f"{name}={_attribute(value)}" for name, value in values.items() if value)
    return f"::{level} {attributes}::{_data(message)}" if attributes else f"::{level}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _attribute(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif_annotations(log: Mapping[str, Any], *, file: str | None) -> list[str]:
    """The worst first, since GitHub shows ten of each level in a step.

    ``file`` is the document's path in the repository; without one its address and line go into the text.
    """
    found = [result for run in log["runs"] for result in run["results"]]
    worst_first = sorted(found, key=lambda result: list(_LEVELS).index(result["level"]))
    return [_sarif_annotation(result, file) for result in worst_first]


def _sarif_annotation(result: Mapping[str, Any], file: str | None) -> str:
    place = result["locations"][0]["physicalLocation"]
    region = place.get("region", {})
    message = str(result["message"]["text"])
    if file is None:
        line = f", line {region['startLine']}" if "startLine" in region else ""
        message = f"{message} ({place['artifactLocation']['uri']}{line})"
    return annotation(
        _LEVELS[result["level"]],
        message,
        title=str(result["ruleId"]),
        file=file,
        line=region.get("startLine", 1),
        column=region.get("startColumn", 1),
    )


def output_entries(values: Mapping[str, str], *, delimiter: str) -> str:
    """What goes into GITHUB_OUTPUT; ``delimiter`` is one that nobody could have guessed.

    Raises:
        ValueError: a value holds the delimiter, and could therefore forge another output.
    """
    if any(delimiter in value for value in values.values()):
        raise ValueError("An output holds its own delimiter.")
    return "".join(f"{name}<<{delimiter}\n{value}\n{delimiter}\n" for name, value in values.items())


def shielded(text: str, *, token: str) -> str:
    """Text for the job's log in which no line is taken for a workflow command.

    What a specification says is printed there, and the runner obeys ``::add-mask::`` and its like anywhere.
    """
    return f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::"


def details(summary: str, text: str) -> str:
    """A section of a job summary that opens on a click, with text that cannot end its code block."""
    longest = max((len(run) for line in text.splitlines() for run in _backticks(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"<details>\n<summary>{summary}</summary>\n\n{fence}text\n{text.rstrip()}\n{fence}\n\n</details>"


def _backticks(line: str) -> list[str]:
    return "".join(character if character == "`" else " " for character in line).split()


def fitting(summary: str) -> str:
    """The summary, cut where GitHub would drop it."""
    raw = summary.encode()
    if len(raw) <= _LARGEST_SUMMARY:
        return summary
    return raw[:_LARGEST_SUMMARY].decode(errors="ignore").rsplit("\n", 1)[0] + _CUT


def one_sarif_log(logs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Logs of one tool as one: code scanning takes a single run of a tool and category from an upload."""
    first = logs[0]
    runs = [run for log in logs for run in log["runs"]]
    rules = {rule["id"]: rule for run in runs for rule in run["tool"]["driver"]["rules"]}
    driver = {**runs[0]["tool"]["driver"], "rules": [rules[name] for name in sorted(rules)]}
    results = [result for run in runs for result in run["results"]]
    return {**first, "runs": [{"tool": {"driver": driver}, "results": results}]}
