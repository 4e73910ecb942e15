"""Which certificate authorities a connection to Notion is checked against."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """httpx's usual ones, read once a process.

    A worker opens a gateway for each job, and reading them takes longer than many a job does.
    """
    return httpx.create_ssl_context()
