"""Exports a trained checkpoint to float ONNX (opset 13), with batch normalisation folded into the convolutions."""
import argparse
import json
import warnings
from pathlib import Path

import onnx
import torch
import torch.nn as nn

from edgetrain.net import Classifier, Detector, Embedder, load_weights, multiply_adds, parameters

OPSET = 13
OUTPUTS = {"detector": ["heat", "geom"], "health": ["prob"], "features": ["embedding"]}


class Shipped(nn.Module):
    """The network as the daemon sees it: image in, probabilities (or geometry, or embedding) out."""

    def __init__(self, model, kind):
        super().__init__()
        self.model, self.kind = model, kind

    def forward(self, image):
        result = self.model(image)
        if self.kind == "detector":
            return torch.sigmoid(result[0]), result[1]
        return result.softmax(1) if self.kind == "health" else result


def load_model(path):
    """The averaged weights of a checkpoint as a network in evaluation mode, and the checkpoint's own record."""
    state = torch.load(path, map_location="cpu")
    kind, width = state.get("kind", "detector"), state["width"]
    if kind == "detector":
        model = Detector(len(state["classes"]), width)
    elif kind == "health":
        model = Classifier(len(state["classes"]), width)
    else:
        model = Embedder(state["dimensions"], width)
    return load_weights(model, state["averaged"]).eval(), kind, state


def export(checkpoint, destination, side):
    """Writes the ONNX file and returns what the model card needs to know about it."""
    model, kind, state = load_model(checkpoint)
    facts = {
        "weights": parameters(model),
        "multiply_adds": multiply_adds(model, side),
        "side": side,
        "pictures_seen": state["seen"] + state.get("seen_before", 0),
        "classes": state.get("classes", []),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # shape inference of constants, checked below instead
        warnings.simplefilter("ignore", torch.jit.TracerWarning)  # the input side is meant to be a constant
        torch.onnx.export(
            Shipped(model, kind).eval(),
            torch.zeros(1, 3, side, side),
            destination,
            opset_version=OPSET,
            input_names=["image"],
            output_names=OUTPUTS[kind],
            do_constant_folding=True,
        )
    graph = onnx.load(destination)
    onnx.checker.check_model(graph)
    facts.update(bytes=Path(destination).stat().st_size, operators=sorted({n.op_type for n in graph.graph.node}))
    return facts


def main():
    """Command line: checkpoint in, ONNX and a JSON with facts about it out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("destination")
    parser.add_argument("--side", type=int, required=True)
    args = parser.parse_args()
    facts = json.dumps(export(args.checkpoint, args.destination, args.side), indent=1)
    Path(args.destination).with_suffix(".json").write_text(facts + "\n")
    print(facts)


if __name__ == "__main__":
    main()
