"""A run's checkpoint made again from what was committed of it, to go on training where its checkpoint is lost.

  python restore.py RUN --model DIR --results DIR --firefox DIR [--batch N] [--plain SHARE]

RUN (named DIRECTION-seedN) gets checkpoint.pt and log.tsv. The weights are those of --model, the run's directory under onnx-models, so rounded to
int8; step, minutes and log are those of --results (eval/paper/results). What was not committed begins anew: the optimiser's state,
with a warm-up, and the place in the text, at the next epoch. --batch and --plain may be others than before.
The same train.sh command with a larger --minutes then goes on from there.
"""
import argparse
import os
import shutil

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import firefox
import record
from train import BATCH, PLAIN, learned, new_optimiser, refuse, write


def weights(path, prefix):
    """The float32 tensors of a graph of export.py's OUT/int8, by the names PyTorch gives them below `layers.`."""
    graph = onnx.load(path).graph
    found, tensors = {}, {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    for node in graph.node:
        if node.op_type == "MatMul" and node.name.endswith("/MatMul") and node.input[1] + "_int8" in tensors and "/layers." in node.name:
            matrix, scale = tensors[node.input[1] + "_int8"], tensors[node.input[1] + "_scale"]
            name = "layers." + node.name.removesuffix("/MatMul").split("/layers.")[1].replace("/", ".")
            found[name + ".weight"] = (matrix.astype(np.float32) * scale).T
    for name, values in tensors.items():
        if name.startswith(prefix + "layers."):
            found[name.removeprefix(prefix)] = values
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("--model", required=True)
    parser.add_argument("--results", required=True)
    parser.add_argument("--firefox", required=True)
    parser.add_argument("--batch", type=int, default=BATCH, help="as of train.py")
    parser.add_argument("--plain", type=float, default=PLAIN, help="as of train.py")
    args = parser.parse_args()
    path, name = os.path.join(args.run, "checkpoint.pt"), os.path.basename(os.path.normpath(args.run))
    if os.path.exists(path):
        refuse("%s is there: train.sh goes on from it" % path)
    state = record.read(os.path.join(args.results, name + ".run.json"))
    made = record.read(os.path.join(args.model, "normalign.json"))["provenance"]
    if (made["seed"], made["steps"]) != (state["seed"], state["step"]):
        refuse("%s is of seed %s, step %s; %s's results are of seed %s, step %s" % (
            args.model, made["seed"], made["steps"], name, state["seed"], state["step"]))
    model = firefox.new_model(firefox.paths(args.firefox, state["direction"])[0], state["seed"])
    with torch.no_grad():
        for part, prefix in (("encoder", ""), ("decoder", "model.decoder.")):
            stored = weights(os.path.join(args.model, part + "_model.onnx"), prefix)
            missing = []
            for key, parameter in getattr(model.model, part).named_parameters():
                if key.startswith("layers."):
                    if key in stored:
                        parameter.copy_(torch.tensor(stored.pop(key)))
                    else:
                        missing.append(key)
            if missing or stored:
                refuse("%s: the %s lacks %s and has besides %s" % (args.model, part, missing, sorted(stored)))
    log = os.path.join(args.results, name + ".log.tsv")
    with open(log, encoding="utf-8") as file:
        epoch = int(file.readlines()[-1].split("\t")[2])
    masters = [parameter.detach().clone() for parameter in learned(model)]
    os.makedirs(args.run, exist_ok=True)
    shutil.copyfile(log, os.path.join(args.run, "log.tsv"))
    write({**state, "epoch": epoch + 1, "place": 0, "unfrozen_at": None, "warm_from": state["step"], "batch": args.batch,
           "plain": args.plain, "masters": masters, "optimiser": new_optimiser(masters).state_dict()}, path)
    print("%s: step %d, %.1f minutes" % (path, state["step"], state["seconds"] / 60))


if __name__ == "__main__":
    main()
