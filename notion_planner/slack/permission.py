"""Who may have something written. Pure."""

from notion_planner.settings import SlackSettings
from notion_planner.slack.asking import Place


def refusal(settings: SlackSettings, place: Place) -> str | None:
    """Why nothing may be applied from there by that person; None where it may."""
    users, channels = settings.apply.users, settings.apply.channels
    if users and place.user not in users:
        return "You may look at plans, but not apply them. Ask one of: " + ", ".join(
            f"<@{user}>" for user in users[:10]
        )
    if channels and place.channel not in channels:
        return "Plans are not applied from here, only in: " + ", ".join(
            f"<#{channel}>" for channel in channels[:10]
        )
    return None


def is_answered(settings: SlackSettings, team: str) -> bool:
    """Whether requests of this Slack workspace are answered."""
    return not settings.teams or team in settings.teams
