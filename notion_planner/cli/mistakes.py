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
    "version": "--version",
}
_OF_SEVERAL_WORDS = ("spec", "task")


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
    if message.startswith("Got unexpected extra argument"):
        by_option = any("--spec" in p.opts for p in parameters)
        titled = any(p.opts == [p.name] and p.name in _OF_SEVERAL_WORDS for p in parameters)
        hint = "Put a title of several words into quotation marks. " if titled else ""
        return f"{hint}Name a specification with --spec. " if by_option else hint
    if message.startswith("No such option") and context is not None and _is_of_a_command(message, context):
        return "Write options behind the command. "
    if message.startswith("No such option: --spec") and any(p.name in ("spec", "specs") for p in parameters):
        return "Name the specification without it. "
    wanted = message.removeprefix("No such command '").partition("'")[0]
    return f"`notion-planner {_MEANT[wanted]}` does that. " if wanted in _MEANT else ""


def _is_of_a_command(message: str, context: Any) -> bool:
    """Whether the option that the program itself has not is one of its commands'."""
    option = message.removeprefix("No such option: ").partition(" ")[0]
    commands = getattr(context.command, "commands", {}).values()
    return any(option in parameter.opts for command in commands for parameter in command.params)
