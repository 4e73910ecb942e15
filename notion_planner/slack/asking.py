"""Who asks for what, where the answer goes, and the job that carries both. Pure."""

import hashlib
import json
from enum import StrEnum

from pydantic import Field, ValidationError

from notion_planner.errors import UsageError
from notion_planner.jobs.model import Job
from notion_planner.model.base import Frozen
from notion_planner.notion.ids import parse_id
from notion_planner.slack.commands import Command, Verb

COMMAND_JOB = "slack-command"
DECISION_JOB = "slack-decision"
EVERY_SPECIFICATION = "every specification"


class Place(Frozen):
    """Who asked where. ``response_url`` is a capability: it stays out of every repr and log.

    ``at`` is when it was asked, in seconds since 1970. ``on_message``: asked with a button, whose message the
    answer can replace.
    """

    team: str
    user: str
    channel: str
    response_url: str = Field(repr=False)
    at: float
    on_message: bool = False


class Approval(Frozen):
    """What a preview showed: ``fingerprint`` of it all, and what it rested on.

    ``force``: what a sync would stop for is meant, as the preview said it.
    """

    fingerprint: str
    spec: str = ""
    settings: str = ""
    force: bool = False


class Choice(StrEnum):
    APPLY = "apply"
    CANCEL = "cancel"
    CHOOSE = "choose"


class Decision(Frozen):
    """What a button stands for; its JSON is the button's value.

    ``message`` is the same for all buttons of one message: a person decides once.
    """

    choice: Choice
    verb: Verb
    reference: str
    message: str
    approval: Approval | None = None

    def as_value(self) -> str:
        return self.model_dump_json(exclude_defaults=True)


def decision_of(value: str) -> Decision:
    """What the pressed button stands for.

    Raises:
        UsageError: it is a button of another version.
    """
    try:
        return Decision.model_validate_json(value)
    except ValidationError:
        raise UsageError(
            "This button is from another version of notion-planner.", hint="Send the command again."
        ) from None


def command_job(place: Place, command: Command, *, trigger: str) -> Job:
    """``trigger`` is Slack's id of the request: a retry carries the same one."""
    key = _digest(trigger, place.team, place.channel, place.user, command.verb, command.reference)
    return Job(
        key=f"{COMMAND_JOB}:{key}",
        kind=COMMAND_JOB,
        lane=_lane(command.verb, command.reference, key),
        payload={"place": _dump(place), "command": command.model_dump_json()},
    )


def decision_job(place: Place, value: str, *, allowed: bool) -> Job:
    """Keyed by the message: of two buttons pressed, or one pressed twice, the first one counts.

    That of a person who is not ``allowed`` to decide counts for nobody else.
    """
    try:
        decision = decision_of(value)
    except UsageError:
        key = _digest(value, place.team, place.channel, place.user)
        lane = key
    else:
        key = _digest(decision.message, place.team, "" if allowed else place.user)
        lane = _lane(decision.verb, decision.reference, key)
    payload = {"place": _dump(place), "decision": value}
    return Job(key=f"{DECISION_JOB}:{key}", kind=DECISION_JOB, lane=lane, payload=payload)


def place_of(job: Job) -> Place:
    return Place.model_validate_json(job.payload["place"])


def command_of(job: Job) -> Command:
    return Command.model_validate_json(job.payload["command"])


def decision_in(job: Job) -> Decision:
    """The decision that the job carries.

    Raises:
        UsageError: as :func:`decision_of`.
    """
    return decision_of(job.payload["decision"])


def run_id(job: Job) -> str:
    """Names the run in messages and in the audit log."""
    return job.key.rpartition(":")[2][:12]


def together(fingerprints: dict[str, str]) -> str:
    """One fingerprint of several specifications' previews, by the specifications' ids."""
    return _digest(json.dumps(fingerprints, sort_keys=True))


def _lane(verb: Verb, reference: str, key: str) -> str:
    if not verb.writes:
        return key
    return parse_id(reference) or reference.casefold() or EVERY_SPECIFICATION


def _dump(place: Place) -> str:
    return place.model_dump_json()


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
