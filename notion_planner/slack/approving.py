"""Whether what was approved is what would be written now. Pure."""

from collections.abc import Sequence

from notion_planner.slack.asking import Approval, together
from notion_planner.use_cases.sync import Prepared


def approval_of(prepared: Sequence[Prepared]) -> Approval:
    """What a preview of these shows, to be compared when it is applied."""
    return Approval(
        fingerprint=together({_spec(each): each.fingerprint for each in prepared}),
        spec=together({_spec(each): each.basis.spec for each in prepared}),
        settings=together({_spec(each): each.basis.settings for each in prepared}),
    )


def moved(approved: Approval, prepared: Sequence[Prepared], *, begun: bool) -> str | None:
    """What is not as it was shown; None where it may be written.

    ``begun``: this very run was cut short while it wrote. What it wrote itself makes no difference then.
    """
    now = approval_of(prepared)
    if approved.spec != now.spec:
        return "The specification has changed since the preview. This is what would be written now:"
    if approved.settings != now.settings:
        return "The configuration has changed since the preview. This is what would be written now:"
    if approved.fingerprint != now.fingerprint and not begun:
        return (
            "Pages in Notion or the dates have changed since the preview. This is what would be written now:"
        )
    return None


def _spec(prepared: Prepared) -> str:
    return prepared.job.document.page.id
