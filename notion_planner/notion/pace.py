"""The request budget of one gateway: pyrate-limiter's window, kept in memory."""

from pyrate_limiter import Duration, InMemoryBucket, Limiter, Rate
from pyrate_limiter.limiter import SingleBucketFactory


def paced(requests_per_minute: int) -> Limiter:
    """A sliding window over 60 s: it never exceeds Notion's fixed window, wherever that one starts."""
    window = InMemoryBucket([Rate(requests_per_minute, Duration.MINUTE)])
    # Emptying it in the background takes a thread that outlives the gateway by ten seconds; what a run sends
    # in its life is a few numbers.
    return Limiter(SingleBucketFactory(window, schedule_leak=False))
