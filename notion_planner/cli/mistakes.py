"""What is wrong with the words of a command line, and where the right ones are; imported only then."""

from typing import Any

from notion_planner.errors import UsageError

# Names that people try → the command that does it.
_MEANT = {
    "diff": "plan SPEC",
    "preview": "plan SPEC",
    "history": "undo SPEC --list",
    "runs": "undo SPEC --list",
    "move": "tasks move",
    "done": "tasks move",
    "todo": "next",
}


def as_usage(error: Any, command: str) -> UsageError:
    """``error`` is Typer's; ``command`` the first word of the line that is no option."""
    context, parameter = getattr(error, "ctx", None), getattr(error, "param", None)
    message = error.format_message().replace("Value error, ", "").rstrip(".")
    meaning = getattr(parameter, "help", None)
    if message.startswith("Missing ") and meaning and "Choose from" not in message:
        message = f"{message}: {meaning.rstrip('.')}"
    path = context.command_path if context else f"notion-planner {command}".rstrip()
    hint = f"{_way_on(message, context)}See `{path} --help`."
    return UsageError(message if message.endswith("?") else f"{message}.", hint=hint)


def _way_on(message: str, context: Any) -> str:
    """Of the two ways to name a specification the one that the command has, and the command that is meant."""
    parameters = context.command.params if context else []
    if message.startswith("Got unexpected extra argument") and any("--spec" in p.opts for p in parameters):
        return "Name a specification with --spec. "
    if message.startswith("No such option: --spec") and any(p.name in ("spec", "specs") for p in parameters):
        return "Name the specification without it. "
    wanted = message.removeprefix("No such command '").partition("'")[0]
    return f"`notion-planner {_MEANT[wanted]}` does that. " if wanted in _MEANT else ""
