#!/usr/bin/env python3
"""Makes a MarianMT model of 2.5 GB with random weights, exported to ONNX with external data, for timing how it opens.

    python eval/opening/make_big_marian.py --output DIR

Needs torch, transformers and onnx of scripts/requirements.txt, 12 GB of memory and 6 GB of disk while it runs; some minutes. DIR
is then a model directory without tokenizer: encoder_model.onnx, decoder_model.onnx, each with its .onnx_data, config.json. The
decoder alone has two thirds of the weights. It translates nothing.

    java -Xmx256m -cp target/test-classes:target/normalign-all.jar io.github.normalign.model.OpeningExperiment DIR

prints the times; eval/results/stock-exports.md has what was measured.
"""

import argparse
import sys
from pathlib import Path

import onnx
import torch
import transformers

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import fixture_models as models  # noqa: E402
from make_export_fixtures import torch_export  # noqa: E402

PAD, END = 0, 1


def make(layers):
    config = transformers.MarianConfig(
        vocab_size=32000, d_model=1024, encoder_layers=layers, decoder_layers=layers, encoder_attention_heads=16,
        decoder_attention_heads=16, encoder_ffn_dim=8192, decoder_ffn_dim=8192, max_position_embeddings=512,
        activation_function="swish", scale_embedding=True, pad_token_id=PAD, eos_token_id=END, bos_token_id=None,
        decoder_start_token_id=PAD, forced_eos_token_id=None)
    with transformers.modeling_utils.no_init_weights():
        model = transformers.MarianMTModel(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("layer_norm.weight"):
                parameter.fill_(1)
            elif "embed_positions" not in name:
                parameter.uniform_(-0.05, 0.05)
        for module in model.modules():
            if hasattr(module, "create_weight"):
                module.create_weight()
        model.final_logits_bias.zero_()
    model.set_attn_implementation("eager")
    return model


def with_external_data(file):
    """One .onnx_data beside the graph, as Optimum writes it for a model above 2 GB."""
    model = onnx.load(str(file))
    for other in file.parent.iterdir():
        if other.suffix != ".json" and not other.name.endswith(".onnx_data"):
            other.unlink()
    onnx.save_model(model, str(file), save_as_external_data=True, all_tensors_to_one_file=True,
                    location=file.name + "_data", size_threshold=1024)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    parser.add_argument("--layers", type=int, default=12, help="layers of each stack; 12 make 2.5 GB")
    arguments = parser.parse_args()
    output = arguments.output
    model = make(arguments.layers)
    source = torch.randint(2, 32000, (2, 7))
    mask, target = torch.ones_like(source), torch.randint(2, 32000, (2, 5))
    states = torch.randn(2, 7, 1024)
    for name, module, values, names, result in (
            ("encoder_model", models.Encoder(model), (source, mask), ["input_ids", "attention_mask"], "last_hidden_state"),
            ("decoder_model", models.Decoder(model), (mask, target, states),
             ["encoder_attention_mask", "input_ids", "encoder_hidden_states"], "logits")):
        folder = output / name
        folder.mkdir(parents=True, exist_ok=True)
        torch_export(module, values, names, result, folder / f"{name}.onnx", 17, False)
        with_external_data(folder / f"{name}.onnx")
        for file in list(folder.iterdir()):
            file.rename(output / file.name)
        folder.rmdir()
    model.config.save_pretrained(output)
    print(f"{sum(file.stat().st_size for file in output.iterdir()):,} bytes in {output.name}")


if __name__ == "__main__":
    main()
