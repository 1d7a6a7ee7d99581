"""Work that takes long, done in a thread, so that who waits for it can be told how it goes and can leave."""

from collections.abc import Callable, Iterator
from queue import Empty, Queue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
Tell = Callable[[T], bool]
"""What the work tells its news to; False means that nobody listens any more."""


def watched(work: Callable[[Tell[T]], None], every: float, stopped: Callable[[], bool] = lambda: False) -> Iterator[T | None]:
    """What the work tells, as it comes, and None when `every` seconds brought nothing; ends at once when `stopped` holds.

    What the work raises is raised here, unless it was stopped: work may end with an error for that. Work that nobody listens to any
    more ends where it next tells something.

    >>> list(watched(lambda tell: [tell(n) for n in range(3)] and None, 10))
    [0, 1, 2]
    """
    news: Queue[T | BaseException | None] = Queue()
    listening = True

    def tell(item: T) -> bool:
        news.put(item)
        return listening and not stopped()

    def run() -> None:
        try:
            work(tell)
            news.put(None)
        except BaseException as error:  # noqa: BLE001 - handed on to whoever waits
            news.put(error)

    Thread(target=run, daemon=True).start()
    try:
        while not stopped():
            try:
                item = news.get(timeout=every)
            except Empty:
                yield None
                continue
            if item is None or stopped():
                return
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        listening = False
