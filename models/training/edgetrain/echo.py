"""Shows composed samples more than once, for devices that learn faster than processors compose.

Data echoing (Choi et al. 2019): the newest batches stay on the device, and training batches are drawn from them at random.
"""
import torch


class Echo:
    """The newest composed batches, each sample of which is drawn about `times` times.

    With times 1 batches pass through as they are.
    """

    KEPT = 48
    """Batches; what is drawn together was composed far apart."""

    def __init__(self, times, device):
        self.times, self.device = times, torch.device(device)
        self._kept, self._added = None, 0

    def of(self, batch):
        """Yields `times` batches of the same size as the one that is added."""
        batch = [part.to(self.device, non_blocking=True) for part in batch]
        if self.times == 1:
            yield batch
            return
        size = len(batch[0])
        if self._kept is None or any(kept.shape[1:] != part.shape[1:] for kept, part in zip(self._kept, batch)):
            self._kept, self._added = [part.new_empty((self.KEPT * size, *part.shape[1:])) for part in batch], 0
        place = self._added % self.KEPT * size
        for kept, part in zip(self._kept, batch):
            kept[place : place + size] = part
        self._added += 1
        filled = min(self._added, self.KEPT) * size
        for _ in range(self.times):
            drawn = torch.randint(filled, (size,), device=self.device)
            yield [kept[drawn] for kept in self._kept]


def relit(pixels):
    """Pictures (N x H x W x 3, uint8) as float in a slightly different light each: contrast, brightness, tint."""
    several = lambda *shape: torch.rand(len(pixels), *shape, device=pixels.device)
    contrast, shift, tint = 0.8 + 0.4 * several(1, 1, 1), 20 * (several(1, 1, 1) - 0.5), 0.94 + 0.12 * several(1, 1, 3)
    return (((pixels.float() - 127.5) * contrast + 127.5 + shift) * tint).clamp(0, 255)
