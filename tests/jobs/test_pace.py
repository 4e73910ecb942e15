"""Processes that share a queue in Redis share the budget of requests too."""

import asyncio

import pytest
from pydantic import SecretStr
from redis import Redis

from notion_planner.environment import QueuePlace
from notion_planner.errors import UnavailableError
from notion_planner.jobs.pace import shared_limiter


def test_two_processes_draw_from_one_budget(redis_place: QueuePlace) -> None:
    async def admitted() -> list[bool]:
        async with shared_limiter(redis_place, 5) as one, shared_limiter(redis_place, 5) as other:
            assert one is not None
            assert other is not None
            return [await limiter.try_acquire_async("notion", blocking=False) for limiter in [one, other] * 4]

    assert asyncio.run(admitted()) == [True] * 5 + [False] * 3


def test_the_budget_outlives_a_server_that_forgot_its_scripts(redis_place: QueuePlace) -> None:
    async def admitted() -> bool:
        async with shared_limiter(redis_place, 5) as limiter:
            assert limiter is not None
            await limiter.try_acquire_async("notion")
            assert redis_place.redis is not None
            with Redis.from_url(redis_place.redis.get_secret_value()) as redis:
                redis.script_flush()
            return await limiter.try_acquire_async("notion")

    assert asyncio.run(admitted())


def test_a_budget_that_cannot_be_reached_is_said_to_be_unavailable() -> None:
    async def acquire() -> None:
        place = QueuePlace(redis=SecretStr("redis://:canary@127.0.0.1:1/0"))
        async with shared_limiter(place, 5) as limiter:
            assert limiter is not None
            await limiter.try_acquire_async("notion")

    with pytest.raises(UnavailableError) as caught:
        asyncio.run(acquire())
    assert "canary" not in str(caught.value)


def test_a_queue_of_one_machine_needs_no_shared_budget(tmp_path) -> None:
    async def limiter() -> object:
        async with shared_limiter(QueuePlace(file=tmp_path / "jobs.db"), 5) as limiter:
            return limiter

    assert asyncio.run(limiter()) is None
