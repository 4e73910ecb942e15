"""Keeps the webhook's verification token: from the environment, or from Notion's one call into a file."""

import hmac
import os
from pathlib import Path

from pydantic import SecretStr

from notion_planner.errors import ConfigError


class TokenKeeper:
    """The token that signs events, once there is one.

    ``given`` is what the environment says, and nothing replaces it. Without it the token is taken from
    Notion's first call, while ``expected`` says that the operator is setting the subscription up, and kept
    in a file that only its owner can read: that is how the operator learns it, since a log is read by many.
    The first token stays: whoever calls later cannot replace it.
    """

    def __init__(self, *, given: SecretStr | None, path: Path, expected: bool) -> None:
        self._given = given
        self.path = path
        self._expected = expected

    @property
    def is_expecting(self) -> bool:
        """Whether the first call would be taken."""
        return self._expected and self.token() is None

    def token(self) -> str | None:
        if self._given is not None:
            return self._given.get_secret_value()
        try:
            return self.path.read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"The webhook's token in {self.path} cannot be read ({type(error).__name__}).",
                hint="Mend the file's rights, or delete it and verify the webhook again.",
            ) from error

    def offer(self, token: str) -> bool:
        """Whether this is the subscription's token: the one that is known, or the first while expected.

        Raises:
            ConfigError: the file cannot be read or written.
        """
        if self.is_expecting and self._write(token):
            return True
        known = self.token()
        return known is not None and hmac.compare_digest(known.encode(), token.encode())

    def _write(self, token: str) -> bool:
        """False where another call was quicker."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return False
        except OSError as error:
            raise ConfigError(
                f"The webhook's token cannot be kept in {self.path}: {error.strerror}.",
                hint="Let the server write there, and have Notion send the token again.",
            ) from error
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{token}\n")
        return True
