"""What a page looks like, coarse enough to be the same with any font and any build of Chromium.

A picture is where the named parts of a page are, and how bright each field of a grid over it is. Widths and
heights of text differ from font to font by a tenth; a stylesheet that is lost, a part that vanishes or moves,
or colours that turn around differ by far more.
"""

import base64
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.workspace.chromium import Chromium

COLUMNS, ROWS = 8, 8
# In pixels and in the 256 steps from black to white; what six font families differ by stays within both.
FARTHEST_MOVE, FARTHEST_LIGHT = 90, 32
_SCALE = 0.0625
_BOXES = """Object.fromEntries(Object.entries(%s).map(([name, selector]) => {
  const box = document.querySelector(selector)?.getBoundingClientRect();
  return [name, box && box.width ? [box.left, box.top, box.right, box.bottom].map(Math.round) : null];
}))"""


@dataclass(frozen=True)
class Picture:
    """``boxes`` has left, top, right and bottom of each part in pixels, None for one that is not shown."""

    size: tuple[int, int]
    boxes: Mapping[str, tuple[int, ...] | None]
    light: tuple[tuple[int, ...], ...]


async def picture(browser: Chromium, size: tuple[int, int], parts: Mapping[str, str]) -> Picture:
    """The open page as it is in a window of that size."""
    await browser.size(*size)
    boxes = await browser.run(_BOXES % repr(dict(parts)))
    clip = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": _SCALE}
    shot = await browser.send("Page.captureScreenshot", format="png", clip=clip)
    light = _grid(base64.b64decode(shot["data"]))
    return Picture(size, {name: tuple(box) if box else None for name, box in boxes.items()}, light)


def differences(seen: Picture, kept: Picture) -> list[str]:
    """What has changed beyond what another font changes; nothing where a person would see no fault."""
    return [*_moved(seen, kept), *_repainted(seen, kept)]


def _moved(seen: Picture, kept: Picture) -> Iterator[str]:
    for name, box in kept.boxes.items():
        found = seen.boxes.get(name)
        if box is None or found is None:
            if box != found:
                yield f"{name}: {box} is now {found}"
        elif any(abs(now - before) > FARTHEST_MOVE for now, before in zip(found, box, strict=True)):
            yield f"{name}: {box} is now {found}"


def _repainted(seen: Picture, kept: Picture) -> Iterator[str]:
    for row, (line, before) in enumerate(zip(seen.light, kept.light, strict=True)):
        for column, (now, then) in enumerate(zip(line, before, strict=True)):
            if abs(now - then) > FARTHEST_LIGHT:
                yield f"field {column},{row} of {COLUMNS}x{ROWS}: brightness {then} is now {now}"


def _grid(png: bytes) -> tuple[tuple[int, ...], ...]:
    """The mean brightness of each field."""
    width, height, lines = _lines(png)
    fields = [[[0, 0] for _ in range(COLUMNS)] for _ in range(ROWS)]
    for y, line in enumerate(lines):
        for x in range(width):
            field = fields[y * ROWS // height][x * COLUMNS // width]
            red, green, blue = line[x]
            field[0] += (299 * red + 587 * green + 114 * blue) // 1000
            field[1] += 1
    return tuple(tuple(total // count for total, count in row) for row in fields)


def _lines(png: bytes) -> tuple[int, int, Iterator[list[tuple[int, ...]]]]:
    """Width, height and the pixels line by line of a PNG with eight bits a colour, which Chromium writes."""
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    assert (depth, interlaced) == (8, 0)
    channels = {2: 3, 6: 4}[kind]
    data, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    return width, height, _pixels(zlib.decompress(data), width * channels, channels)


def _pixels(raw: bytes, stride: int, channels: int) -> Iterator[list[tuple[int, ...]]]:
    """Undoes the filter that each line was written with (PNG specification, section 9)."""
    above = bytearray(stride)
    for start in range(0, len(raw), stride + 1):
        line = bytearray(raw[start + 1 : start + 1 + stride])
        for index in range(stride):
            left = line[index - channels] if index >= channels else 0
            corner = above[index - channels] if index >= channels else 0
            line[index] = (line[index] + _predicted(raw[start], left, above[index], corner)) & 255
        above = line
        yield [tuple(line[index : index + 3]) for index in range(0, stride, channels)]


def _predicted(filter_: int, left: int, up: int, corner: int) -> int:
    if filter_ == 4:
        distances = (abs(up - corner), abs(left - corner), abs(left + up - 2 * corner))
        return (left, up, corner)[distances.index(min(distances))]
    return (0, left, up, (left + up) // 2)[filter_]
