"""The request budget that several processes share: pyrate-limiter's window, kept in the queue's Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha1

from pyrate_limiter import Duration, Limiter, Rate, RateItem
from pyrate_limiter.buckets.redis_bucket import LuaScript, RedisBucket
from pyrate_limiter.limiter import SingleBucketFactory
from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from notion_planner.environment import QueuePlace
from notion_planner.errors import UnavailableError

_KEY = "notion_planner:pace"
_TIMEOUT_SECONDS = 2.0


@asynccontextmanager
async def shared_limiter(place: QueuePlace, requests_per_minute: int) -> AsyncIterator[Limiter | None]:
    """A limiter that all processes of the queue draw from; None where the queue is one machine's file."""
    if place.redis is None:
        yield None
        return
    redis = Redis.from_url(
        place.redis.get_secret_value(),
        socket_timeout=_TIMEOUT_SECONDS,
        socket_connect_timeout=_TIMEOUT_SECONDS,
    )
    async with redis:
        window = _Window(Rate(requests_per_minute, Duration.MINUTE), redis)
        # The library's background task for old entries ends with the first error of the server, for good.
        yield Limiter(SingleBucketFactory(window, schedule_leak=False))


class _Window(RedisBucket):
    """The library's bucket, which also outlives a restart of the server: that one forgets its scripts."""

    is_async = True

    def __init__(self, rate: Rate, redis: Redis) -> None:
        # Redis names a script by its SHA-1, so it need not be asked (nor be up) yet.
        digest = sha1(LuaScript.PUT_ITEM.encode(), usedforsecurity=False).hexdigest()
        super().__init__([rate], redis, _KEY, digest)
        self._asynchronous = redis

    async def put(self, item: RateItem) -> bool:
        try:
            await self._asynchronous.zremrangebyscore(_KEY, 0, item.timestamp - int(Duration.MINUTE))
            try:
                return await self._admitted(item)
            except NoScriptError:
                await self._asynchronous.script_load(LuaScript.PUT_ITEM)
                return await self._admitted(item)
        except RedisError as error:
            raise UnavailableError(
                f"The request budget in Redis cannot be reached ({type(error).__name__})."
            ) from error

    async def _admitted(self, item: RateItem) -> bool:
        admitted = super().put(item)
        return admitted if isinstance(admitted, bool) else await admitted
