"""Training batches from a second process, repeatably: batch n depends on the seed and n only."""
import multiprocessing
import os
import queue
import signal

import cv2
import numpy as np


def _produce(batches, make_composer, side, first, batch, seed):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the trainer's handlers came along with the fork
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    composer, parent, number = make_composer(), os.getppid(), first
    while os.getppid() == parent:  # an orphan would otherwise wait for ever
        rng = np.random.default_rng([seed, number])
        columns = [np.stack(column) for column in zip(*(composer.sample(side.value, rng) for _ in range(batch)))]
        number += 1
        while columns and os.getppid() == parent:
            try:
                batches.put(columns, timeout=10)
                columns = None
            except queue.Full:
                pass


class BatchStream:
    """Batches from a producer process.

    make_composer: called in that process; what it returns has sample(side, rng) -> tuple of arrays.
    first: number of the first batch, so that a resumed training goes on where it was.
    """

    def __init__(self, make_composer, first, batch, side, seed):
        context = multiprocessing.get_context("fork")
        self._batches, self._side = context.Queue(4), context.Value("i", side)
        arguments = (self._batches, make_composer, self._side, first, batch, seed)
        self._process = context.Process(target=_produce, args=arguments, daemon=True)
        self._process.start()

    def next(self, side):
        """The next batch; asks for pictures of the given side from now on (up to four may still have the old one)."""
        self._side.value = side
        while True:
            try:
                return self._batches.get(timeout=60)
            except queue.Empty:
                if not self._process.is_alive():
                    raise RuntimeError("the batch producer stopped; its error is printed above") from None

    def close(self):
        """Stops the producer."""
        self._process.kill()
        self._process.join()
