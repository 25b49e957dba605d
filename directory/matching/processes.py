"""Work on batches in their order, by processes of our own where there is much of it."""

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")
_AHEAD = 3  # batches that wait for each process: a large file is never read into memory


class InOrder:
    """Maps a function over batches; each comes back with its result, in their order."""

    def __init__(self, pool: ProcessPoolExecutor | None, processes: int) -> None:
        self._pool, self._ahead = pool, _AHEAD * processes

    def __call__(self, function: Callable[[T], U], batches: Iterable[T]) -> Iterator[tuple[T, U]]:
        if self._pool is None:
            yield from ((batch, function(batch)) for batch in batches)
            return
        waiting = deque[tuple[T, Future[U]]]()
        for batch in batches:
            waiting.append((batch, self._pool.submit(function, batch)))
            if len(waiting) > self._ahead:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()


@contextmanager
def crew(processes: int) -> Iterator[InOrder]:
    """So many processes; with 0 the work is done right here."""
    if not processes:
        yield InOrder(None, 0)
        return
    context = get_context("spawn")  # a fork would copy the locks of whatever threads draw the progress
    # Records hold no cycles: looking for them took a third of the time.
    with ProcessPoolExecutor(processes, context, initializer=gc.disable) as pool:
        try:
            yield InOrder(pool, processes)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
