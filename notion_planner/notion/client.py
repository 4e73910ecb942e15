"""The HTTP client that reaches Notion: whose certificates it trusts, and when it goes by a proxy."""

import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from ipaddress import ip_address
from typing import Any

import httpx

from notion_planner.errors import ConfigError

Hooks = Mapping[str, Sequence[Callable[..., Awaitable[Any]]]]


@cache
def trusted() -> ssl.SSLContext:
    """httpx's usual certificate authorities, read once a process.

    A worker opens a gateway for each job, and reading them takes longer than many a job does.

    Raises:
        ConfigError: those that the environment names cannot be read.
    """
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise ConfigError(
            f"The certificates that SSL_CERT_FILE names cannot be read: {error.strerror or error}.",
            hint="Name a file of PEM certificates, or leave the variable out.",
        ) from error


def http_client(base_url: str, transport: httpx.AsyncBaseTransport | None, hooks: Hooks) -> httpx.AsyncClient:
    """
    Raises:
        ConfigError: the environment's certificates or its proxy cannot be used.
    """
    # Built first: what it raises is no fault of a proxy.
    verify = trusted() if transport is None else True
    try:
        return httpx.AsyncClient(
            transport=transport,
            verify=verify,
            # A proxy elsewhere leads to its own loopback, and many a NO_PROXY does not name ours.
            trust_env=not _is_loopback(httpx.URL(base_url).host),
            event_hooks={name: list(called) for name, called in hooks.items()},
            follow_redirects=False,
        )
    except ImportError as error:
        raise ConfigError(
            "The environment names a SOCKS proxy, which needs the package socksio.",
            hint="`pip install socksio` beside notion-planner, or leave ALL_PROXY and HTTPS_PROXY out.",
        ) from error
    except (ValueError, httpx.InvalidURL) as error:  # its words may quote the proxy's password
        raise ConfigError(
            "The environment's proxy settings cannot be read.",
            hint="HTTPS_PROXY and ALL_PROXY look like http://proxy.example:3128; NO_PROXY names hosts, and "
            "no networks of IPv6.",
        ) from error


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
