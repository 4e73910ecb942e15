"""The common ground of every value that crosses a boundary."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value without unknown fields; equality is by content. No number in it is infinite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
