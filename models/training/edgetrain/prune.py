"""Structured pruning: drops the least useful hidden channels of the residual blocks.

The result is a checkpoint of a smaller network, to be fine-tuned by the ordinary training:
    python3 -m edgetrain.prune work/detector/checkpoint.pt work/pruned.pt --keep 0.7
    python3 -m edgetrain.train_detector --name detector-pruned --start-from work/pruned.pt --schedule 160:300k:5e-4:1e-5
"""
import argparse

import torch

from edgetrain.export import load_model
from edgetrain.net import InvertedResidual, multiply_adds, parameters


def usefulness(block):
    """Per hidden channel: how strongly it can reach the output of the block.

    The scale of the normalisation after the depthwise convolution is the typical size of the channel; the narrowing
    convolution's weights say how much of it is used. (Of a folded network neither would be comparable: prune before.)
    """
    if not isinstance(block.body[1][1], torch.nn.BatchNorm2d):
        raise ValueError("the batch normalisations of this network are folded; prune a checkpoint from before")
    return block.body[1][1].weight.abs() * block.body[2][0].weight.flatten(1).norm(dim=0)


def narrow(block, keep):
    """A copy of the block with only the hidden channels of the index tensor `keep`."""
    channels, kernel = block.body[2][0].out_channels, block.body[1][0].kernel_size[0]
    result = InvertedResidual(channels, kernel, len(keep))
    source, target = block.state_dict(), result.state_dict()
    for name in target:
        if target[name].dim() == 0 or name.startswith("body.2.1"):
            target[name] = source[name]
        else:
            target[name] = source[name][:, keep] if name == "body.2.0.weight" else source[name][keep]
    result.load_state_dict(target)
    return result.train(block.training)


def prune(model, keep):
    """Replaces every residual block by a narrower one; the share `keep` is met over all blocks together."""
    blocks = {name: m for name, m in model.named_modules() if isinstance(m, InvertedResidual)}
    relative = {name: usefulness(b) / usefulness(b).mean() for name, b in blocks.items()}
    everything = torch.cat(list(relative.values()))
    bound = everything.sort().values[int((1 - keep) * len(everything))]
    for name, block in blocks.items():
        chosen = torch.nonzero(relative[name] >= bound).flatten()
        if len(chosen) < 8:  # an emptied block could not learn again
            chosen = relative[name].topk(8).indices.sort().values
        parent = model.get_submodule(name.rsplit(".", 1)[0])
        setattr(parent, name.rsplit(".", 1)[1], narrow(block, chosen))
    return model


def main():
    """Command line: checkpoint in, smaller checkpoint out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("destination")
    parser.add_argument("--keep", type=float, default=0.7, help="share of hidden channels to keep")
    parser.add_argument("--side", type=int, default=160, help="input side for the multiply-add count")
    args = parser.parse_args()
    model, _, state = load_model(args.checkpoint)
    before = parameters(model), multiply_adds(model, args.side)
    with torch.no_grad():
        prune(model, args.keep)
    kept = {k: state[k] for k in ("kind", "width", "classes", "dimensions", "seen") if k in state}
    torch.save({**kept, "averaged": model.state_dict()}, args.destination)
    print(
        "weights {:,} -> {:,}, multiply-adds {:.1f} M -> {:.1f} M".format(
            before[0], parameters(model), before[1] / 1e6, multiply_adds(model, args.side) / 1e6
        )
    )


if __name__ == "__main__":
    main()
