"""Drives a headless Chromium over its DevTools protocol."""

import asyncio
import base64
import json
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

BINARY = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Chromium:
    def __init__(self, profile: Path) -> None:
        self._profile = profile
        self._number = 0
        self.requested: list[str] = []
        self.complaints: list[str] = []

    async def __aenter__(self) -> Self:
        assert BINARY is not None
        self._process = await asyncio.create_subprocess_exec(
            BINARY,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-dev-shm-usage",
            "--remote-debugging-port=0",
            # A window's own pages, which nobody sees, take longer to load than a test does.
            "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
            # A page lives for a second: compiling its scripts well takes longer than running them.
            "--js-flags=--no-opt --no-maglev",
            f"--user-data-dir={self._profile}",
            "about:blank",
            stderr=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
        )
        assert self._process.stderr is not None
        address = ""
        while "ws://" not in address:
            address = (await self._process.stderr.readline()).decode()
        port = address.split("ws://", 1)[1].split("/", 1)[0]
        self._session = aiohttp.ClientSession(f"http://{port}")
        async with self._session.get("/json") as response:
            targets = await response.json()
        await self._attach(next(item for item in targets if item["type"] == "page"))
        return self

    async def _attach(self, page: dict[str, str]) -> None:
        self._socket = await self._session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)
        for domain in ("Page", "Runtime", "Network", "Log"):
            await self.send(f"{domain}.enable")

    async def renew(self) -> None:
        """Goes on in a new tab, which knows nothing of what was opened, set and heard before."""
        async with self._session.put("/json/new") as response:
            page = await response.json()
        await self.send("Page.close")
        await self._socket.close()
        self.requested, self.complaints = [], []
        await self._attach(page)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()
        await self._session.close()
        self._process.kill()
        await self._process.communicate()

    async def send(self, method: str, *, until: str | None = None, **params: Any) -> dict[str, Any]:
        """A command's result; with ``until``, after that event has come, too."""
        self._number += 1
        number = self._number
        await self._socket.send_json({"id": number, "method": method, "params": params})
        result: dict[str, Any] | None = None
        while result is None or until is not None:
            message = json.loads((await asyncio.wait_for(self._socket.receive(), 20)).data)
            if message.get("id") == number:
                assert "error" not in message, message
                result = message["result"]
            self._note(message)
            if message.get("method") == until:
                until = None
        return result

    def _note(self, message: dict[str, Any]) -> None:
        if message.get("method") == "Network.requestWillBeSent":
            self.requested.append(message["params"]["request"]["url"])
        if message.get("method") == "Log.entryAdded":
            self.complaints.append(message["params"]["entry"]["text"])
        if message.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(message["params"]))

    async def open(self, address: str) -> None:
        await self.send("Page.navigate", until="Page.loadEventFired", url=address)

    async def reload(self) -> None:
        await self.send("Page.reload", until="Page.loadEventFired")

    async def run(self, script: str, *, navigates: bool = False, awaits: bool = False) -> Any:
        """What a script gives; with ``awaits``, what its promise is kept with."""
        until = "Page.loadEventFired" if navigates else None
        found = await self.send(
            "Runtime.evaluate", until=until, expression=script, returnByValue=True, awaitPromise=awaits
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    async def prefer_color_scheme(self, scheme: str) -> None:
        await self.send(
            "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
        )

    async def press(self, key: str, code: int, *, navigates: bool = False) -> None:
        await self.send(
            "Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, text="\r"
        )
        until = "Page.loadEventFired" if navigates else None
        await self.send(
            "Input.dispatchKeyEvent", until=until, type="keyUp", key=key, windowsVirtualKeyCode=code
        )

    async def size(self, width: int, height: int) -> None:
        await self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    async def screenshot(self, path: Path) -> bytes:
        picture = base64.b64decode((await self.send("Page.captureScreenshot", format="png"))["data"])
        path.write_bytes(picture)
        return picture
