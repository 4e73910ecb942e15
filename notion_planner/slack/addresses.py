"""Where answers may go: Slack's own host over TLS, at a public address, and nowhere else."""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

from notion_planner.environment import SlackDoor

SLACK_HOST = "hooks.slack.com"


def is_reply_address(address: str, door: SlackDoor) -> bool:
    """Whether it is https://hooks.slack.com/… (or the configured stand-in for Slack)."""
    try:
        parts = urlsplit(address)
        if parts.scheme == "https" and parts.netloc == SLACK_HOST:
            return address.isascii() and address.isprintable() and " " not in address
        return _is_stand_in(address, door)
    except ValueError:
        return False


def _is_stand_in(address: str, door: SlackDoor) -> bool:
    if door.api_base_url is None:
        return False
    parts, stand_in = urlsplit(address), urlsplit(door.api_base_url)
    return (parts.scheme, parts.netloc) == (stand_in.scheme, stand_in.netloc)


class PublicResolver(AbstractResolver):
    """Looks names up once, at the moment of connecting, and lets Slack's lead to public addresses only.

    Other names (a proxy's) are not Slack's to answer for.
    """

    def __init__(self, names: AbstractResolver) -> None:
        self._names = names

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        if host == SLACK_HOST and not all(is_public(entry["host"]) for entry in found):
            raise OSError(f"{host} leads to an address that is not public")
        return found

    async def close(self) -> None:
        await self._names.close()


def is_public(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False
