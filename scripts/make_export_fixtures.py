#!/usr/bin/env python3
"""Makes src/test/resources/exports: tiny translation models, exported in the ways people export them, and what PyTorch says.

    python scripts/make_export_fixtures.py --output src/test/resources/exports
    PYTHONPATH=OLD python scripts/make_export_fixtures.py --output src/test/resources/exports --old

OLD is a folder with the last transformers whose attention works on (batch * heads, length, length):

    pip install --no-deps --target OLD transformers==4.35.2 tokenizers==0.15.2 huggingface_hub==0.20.3

Run in this order; the first command replaces the whole folder but README.md. Needs the packages of scripts/requirements.txt;
no network, no GPU, two minutes. fixture_models.py has the models, fixture_variants.py the precisions and the edits.

Every export is written as its tool writes it, but for one thing: the stack traces that torch's dynamo exporter keeps in the
nodes' metadata are taken out, since they are paths of the machine it ran on. fixtures.json lists what was made.
"""

import argparse
import json
import shutil
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
import transformers

import fixture_models as models

NAMES = {"marian": "Marian", "m2m100": "M2M100/NLLB", "mbart": "mBART", "t5": "T5"}
FLOAT32 = "fp32"


class Fixtures:
    """The folder, and the list of what is in it."""

    def __init__(self, output):
        self.output = output
        self.rows = []

    def folder(self, name, kind, model):
        """A new model directory, with the two configuration files that every export has."""
        folder = self.output / name / kind
        folder.mkdir(parents=True)
        model.config.save_pretrained(folder)
        model.generation_config.save_pretrained(folder)
        return folder

    def add(self, name, kind, exporter, precision=FLOAT32, variant=None):
        self.rows.append({"architecture": name, "directory": f"{name}/{kind}", "variant": variant,
                          "name": NAMES[name], "exporter": exporter, "precision": precision})

    def write(self):
        text = "[\n" + ",\n".join(json.dumps(row) for row in self.rows) + "\n]\n"
        (self.output / "fixtures.json").write_text(text, encoding="ascii")


def keep(folder, *names):
    """Leaves only these graphs in a folder."""
    for file in folder.glob("*.onnx"):
        if file.name not in names:
            file.unlink()


def optimum(fixtures, name, model):
    """What `optimum-cli export onnx` writes, without a cache, with one, and as one graph."""
    from optimum.exporters.onnx import main_export

    def export(target, task, **options):
        with tempfile.TemporaryDirectory() as saved:
            model.save_pretrained(saved)
            main_export(saved, output=target, task=task, do_validation=False, **options)
        for extra in target.glob("*.onnx_data"):
            raise AssertionError(f"{extra} was not expected")

    folder = fixtures.folder(name, "optimum", model)
    export(folder, "text2text-generation")
    fixtures.add(name, "optimum", "Optimum")
    folder = fixtures.folder(name, "optimum-past", model)
    export(folder, "text2text-generation-with-past")
    merged = fixtures.folder(name, "optimum-merged", model)
    (merged / "onnx").mkdir()
    for file in ("encoder_model.onnx", "decoder_model_merged.onnx"):
        shutil.copy(folder / file, merged / "onnx" / file)
    # The decoder beside the cached one differs from the one without a cache by more outputs: two examples are enough.
    if name in ("marian", "t5"):
        keep(folder, "encoder_model.onnx", "decoder_model.onnx", "decoder_with_past_model.onnx")
        fixtures.add(name, "optimum-past", "Optimum, with past")
    else:
        shutil.rmtree(folder)
    fixtures.add(name, "optimum-merged", "Optimum, merged")
    folder = fixtures.folder(name, "optimum-monolith", model)
    export(folder, "text2text-generation", monolith=True)
    fixtures.add(name, "optimum-monolith", "Optimum, monolith")


BATCH, SOURCE, TARGET = "batch_size", "encoder_sequence_length", "decoder_sequence_length"
AXES = {"input_ids": (BATCH, SOURCE), "attention_mask": (BATCH, SOURCE), "last_hidden_state": (BATCH, SOURCE),
        "encoder_attention_mask": (BATCH, SOURCE), "encoder_hidden_states": (BATCH, SOURCE), "logits": (BATCH, TARGET),
        "decoder_input_ids": (BATCH, TARGET)}


def torch_export(module, arguments, names, output, file, opset, dynamo, custom=None):
    """torch.onnx.export by its own documentation: names, and which axes are of any length."""
    axes = {name: AXES[name] for name in (*names, output)}
    if output == "logits" and "decoder_input_ids" not in names:
        axes["input_ids"] = (BATCH, TARGET)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        if dynamo:
            dims = {label: torch.export.Dim(label) for label in (BATCH, SOURCE, TARGET)}
            shapes = tuple({i: dims[label] for i, label in enumerate(axes[name])} for name in names)
            torch.onnx.export(module, arguments, str(file), input_names=names, output_names=[output], opset_version=opset,
                              dynamo=True, dynamic_shapes=shapes, verbose=False)
            without_stack_traces(file)
        else:
            dynamic = {name: dict(enumerate(labels)) for name, labels in axes.items()}
            torch.onnx.export(module, arguments, str(file), input_names=names, output_names=[output], opset_version=opset,
                              dynamic_axes=dynamic, custom_opsets=custom, dynamo=False)


def without_stack_traces(file):
    model = onnx.load(str(file), load_external_data=False)

    def clean(graph):
        for node in graph.node:
            kept = [(p.key, p.value) for p in node.metadata_props if p.key in ("namespace", "pkg.torch.onnx.name_scopes")]
            del node.metadata_props[:]
            for key, value in kept:
                node.metadata_props.add(key=key, value=value)
            for attribute in node.attribute:
                clean(attribute.g)

    clean(model.graph)
    for function in model.functions:
        clean(function)
    del model.graph.metadata_props[:]  # the exported program as text, with the same paths
    del model.metadata_props[:]
    file.write_bytes(model.SerializeToString())


def example(name):
    """Arguments of two rows, so that no length is 1, which dynamo would take for a constant."""
    source, mask, target = models.inputs(name, models.pairs(name)[3])
    return tuple(x.repeat(2, 1) for x in (source, mask, target))


def by_torch(fixtures, name, kind, exporter, opset, dynamo, attention):
    model = models.make(name, attention)
    folder = fixtures.folder(name, kind, model)
    source, mask, target = example(name)
    states = models.Encoder(model)(source, mask).detach()
    torch_export(models.Encoder(model), (source, mask), ["input_ids", "attention_mask"], "last_hidden_state",
                 folder / "encoder_model.onnx", opset, dynamo)
    torch_export(models.Decoder(model), (mask, target, states),
                 ["encoder_attention_mask", "input_ids", "encoder_hidden_states"], "logits",
                 folder / "decoder_model.onnx", opset, dynamo)
    fixtures.add(name, kind, exporter)


def monolith_by_torch(fixtures, name, kind, exporter, opset, dynamo, attention):
    model = models.make(name, attention)
    folder = fixtures.folder(name, kind, model)
    torch_export(models.Monolith(model), example(name), ["input_ids", "attention_mask", "decoder_input_ids"], "logits",
                 folder / "model.onnx", opset, dynamo)
    fixtures.add(name, kind, exporter)


def new_exports(fixtures):
    import fixture_variants as variants

    for name in models.ARCHITECTURES:
        peaked = models.write_reference(name, fixtures.output / name)
        print(f"{name}: the largest weight of a row is {peaked:.2f} on average")
        model = models.make(name, "eager" if name == "t5" else "sdpa")
        optimum(fixtures, name, model)
        by_torch(fixtures, name, "torchscript-14", "TorchScript, opset 14", 14, False, "eager")
        by_torch(fixtures, name, "dynamo-18", "dynamo, opset 18", 18, True, "sdpa")
        by_torch(fixtures, name, "dynamo-23", "dynamo, opset 23", 23, True, "sdpa")
        variants.precisions(fixtures, name, model)
        if name == "marian":
            by_torch(fixtures, name, "torchscript-17", "TorchScript, opset 17, SDPA", 17, False, "sdpa")
            monolith_by_torch(fixtures, name, "dynamo-monolith", "dynamo, opset 23, monolith", 23, True, "sdpa")
            variants.merged_int8(fixtures, name, model)
            variants.optimised(fixtures, name, model)
            variants.fused(fixtures, name)
    fixtures.write()


def old_exports(fixtures):
    """Attention over (batch * heads, length, length), by torch.bmm."""
    fixtures.rows = json.loads((fixtures.output / "fixtures.json").read_text(encoding="ascii"))
    fixtures.rows = [row for row in fixtures.rows if "-old" not in row["directory"]]
    for name, opset in (("marian", 14), ("m2m100", 11)):
        shutil.rmtree(fixtures.output / name / f"torchscript-{opset}-old", ignore_errors=True)
        by_torch(fixtures, name, f"torchscript-{opset}-old", f"TorchScript, opset {opset}, transformers 4.35", opset, False,
                 "eager")
    fixtures.write()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    parser.add_argument("--old", action="store_true", help="the exports of an old transformers, on top of the others")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    fixtures = Fixtures(arguments.output)
    if arguments.old:
        old_exports(fixtures)
    else:
        for name in models.ARCHITECTURES:
            shutil.rmtree(arguments.output / name, ignore_errors=True)
            (arguments.output / name).mkdir(parents=True)
        new_exports(fixtures)
    files = [file for file in arguments.output.rglob("*") if file.is_file()]
    largest = max(files, key=lambda file: file.stat().st_size)
    print(f"{len(fixtures.rows)} fixtures, {sum(file.stat().st_size for file in files):,} bytes, the largest file"
          f" {largest.relative_to(arguments.output)} with {largest.stat().st_size:,}")


if __name__ == "__main__":
    main()
