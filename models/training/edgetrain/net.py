"""The networks. All take RGB 0..255 as float N x 3 x H x W: scaling to -1..1 is part of the graph (see scaled).

The trunk goes down by strided dense 3x3 convolutions and works at each resolution with inverted residual blocks.
Compared with a MobileNetV2 of the same multiply count it has few thin high-resolution layers, which are slow on
plain CPUs, and many more weights at low resolution, where weights are cheap: about 2.5 times faster to train.
ReLU everywhere, because its outputs quantize well to uint8.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

CHANNELS = (12, 20, 32, 72, 160)
"""Stem, then the stages at strides 4, 8, 16 and 32, for width 1."""
BLOCKS = (0, 1, 3, 4)
"""Inverted residual blocks per stage."""
NATIVE_SIDE = 160
"""Input side at which the detector's geometry needs no rescaling."""
KERNELS = (3, 3, 3, 5)
"""Depthwise kernel per stage; 5x5 at stride 32 sees the whole picture."""


def scaled(x):
    """-1..1, in steps of 1/128: quantized with that step every 8-bit value stays what it is. (With 1/127.5 and the range -1..1
    every value lies halfway between two steps, and each processor rounds it in its own way.)
    """
    return x / 128 - 1


def conv(inputs, outputs, kernel=1, stride=1, groups=1, relu=True):
    """Convolution, batch normalisation and, unless told otherwise, ReLU."""
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, nn.ReLU(inplace=True)) if relu else nn.Sequential(*layers)


class InvertedResidual(nn.Module):
    """Widen (twofold unless pruned), depthwise convolution, narrow; added to the input."""

    def __init__(self, channels, kernel=3, hidden=None):
        super().__init__()
        hidden = hidden or 2 * channels
        self.body = nn.Sequential(
            conv(channels, hidden), conv(hidden, hidden, kernel, groups=hidden), conv(hidden, channels, relu=False)
        )

    def forward(self, x):
        return x + self.body(x)


class Trunk(nn.Module):
    """Features at strides 8, 16 and 32. `width` scales every channel count (rounded to multiples of 4)."""

    def __init__(self, width=1.0, blocks=BLOCKS, channels=CHANNELS):
        super().__init__()
        scaled = [max(8, int(round(c * width / 4)) * 4) for c in channels]
        self.channels = scaled
        self.stem = conv(3, scaled[0], 3, 2)
        stages = []
        for i, (count, kernel) in enumerate(zip(blocks, KERNELS)):
            residuals = [InvertedResidual(scaled[i + 1], kernel) for _ in range(count)]
            stages.append(nn.Sequential(conv(scaled[i], scaled[i + 1], 3, 2), *residuals))
        self.stride4, self.stride8, self.stride16, self.stride32 = stages

    def forward(self, x):
        fine = self.stride8(self.stride4(self.stem(x)))
        middle = self.stride16(fine)
        return fine, middle, self.stride32(middle)


class Detector(nn.Module):
    """Centre-point detector at stride 8.

    Returns heat logits N x classes x H/8 x W/8 and geometry N x 4 x H/8 x W/8: square roots of width and height as
    fractions of the picture, then the offset of the box centre from the cell centre, in cells.
    Inside, sizes are in units of NATIVE_SIDE pixels, so that weights carry over from one input side to the next.
    """

    def __init__(self, classes=3, width=1.0, neck=48):
        super().__init__()
        self.trunk = Trunk(width)
        _, _, fine, middle, coarse = self.trunk.channels
        self.from_fine, self.from_middle, self.from_coarse = conv(fine, neck), conv(middle, neck), conv(coarse, neck)
        self.merge_middle = nn.Sequential(conv(neck, neck, 3, groups=neck), conv(neck, neck))
        self.merge_fine = nn.Sequential(
            conv(neck, neck, 5, groups=neck),
            conv(neck, 2 * neck),
            conv(2 * neck, 2 * neck, 3, groups=2 * neck),
            conv(2 * neck, neck),
        )
        self.heat, self.geometry = nn.Conv2d(neck, classes, 1), nn.Conv2d(neck, 4, 1)
        nn.init.constant_(self.heat.bias, -3.5)

    def forward(self, x):
        fine, middle, coarse = self.trunk(scaled(x))
        up = lambda t: F.interpolate(t, scale_factor=2.0, mode="nearest")
        merged = self.merge_middle(self.from_middle(middle) + up(self.from_coarse(coarse)))
        merged = self.merge_fine(self.from_fine(fine) + up(merged))
        geometry = self.geometry(merged)
        if x.shape[-1] != NATIVE_SIDE:
            shrink = (NATIVE_SIDE / float(x.shape[-1])) ** 0.5
            geometry = torch.cat([geometry[:, :2] * shrink, geometry[:, 2:]], 1)
        return self.heat(merged), geometry


class Classifier(nn.Module):
    """Picture classifier: logits N x classes."""

    def __init__(self, classes, width=0.5, features=96, blocks=(0, 1, 2, 2), dropout=0.1):
        super().__init__()
        self.trunk = Trunk(width, blocks)
        self.last = conv(self.trunk.channels[-1], features)
        self.drop, self.head = nn.Dropout(dropout), nn.Linear(features, classes)

    def forward(self, x):
        deepest = self.trunk(scaled(x))[2]
        return self.head(self.drop(self.last(deepest).mean((2, 3))))


class Embedder(nn.Module):
    """Picture embedding of unit length, N x dimensions; similar pictures have a high dot product."""

    def __init__(self, dimensions=128, width=1.0, features=256):
        super().__init__()
        self.trunk = Trunk(width)
        self.last = conv(self.trunk.channels[-1], features)
        self.head = nn.Linear(features + self.trunk.channels[-2], dimensions)

    def forward(self, x):
        _, middle, coarse = self.trunk(scaled(x))
        pooled = torch.cat([self.last(coarse).mean((2, 3)), middle.mean((2, 3))], 1)  # shapes, and surfaces
        embedding = self.head(pooled)
        return embedding / (embedding * embedding).sum(1, keepdim=True).clamp(min=1e-8).sqrt()


def folded(model):
    """The network with every batch normalisation folded into the convolution before it, by its running statistics.

    It computes what it did, and trains 1.6 times as fast on plain CPUs: for what is no longer at its beginning. What the
    normalisations kept in proportion is evened out once: of a channel whose values were tiny, one layer's weights would be
    a thousand times the next one's, and no learning rate would suit both. A network that is folded stays as it is.
    """
    normalised = lambda m: isinstance(m, nn.Sequential) and len(m) > 1 and isinstance(m[1], nn.BatchNorm2d)
    blocks = [m for m in model.eval().modules() if normalised(m)]
    for block in blocks:
        block[0] = fuse_conv_bn_eval(block[0], block[1]).requires_grad_(True)
        del block[1]
    chains = [m.body for m in model.modules() if isinstance(m, InvertedResidual)]
    chains += [m for name, m in model.named_children() if name.startswith("merge")]
    for chain in chains * 4 if blocks else ():
        for (first, *_), (second, *_) in zip(chain, chain[1:]):
            _even_out(first, second)
    return model.train()


@torch.no_grad()
def _even_out(first, second):
    """Scales the channels between two convolutions, with a ReLU between them, so that both have weights alike in size.

    "Data-free quantization through weight equalization" (Nagel et al. 2019).
    """
    before = first.weight.flatten(1).abs().amax(1)
    after = (second.weight if second.groups > 1 else second.weight.transpose(0, 1)).flatten(1).abs().amax(1)
    scale = ((before + 1e-8) / (after + 1e-8)).sqrt()
    first.weight /= scale.view(-1, 1, 1, 1)
    first.bias /= scale
    second.weight *= scale.view((-1, 1, 1, 1) if second.groups > 1 else (1, -1, 1, 1))


def load_weights(model, weights):
    """Loads weights, first narrowing the residual blocks to what a pruned network has left of them, and folding the batch
    normalisations where the weights are of a folded network."""
    if "trunk.stem.0.bias" in weights and "trunk.stem.0.bias" not in model.state_dict():
        model = folded(model)
    for name, block in model.named_modules():
        if isinstance(block, InvertedResidual):
            depthwise = weights[f"{name}.body.1.0.weight"]
            if depthwise.shape[0] != block.body[1][0].out_channels:
                channels = block.body[2][0].out_channels
                block.body = InvertedResidual(channels, depthwise.shape[-1], depthwise.shape[0]).body
    model.load_state_dict(weights)
    return model


def multiply_adds(model, side):
    """Multiply-adds of one picture of side x side, counted over convolutions and linear layers."""
    total = 0

    def count(layer, _, output):
        nonlocal total
        total += output[0].numel() * layer.weight[0].numel() if output.dim() == 4 else layer.weight.numel()

    hooks = [m.register_forward_hook(count) for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    training = model.training
    with torch.no_grad():
        model.eval()(torch.zeros(1, 3, side, side, device=next(model.parameters()).device))
    model.train(training)
    for hook in hooks:
        hook.remove()
    return total


def parameters(model):
    """Number of trainable weights."""
    return sum(p.numel() for p in model.parameters())
