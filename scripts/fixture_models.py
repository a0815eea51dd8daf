"""The tiny models behind src/test/resources/exports, and what PyTorch says of their cross-attention.

Used by make_export_fixtures.py. Architectures are those of transformers, weights come from numpy, so they do not depend on the
version of torch or transformers: every export of an architecture has the same weights, and one reference serves all.
"""

import json

import numpy as np
import torch
import transformers

SEED = 2010112020
LAYERS, HEADS, VOCABULARY, POSITIONS = 2, 4, 80, 48
PAD, END, UNKNOWN, FIRST_PIECE, FIRST_LANGUAGE = 1, 2, 3, 4, 76
# Source and target pieces of the reference pairs; what the model puts around them comes on top.
LENGTHS = [(1, 1), (3, 2), (2, 6), (7, 7), (10, 5), (12, 11)]

COMMON = dict(vocab_size=VOCABULARY, pad_token_id=PAD, eos_token_id=END, bos_token_id=0)
BART = dict(d_model=16, encoder_layers=1, decoder_layers=LAYERS, encoder_attention_heads=HEADS,
            decoder_attention_heads=HEADS, encoder_ffn_dim=32, decoder_ffn_dim=32, max_position_embeddings=POSITIONS,
            scale_embedding=True, forced_eos_token_id=END, **COMMON)


def _marian():
    config = transformers.MarianConfig(**BART, activation_function="swish", decoder_start_token_id=PAD,
                                       static_position_embeddings=True)
    return transformers.MarianMTModel(config)


def _m2m100():
    config = transformers.M2M100Config(**BART, activation_function="relu", decoder_start_token_id=END)
    return transformers.M2M100ForConditionalGeneration(config)


def _mbart():
    config = transformers.MBartConfig(**BART, activation_function="gelu", decoder_start_token_id=END)
    return transformers.MBartForConditionalGeneration(config)


def _t5():
    # As T5 1.1 and mT5: gated GELU, and heads that together are wider than the model.
    config = transformers.T5Config(d_model=16, d_kv=8, d_ff=32, num_layers=1, num_decoder_layers=LAYERS, num_heads=HEADS,
                                   relative_attention_num_buckets=8, relative_attention_max_distance=16,
                                   feed_forward_proj="gated-gelu", tie_word_embeddings=False, n_positions=POSITIONS,
                                   decoder_start_token_id=PAD, **COMMON)
    return transformers.T5ForConditionalGeneration(config)


# What stands around the pieces: before and after the source's, before the target's in the decoder's input.
LANGUAGE = FIRST_LANGUAGE + 1
ARCHITECTURES = {
    "marian": (_marian, [], [END], [PAD]),
    "m2m100": (_m2m100, [FIRST_LANGUAGE], [END], [END, LANGUAGE]),
    "mbart": (_mbart, [FIRST_LANGUAGE], [END], [END, LANGUAGE]),
    "t5": (_t5, [], [END], [PAD]),
}


def fill(model, name):
    """Gives a model of this architecture the weights that make() promises."""
    random = np.random.default_rng(SEED)
    with torch.no_grad():
        for key, parameter in sorted(model.named_parameters()):
            if name == "marian" and "embed_positions" in key:
                continue  # a table of sines
            shape = tuple(parameter.shape)
            if "layer_norm" in key or "layernorm" in key:
                values = (1 if key.endswith("weight") else 0) + 0.1 * random.standard_normal(shape)
            elif key.endswith("bias"):
                values = (0.1 if "v_proj" in key else 0.4) * random.standard_normal(shape)
            elif any(part in key for part in ("v_proj", ".v.")):
                # Without outliers, as trained values mostly are: arithmetic in 8 bits takes its step from the largest.
                values = random.uniform(-2, 2, shape) / np.sqrt(shape[1])
            else:
                queries_and_keys = any(part in key for part in ("q_proj", "k_proj", ".q.", ".k."))
                gain = (1.2 if name == "t5" else 2.8) if queries_and_keys else 1
                values = gain * random.standard_normal(shape) / np.sqrt(shape[1])
            parameter.copy_(torch.from_numpy(values.astype(np.float32)))
        if hasattr(model, "final_logits_bias"):
            bias = 0.3 * random.standard_normal(tuple(model.final_logits_bias.shape))
            model.final_logits_bias.copy_(torch.from_numpy(bias.astype(np.float32)))


def make(name, attention="eager"):
    """A model, with large queries and keys, so that attention is peaked, and with no bias that is 0."""
    torch.manual_seed(SEED)
    model = ARCHITECTURES[name][0]().eval()
    fill(model, name)
    if hasattr(model, "set_attn_implementation") and name != "t5":
        model.set_attn_implementation(attention)
    config = model.config
    model.generation_config = transformers.GenerationConfig(
        max_length=POSITIONS, num_beams=1, pad_token_id=PAD, eos_token_id=END,
        decoder_start_token_id=config.decoder_start_token_id)
    return model


class Encoder(torch.nn.Module):
    """What encoder_model.onnx computes."""

    def __init__(self, model):
        super().__init__()
        self.encoder = model.get_encoder()

    def forward(self, input_ids, attention_mask):
        return self.encoder(input_ids=input_ids, attention_mask=attention_mask, return_dict=False)[0]


class Decoder(torch.nn.Module):
    """What decoder_model.onnx computes: every step at once, without a cache."""

    def __init__(self, model):
        super().__init__()
        self.decoder, self.head = model.get_decoder(), model.lm_head
        self.bias = getattr(model, "final_logits_bias", None)

    def forward(self, encoder_attention_mask, input_ids, encoder_hidden_states):
        states = self.decoder(input_ids=input_ids, encoder_hidden_states=encoder_hidden_states,
                              encoder_attention_mask=encoder_attention_mask, use_cache=False, return_dict=False)[0]
        logits = self.head(states)
        return logits if self.bias is None else logits + self.bias


class Monolith(torch.nn.Module):
    """What a model.onnx with encoder and decoder in one computes."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, decoder_input_ids):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids,
                          use_cache=False, return_dict=False)[0]


def pairs(name):
    """Pieces of the reference pairs, without what the model puts around them."""
    random = np.random.default_rng(SEED + 1)
    return [tuple(random.integers(FIRST_PIECE, FIRST_LANGUAGE, length).tolist() for length in lengths)
            for lengths in LENGTHS]


def inputs(name, pair):
    """Source ids, mask and decoder ids of one pair, with what the model puts around the pieces."""
    _, before, after, start = ARCHITECTURES[name]
    source = torch.tensor([before + pair[0] + after])
    return source, torch.ones_like(source), torch.tensor([start + pair[1]])


def _cross_attentions(model):
    """Per decoder layer: value projection, output projection, size of a head."""
    if isinstance(model, transformers.T5ForConditionalGeneration):
        blocks = [block.layer[1].EncDecAttention for block in model.decoder.block]
        return [(block.v, block.o, block.key_value_proj_dim) for block in blocks]
    blocks = [layer.encoder_attn for layer in model.get_decoder().layers]
    return [(block.v_proj, block.out_proj, block.head_dim) for block in blocks]


def measured(model, rows):
    """As reference(), for any model in float64 and given source ids, masks and decoder ids."""
    layers = _cross_attentions(model)
    return [[{"weights": a.numpy(), "headVectors": f.norm(dim=-1).numpy(), "layerNorms": whole.norm(dim=-1).numpy()}
             for a, f, whole in pair] for pair in _vectors(model, layers, rows)]


def vectors(model, rows):
    """Per row and layer: weights [H][T][S] and the heads' transformed value vectors [H][S][d]."""
    return [[(a, f) for a, f, _ in pair] for pair in _vectors(model, _cross_attentions(model), rows)]


def _vectors(model, layers, rows):
    values, outputs = [None] * len(layers), [None] * len(layers)
    hooks = []
    for i, (value, output, _) in enumerate(layers):
        hooks.append(value.register_forward_hook(lambda m, a, out, i=i: values.__setitem__(i, out)))
        hooks.append(output.register_forward_hook(lambda m, a, out, i=i: outputs.__setitem__(i, out)))
    results = []
    for source, mask, target in rows:
        with torch.no_grad():
            found = model(input_ids=source, attention_mask=mask, decoder_input_ids=target, output_attentions=True,
                          use_cache=False)
        result = []
        for i, (_, output, size) in enumerate(layers):
            a = found.cross_attentions[i][0]  # [H][T][S]
            v = values[i][0].reshape(-1, HEADS, size)
            w = output.weight.detach().reshape(-1, HEADS, size)
            f = torch.einsum("shd,ohd->hso", v, w)
            whole = torch.einsum("hts,hso->tso", a, f)
            bias = 0 if output.bias is None else output.bias.detach()
            assert (whole.sum(1) + bias - outputs[i][0]).abs().max() < 1e-9, "the vectors are not the model's"
            result.append((a, f, whole))
        results.append(result)
    for hook in hooks:
        hook.remove()
    return results


def reference(name):
    """Per pair and layer: weights [H][T][S], length of each head's vector [H][S], length of the sum [T][S]; in float64."""
    model = make(name).double()
    return measured(model, [inputs(name, pair) for pair in pairs(name)])


def log_probabilities(name):
    """Per pair: how many pieces the target has with </s>, and the mean of their log-probabilities, in float64."""
    model, start, found = make(name).double(), ARCHITECTURES[name][3], []
    for pair in pairs(name):
        source, mask, target = inputs(name, pair)
        with torch.no_grad():
            logits = model(input_ids=source, attention_mask=mask, decoder_input_ids=target, use_cache=False).logits[0]
        labels = torch.tensor(pair[1] + [END])
        steps = torch.log_softmax(logits[len(start) - 1:], -1)
        found.append((len(labels), steps[torch.arange(len(labels)), labels].mean().item()))
    return found


def write_log_probabilities(found, file):
    file.write_text("".join(f"{count}\t{mean:.9f}\n" for count, mean in found), encoding="ascii")


def write_reference(name, folder):
    """reference.bin (float32, little-endian) and reference.json, which says where in it what is; log-probabilities.tsv."""
    write_log_probabilities(log_probabilities(name), folder / "log-probabilities.tsv")
    results, floats, offset, entries = reference(name), [], 0, []
    _, before, after, start = ARCHITECTURES[name]
    for pair, layers in zip(pairs(name), results):
        entry = {"source": pair[0], "target": pair[1], "rows": len(start + pair[1]),
                 "columns": len(before + pair[0] + after), "layers": []}
        for layer in layers:
            entry["layers"].append({key: offset + sum(v.size for v in list(layer.values())[:i])
                                    for i, key in enumerate(layer)})
            floats += [values.astype("<f4").ravel() for values in layer.values()]
            offset += sum(values.size for values in layer.values())
        entries.append(entry)
    (folder / "reference.bin").write_bytes(np.concatenate(floats).tobytes())
    index = {"heads": HEADS, "floats": offset, "beforeSource": before, "afterSource": after, "decoderStart": start}
    text = json.dumps(index)[:-1] + ', "pairs": [\n' + ",\n".join(json.dumps(entry) for entry in entries) + "\n]}\n"
    (folder / "reference.json").write_text(text, encoding="ascii")
    largest = np.concatenate([layer["weights"].max(axis=-1).ravel() for layers in results[2:] for layer in layers])
    return float(largest.mean())
