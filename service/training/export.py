"""Exports a trained network to what the package ships.

That is `reader.int8.onnx`, `tensors.npz`, `labels.json` and `tokenizer.json`.

    python export.py TRAINED.pt MINILM OUT

Weights of products and look-ups become 8-bit integers; the tensors that score relations and roles are applied outside
the network, to few words only, and stay half-precision floats.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from model import Reader
from onnxruntime.quantization import QuantType, quantize_dynamic

INPUTS = ("ids", "mask", "first", "case")
OUTPUTS = (
    *("arcs", "relation_word", "relation_head", "pos", "names", "start"),
    *("contact", "status", "domestic", "trigger", "argument"),
)


def export(trained: Path, minilm: Path, out: Path) -> None:
    """Write the files to `out`."""
    stored = torch.load(trained)
    labels = stored["labels"]
    network = Reader(minilm, labels)
    network.load_state_dict(stored["state"])
    network.eval()
    out.mkdir(parents=True, exist_ok=True)
    ids = torch.tensor([[101, 7592, 2088, 102], [101, 7592, 102, 0]])
    example = (ids, ids > 0, torch.tensor([[1, 2], [1, 0]]), torch.tensor([[3, 1], [3, 0]]))
    axes = {"ids": {0: "b", 1: "t"}, "mask": {0: "b", 1: "t"}, "first": {0: "b", 1: "n"}, "case": {0: "b", 1: "n"}}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole, inferred = Path(folder) / "whole.onnx", Path(folder) / "inferred.onnx"
        torch.onnx.export(
            network,
            example,
            str(whole),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        onnx.save(onnx.shape_inference.infer_shapes(onnx.load(whole)), inferred)
        quantize_dynamic(
            str(inferred),
            str(out / "reader.int8.onnx"),
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            per_channel=True,
        )
    np.savez_compressed(
        out / "tensors.npz",
        relations=network.relations.detach().numpy().astype(np.float16),
        roles=network.roles.detach().numpy().astype(np.float16),
    )
    kept = {key: labels[key] for key in ("deps", "pos", "names", "types", "statuses", "roles")}
    (out / "labels.json").write_text(json.dumps(kept) + "\n", encoding="utf-8")
    shutil.copyfile(minilm / "tokenizer.json", out / "tokenizer.json")


if __name__ == "__main__":
    export(*(Path(word) for word in sys.argv[1:4]))
