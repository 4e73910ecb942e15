"""A Slack on loopback: its Web API, response_urls and Socket Mode; it checks what it is sent."""

import asyncio
import json
import queue
import threading
from collections import Counter
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from tests.slack.rules import violations

BOT_TOKEN = "xoxb-0-test"
APP_TOKEN = "xapp-0-test"
MOST_POSTS = 5  # docs.slack.dev/interactivity/handling-user-interaction: five in thirty minutes


@dataclass(frozen=True)
class Post:
    """Something said: where to (a path of a response_url, or a channel), and the JSON."""

    to: str
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """All that people read in it."""
        return json.dumps(self.body, ensure_ascii=False)

    @property
    def buttons(self) -> list[dict[str, Any]]:
        found = []
        for block in self.body.get("blocks", ()):
            found += block.get("elements", []) if block["type"] == "actions" else []
            found += [block["accessory"]] if "accessory" in block else []
        return found

    def button(self, label: str) -> dict[str, Any]:
        return next(button for button in self.buttons if button["text"]["text"] == label)


class FakeSlack:
    """Runs in a thread of its own. ``posts`` is what was said, ``refused`` what Slack would not take."""

    def __init__(self) -> None:
        self.posts: queue.Queue[Post] = queue.Queue()
        self.refused: list[str] = []
        self.uses: Counter[str] = Counter()
        self.absent: set[str] = set()  # channels that the app is not in
        self.failures: list[int] = []  # statuses to answer the next requests with
        self.absence = "not_in_channel"  # what they answer with
        self.error = ""  # that chat.postMessage answers with
        self.expired: set[str] = set()
        self.acknowledged: queue.Queue[dict[str, Any]] = queue.Queue()
        self.connected = threading.Event()
        self._sockets: list[web.WebSocketResponse] = []
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,))
        self._thread.start()
        ready.wait()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_post("/api/chat.postMessage", self._post_message)
        app.router.add_post("/api/apps.connections.open", self._open_connection)
        app.router.add_get("/link", self._link)
        app.router.add_get("/elsewhere", self._elsewhere)
        app.router.add_post("/{kind:commands|actions}/{number}", self._respond)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def said(self) -> Post:
        """The next thing that is said, soon."""
        return self.posts.get(timeout=30)

    def send_by_socket(self, envelope: dict[str, Any]) -> None:
        """Hands a request to the app over its open connection."""
        sending = self._sockets[-1].send_str(json.dumps(envelope))
        asyncio.run_coroutine_threadsafe(sending, self._loop).result(timeout=10)

    def drop_sockets(self) -> None:
        """What Slack does every few hours: it asks the app to connect anew."""
        self.connected.clear()
        dropped, self._sockets = self._sockets, []  # the app may be back before the last one is closed
        for socket in dropped:
            asyncio.run_coroutine_threadsafe(socket.close(), self._loop).result(timeout=10)

    async def _respond(self, request: web.Request) -> web.Response:
        if self.failures:
            return web.Response(status=self.failures.pop(0), headers={"Location": f"{self.url}/elsewhere"})
        self.uses[request.path] += 1
        if request.path in self.expired:
            return web.Response(status=404, text="expired_url")
        if self.uses[request.path] > MOST_POSTS:
            return web.Response(status=404, text="used_url")
        body = await request.json()
        if problems := violations(body):
            self.refused += problems
            return web.Response(status=400, text="invalid_blocks")
        self.posts.put(Post(request.path, body))
        return web.Response(text="ok")

    async def _post_message(self, request: web.Request) -> web.Response:
        if self.failures:
            status = self.failures.pop(0)
            if status >= 500:
                return web.Response(status=status, text="<html>", content_type="text/html")
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=status, headers={"Retry-After": "0"}
            )
        if request.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        body = await request.json()
        channel = body.pop("channel")
        if self.error:
            return web.json_response({"ok": False, "error": self.error})
        if channel in self.absent:
            return web.json_response({"ok": False, "error": self.absence})
        if problems := violations(body):
            self.refused += problems
            return web.json_response({"ok": False, "error": "invalid_blocks"})
        self.posts.put(Post(channel, body))
        return web.json_response({"ok": True, "channel": channel, "ts": "1.0"})

    async def _elsewhere(self, _request: web.Request) -> web.Response:
        self.refused.append("a redirect was followed")
        return web.Response(text="ok")

    async def _open_connection(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {APP_TOKEN}":
            return web.json_response({"ok": False, "error": "not_authed"})
        return web.json_response({"ok": True, "url": f"{self.url.replace('http', 'ws')}/link"})

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self.connected.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acknowledged.put(json.loads(message.data))
        return socket
