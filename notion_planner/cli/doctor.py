"""``notion-planner doctor``: examines the set-up and says what to do about each problem."""

from notion_planner.cli.options import ConfigOption, JsonOption, QuietOption


def doctor(config: ConfigOption = None, as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Examine token, capabilities, places, task properties, clock and secrets. Writes nothing.

    Exits with 9 where it found a problem. Secrets are never printed.

    Example: notion-planner doctor --json
    """
    from notion_planner.cli.examining import run_doctor

    run_doctor(config, as_json=as_json, quiet=quiet)
