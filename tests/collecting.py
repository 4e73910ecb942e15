"""Makes the collection of the whole suite, and its end, shorter."""

import gc
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

_TESTS = Path(__file__).parent


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Of several workers, each begins to import at another file.

    In a new checkout they would compile the same file at the same time, and so each of them all files. Like
    this, one finds those compiled that another began with.
    """
    given = getattr(collector.config, "workerinput", None)
    paths = [Path(argument).resolve() for argument in collector.config.args]
    if given is None or paths != [_TESTS] or not isinstance(collector, pytest.Session):
        return
    files = sorted(_TESTS.rglob("test_*.py"))
    first = int(given["workerid"].removeprefix("gw")) * len(files) // given["workercount"]
    for file in files[first:] if first else ():
        with suppress(Exception, pytest.skip.Exception):  # told when the file is collected
            import_module(".".join(file.relative_to(_TESTS.parent).with_suffix("").parts))


def pytest_collection_finish() -> None:
    gc.freeze()  # what is collected lives as long as the process: no use in walking it again and again


def pytest_unconfigure() -> None:
    # What is left over is found here, and told by pytest, which would go through all that lives twice,
    # and so would Python at its end.
    gc.collect()
    gc.freeze()
