"""Recorded exchanges of the real API sent again: same status, same keys, same types."""

import sys
from collections import Counter
from collections.abc import Callable

import pytest

from tests.workspace.conftest import Api
from tests.workspace.recorded import folder, recordings
from tests.workspace.recordings import SETUPS
from tests.workspace.stage import PERSON, NotRepeatableError, Stage, differences

pytestmark = pytest.mark.anyio
FOLDER = folder()


@pytest.mark.slow
@pytest.mark.skipif(FOLDER is None, reason="no recordings: set NOTION_RECORDINGS to their folder")
async def test_recorded_exchanges_repeat_with_the_same_shape(
    open_api: Callable[..., Api], capsys: pytest.CaptureFixture[str]
) -> None:
    assert FOLDER is not None
    outcome: Counter[str] = Counter()
    differing = []
    for recording in recordings(FOLDER):
        api = open_api()
        with api.workspace.store.transaction(write=True):
            person = {"object": "user", "id": PERSON, "name": "Person User", "avatar_url": None}
            person |= {"type": "person", "person": {"email": "person@example.com"}}
            api.workspace.store.put_document("user", PERSON, person)
        stage = Stage(api, recording)
        try:
            await SETUPS[recording.name](stage)
        except NotRepeatableError:
            outcome["not set up"] += 1
            continue
        api.version = recording.version
        status, own = await stage.again()
        found = list(differences(recording.response, own))
        if status != recording.status:
            found.insert(0, f"status {status} instead of {recording.status}: {own.get('message')}")
        outcome["differing" if found else "same"] += 1
        if found:
            differing.append(f"{recording.method} {recording.path} {recording.version}: {found[:4]}")
    with capsys.disabled():
        sys.stdout.write(f"\nrecorded exchanges: {dict(outcome)}\n")
    assert not differing, "\n".join(differing)
