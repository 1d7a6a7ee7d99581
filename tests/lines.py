"""A line of requests that is full for as long as a test wants."""

import threading

from assistant.line import Line


def held(line: Line, release: threading.Event) -> threading.Thread:
    """A request that is worked on until it is released."""
    begun = threading.Event()

    def work() -> None:
        with line.turn():
            begun.set()
            release.wait()

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait()
    return thread
