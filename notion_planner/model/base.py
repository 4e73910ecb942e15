"""The common ground of every value that crosses a boundary."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value without unknown fields; equality is by content."""

    model_config = ConfigDict(frozen=True, extra="forbid")
