"""Static int8 quantization of a float ONNX model (QDQ). Needs onnxruntime: run through ./in-trixie.

Weights int8 per channel, activations uint8, ranges by the moving average of each calibration picture's minimum and maximum:
the extremes of a single picture would make the steps of all others coarse (of the detector that loses 0.04 AP50). Sigmoid,
Softmax, the length normalisation of embeddings, and the last layer before an output stay in float: they cost nothing and
lose the most. (On average a picture shows nothing: the average of its highest logit would cap all scores.)
"""
import argparse
import os

import numpy as np

from edgetrain.runtime import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

QUANTIZED = ["Conv", "Gemm", "MatMul", "Add", "Relu", "Resize", "ReduceMean", "GlobalAveragePool"]
IN_FLOAT = ("Sigmoid", "Softmax", "ReduceSum", "Clip", "Sqrt", "Div")


def nodes_in_float(graph):
    """Names of the nodes that are not quantized."""
    outputs = {o.name for o in graph.output} | {i for n in graph.node if n.op_type in ("Sigmoid", "Softmax") for i in n.input}
    return [n.name for n in graph.node if n.op_type in IN_FLOAT or outputs.intersection(n.output)]


def steps_of_the_input(graph):
    """Range of the scaled picture: one step per 8-bit value, as edgetrain.net.scaled has it."""
    scaled = next(n for n in graph.node if n.op_type == "Conv").input[0]
    return {scaled: [{"scale": np.array(1 / 128, np.float32), "zero_point": np.array(128, np.uint8)}]}


class Pictures(CalibrationDataReader):
    """Feeds uint8 RGB pictures one at a time as the model's input."""

    def __init__(self, path):
        self._pictures = iter(np.load(path, mmap_mode="r"))

    def get_next(self):
        """The next input, or None at the end."""
        picture = next(self._pictures, None)
        return None if picture is None else {"image": picture.transpose(2, 0, 1)[None].astype(np.float32)}


def quantize(source, destination, calibration):
    """Writes the int8 model; returns the sizes in bytes before and after."""
    prepared = destination + ".prepared.onnx"
    quant_pre_process(source, prepared, skip_symbolic_shape=True)
    graph = onnx.load(prepared).graph
    quantize_static(
        prepared,
        destination,
        Pictures(calibration),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        reduce_range=False,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.MinMax,
        nodes_to_exclude=nodes_in_float(graph),
        op_types_to_quantize=QUANTIZED,
        extra_options={
            "ActivationSymmetric": False,
            "WeightSymmetric": True,
            "CalibMovingAverage": True,
            "TensorQuantOverrides": steps_of_the_input(graph),
        },
    )
    model = onnx.load(destination)
    standard = [d for d in model.opset_import if d.domain == ""]  # pre-processing adds domains that nothing uses
    del model.opset_import[:]
    model.opset_import.extend(standard)
    onnx.checker.check_model(model)
    onnx.save(model, destination)
    os.remove(prepared)
    return os.path.getsize(source), os.path.getsize(destination)


def main():
    """Command line: float model in, int8 model out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("destination")
    parser.add_argument("calibration", help=".npy of N x H x W x 3 uint8 RGB")
    args = parser.parse_args()
    print("bytes: {:,} -> {:,}".format(*quantize(args.source, args.destination, args.calibration)))


if __name__ == "__main__":
    main()
