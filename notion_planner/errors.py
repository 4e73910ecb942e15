"""The one error family. Each class is one thing that a person can do about it, with its exit code.

::

    PlannerError                 1  unexpected
    ├── UsageError               2  the command line is wrong
    │   └── PlanFileError        2  a plan file is wrong
    ├── ConfigError              3  config.yaml, .env or the environment is wrong
    ├── NotFoundError            4  nothing of that name can be seen
    │   ├── AmbiguousError       4  several things could be meant
    │   └── NoPlanError          4  the specification has no plan yet
    ├── AccessError              5  token, sharing or capability
    ├── UnavailableError         6  Notion cannot be reached or keeps failing
    │   ├── OutcomeUnknownError  6  a write was sent and its answer is lost
    │   ├── BusyError            6  another run holds the plan
    │   └── MovedError           6  another run changed the plan since it was read
    ├── DecisionNeededError      7  a person has to decide before anything is written
    ├── GateError                8  a check that was asked for did not pass
    ├── StalePlanError          11  what an approved preview was made from is no longer so
    └── RejectedError            1  Notion refused the request itself
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells its caller; documented in docs/exit-codes.md."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    CONFIGURATION = 3
    NOT_FOUND = 4
    ACCESS = 5
    UNAVAILABLE = 6
    DECISION = 7
    GATE = 8
    UNHEALTHY = 9
    CHANGES = 10
    STALE = 11
    OUTPUT = 12


class PlannerError(Exception):
    """An error meant for the user.

    ``message`` names the object and what was expected, ``hint`` the next step.
    """

    exit_code = ExitCode.UNEXPECTED
    code = "unexpected"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(PlannerError):
    exit_code = ExitCode.USAGE
    code = "usage"


class PlanFileError(UsageError):
    code = "plan_file"


class ConfigError(PlannerError):
    exit_code = ExitCode.CONFIGURATION
    code = "configuration"


@dataclass(frozen=True)
class Candidate:
    """Something that may have been meant; ``place`` says where it stands."""

    id: str
    title: str
    url: str
    place: str


class NotFoundError(PlannerError):
    """``candidates`` are what may have been meant, where something like it was seen; ``what`` is its role."""

    exit_code = ExitCode.NOT_FOUND
    code = "not_found"

    def __init__(
        self, message: str, *, hint: str = "", candidates: tuple[Candidate, ...] = (), what: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.candidates = candidates
        self.what = what


class AmbiguousError(NotFoundError):
    code = "ambiguous"


class NoPlanError(NotFoundError):
    """``named``: what names the specification on a command line, where its title ``spec`` does not."""

    code = "no_plan"

    def __init__(self, spec: str, *, named: str = "") -> None:
        command = f"notion-planner sync {named}" if named else f'notion-planner sync "{spec}"'
        super().__init__(f"'{spec}' has no plan yet.", hint=f"`{command}` makes one.")


class AccessError(PlannerError):
    """``lacking`` is what is missing, as Notion tells it: token, search, capability, blocks or sharing."""

    exit_code = ExitCode.ACCESS
    code = "access"

    def __init__(self, message: str, *, hint: str = "", lacking: str = "") -> None:
        super().__init__(message, hint=hint)
        self.lacking = lacking

    @property
    def is_of_connection(self) -> bool:
        """Whether nothing can be read, whatever is asked for."""
        return self.lacking in ("token", "search")


class UnavailableError(PlannerError):
    """``wait`` is for how many seconds it is useless to try again, where that is known."""

    exit_code = ExitCode.UNAVAILABLE
    code = "unavailable"

    def __init__(self, message: str, *, hint: str = "", wait: float = 0) -> None:
        super().__init__(message, hint=hint)
        self.wait = wait


class OutcomeUnknownError(UnavailableError):
    """The write may have been applied; ``committed_id`` is the object's id where Notion said so."""

    code = "outcome_unknown"

    def __init__(self, message: str, *, committed_id: str | None = None) -> None:
        super().__init__(message, hint="Run the same command again: it looks before it repeats.")
        self.committed_id = committed_id


class BusyError(UnavailableError):
    code = "busy"


class MovedError(UnavailableError):
    code = "moved"

    def __init__(self, message: str) -> None:
        super().__init__(message, hint="Run the same command again: it reads the plan anew.")


class DecisionNeededError(PlannerError):
    exit_code = ExitCode.DECISION
    code = "decision_needed"


class GateError(PlannerError):
    exit_code = ExitCode.GATE
    code = "gate"


class StalePlanError(PlannerError):
    """The specification, Notion or the settings moved since the preview that is to be applied."""

    exit_code = ExitCode.STALE
    code = "moved"


class RejectedError(PlannerError):
    """Notion answered that the request itself is wrong (400 validation_error and the like)."""

    code = "rejected"


_MOST_NAMED = 10


def ends_all(error: PlannerError, names: Sequence[str], number: int) -> bool:
    """Whether it would meet the names behind this one, too; that is said once for all. Of several, any other
    error says which one it is about.
    """
    name, rest = names[number], [f"'{one}'" for one in names[number + 1 :]]
    if not isinstance(error, AccessError) or not error.is_of_connection:
        if len(names) > 1 and name not in error.message:
            error.message = f"'{name}': {error.message}"
        return False
    if rest:
        more = [f"{len(rest) - _MOST_NAMED} more"] if len(rest) > _MOST_NAMED else []
        error.message = (
            f"{error.message} Stopped at '{name}'; not begun: {', '.join([*rest[:_MOST_NAMED], *more])}."
        )
    return True
