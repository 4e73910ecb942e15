"""A message as a job of its own, so that it is neither lost nor said twice. Pure."""

from notion_planner.jobs.model import Job
from notion_planner.slack.asking import Place, place_of
from notion_planner.slack.blocks import Message

SAY_JOB = "slack-say"


def say_job(cause: Job, place: Place, message: Message) -> Job:
    """Keyed by what it answers: carrying that out again does not answer twice."""
    key = f"{cause.key}:answer"
    payload = {"place": place.model_dump_json(), "message": message.model_dump_json()}
    return Job(key=key, kind=SAY_JOB, lane=key, payload=payload)


def message_in(job: Job) -> tuple[Place, Message]:
    return place_of(job), Message.model_validate_json(job.payload["message"])
