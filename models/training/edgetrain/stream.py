"""Training batches from other processes, repeatably: batch n depends on the seed and n only, however many make them."""
import signal

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class _Batches(Dataset):
    """Batch `number` at picture side `side`, composed when it is asked for."""

    def __init__(self, composer, batch, seed):
        self._composer, self._batch, self._seed = composer, batch, seed

    def __getitem__(self, request):
        number, side = request
        rng = np.random.default_rng([self._seed, number])
        return [torch.from_numpy(np.stack(c)) for c in zip(*(self._composer.sample(side, rng) for _ in range(self._batch)))]


def _settle(_):
    for number in (signal.SIGTERM, signal.SIGINT):  # whoever stops the training ends the producers when it has
        signal.signal(number, signal.SIG_IGN)
    cv2.setNumThreads(1)


def batches(composer, requests, batch, seed, producers=1):
    """Iterates over batches (lists of tensors) in the order of the requests, made ahead by so many processes.

    composer: sample(side, rng) -> tuple of arrays.
    requests: (number of the batch, side of its pictures), one per batch.
    """
    loader = DataLoader(
        _Batches(composer, batch, seed),
        batch_size=None,
        sampler=requests,
        num_workers=producers,
        prefetch_factor=2,
        worker_init_fn=_settle,
        multiprocessing_context="fork",
        pin_memory=torch.cuda.is_available(),
    )
    return iter(loader)
