"""Entry point of the console script and of ``python -m notion_planner``."""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

# What a shell says of a program whose output nobody reads any more, as before `| head`.
_READER_LEFT = 141


def main() -> None:
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started it; Rich would take the other one
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (until the end)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a locale without ✓ gets a question mark, and no error
    try:
        # Here, so that Ctrl-C while Python still imports ends without a traceback.
        from notion_planner.cli.app import run

        code = run(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except OSError as error:
        code = _unwritten(error)
    sys.exit(code)


def _unwritten(error: OSError) -> int:
    """The exit code where standard output takes no more; any other error is raised again."""
    from notion_planner.cli.app import is_of_output
    from notion_planner.errors import ExitCode

    if not is_of_output(error):
        raise error
    # What is still buffered cannot be written either, and Python would try as it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return _READER_LEFT
    with suppress(OSError):
        sys.stderr.write(f"Error: The output could not be written: {error.strerror}.\n")
    return int(ExitCode.OUTPUT)


if __name__ == "__main__":
    main()
