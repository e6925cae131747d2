"""Imports onnx and onnxruntime on Debian 13, where they share a library and register every schema twice.

Each registration prints a line on stderr, thousands in all, and onnx.reference has to be loaded first.
"""
import contextlib
import os


@contextlib.contextmanager
def _quiet_errors():
    kept, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)


with _quiet_errors():
    import onnx
    import onnx.reference
    import onnxruntime

__all__ = ["onnx", "onnxruntime"]
