"""Tells Slack's own requests from forged, stale and replayed ones, on the bytes as they came."""

import re
from collections.abc import Callable
from time import time

from slack_sdk.signature import Clock, SignatureVerifier

# Slack's documentation: a timestamp more than five minutes away is to be refused.
_WINDOW = 300
# The verifier takes any text that int() takes, and raises on the rest; Slack sends seconds as plain digits.
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


class _GivenClock(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now()


class Requests:
    """Remembers the signatures of the last minutes: each request is let in once."""

    def __init__(self, signing_secret: str, *, now: Callable[[], float] = time) -> None:
        self._now = now
        self._verifier = SignatureVerifier(signing_secret, clock=_GivenClock(now))
        self._seen: dict[str, float] = {}

    def __repr__(self) -> str:
        return f"Requests({len(self._seen)} seen)"

    def admits(self, body: bytes, *, timestamp: str, signature: str) -> bool:
        """Whether it is signed with the secret, of these minutes, and here for the first time."""
        if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
            return False
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return False
        if not self._verifier.is_valid(text, timestamp, signature):
            return False
        return self._is_new(signature)

    def _is_new(self, signature: str) -> bool:
        now = self._now()
        # Timestamps may be five minutes ahead as well as behind, so a signature holds for ten.
        for known in [known for known, until in self._seen.items() if until < now]:
            del self._seen[known]
        if signature in self._seen:
            return False
        self._seen[signature] = now + 2 * _WINDOW
        return True
