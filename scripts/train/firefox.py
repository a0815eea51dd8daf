"""What training takes from a Firefox Translations model: its tensors, and a MarianMT model whose encoder, table and bias are its own.

  python firefox.py MODEL.bin VOCAB.spm    compares the encoder of both on some sentences and prints the largest differences

The Firefox model and MarianMT have the same encoder (post-norm, relu, 8 heads, static sinusoids); only the sinusoids' wave
lengths differ by a hair: Marian divides the exponents by 127, Hugging Face by 128.
"""
import os
import sys

import torch
from transformers import MarianConfig, MarianMTModel

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import firefox_reference  # noqa: E402  (reads the .bin; also the independent numpy forward pass compared with below)

PAD, END = 32000, 0


def paths(folder, direction):
    """Model and SentencePiece file of `en-pt` or `pt-en` below a folder that holds `enpt-*` and `pten-*`."""
    pair = direction.replace("-", "")
    inside = [name for name in sorted(os.listdir(folder)) if name.split("-")[0] == pair]
    if not inside:
        print("No folder %s-* in %s: that is where the Firefox model lies (see scripts/train/README.md)" % (pair, folder), file=sys.stderr)
        sys.exit(2)
    return (os.path.join(folder, inside[-1], "model.%s.intgemm.alphas.bin" % pair),
            os.path.join(folder, inside[-1], "vocab.%s.spm" % pair))


def config():
    """A Transformer of the paper's kind: six decoder layers with softmax self-attention, post-norm, 8 heads."""
    return MarianConfig(
        vocab_size=PAD + 1, decoder_vocab_size=PAD + 1, d_model=256, encoder_layers=6, decoder_layers=6,
        encoder_attention_heads=8, decoder_attention_heads=8, encoder_ffn_dim=1536, decoder_ffn_dim=1024,
        activation_function="relu", dropout=0.0, attention_dropout=0.0, activation_dropout=0.0,
        scale_embedding=True, share_encoder_decoder_embeddings=True, tie_word_embeddings=True, static_position_embeddings=True,
        max_position_embeddings=512, pad_token_id=PAD, eos_token_id=END, decoder_start_token_id=PAD, forced_eos_token_id=END,
        bos_token_id=None, num_beams=1, max_length=512, attn_implementation="eager")


def fill(model, tensors):
    """Copies encoder, embeddings and output bias of the Firefox model into the MarianMT model."""
    with torch.no_grad():
        table = model.model.shared.weight
        table[:PAD] = torch.from_numpy(tensors["Wemb"].copy())
        table[PAD] = 0  # Marian starts the decoder with a zero vector
        bias = model.final_logits_bias
        bias[0, :PAD] = torch.from_numpy(tensors["decoder_ff_logit_out_b"][0].copy())
        bias[0, PAD] = -1e9
        for number, layer in enumerate(model.model.encoder.layers, 1):
            prefix = "encoder_l%d_" % number
            for part, linear in (("q", layer.self_attn.q_proj), ("k", layer.self_attn.k_proj), ("v", layer.self_attn.v_proj),
                                 ("o", layer.self_attn.out_proj)):
                set_linear(linear, tensors, prefix + "self_W" + part, prefix + "self_b" + part)
            set_norm(layer.self_attn_layer_norm, tensors, prefix + "self_Wo_ln")
            set_linear(layer.fc1, tensors, prefix + "ffn_W1", prefix + "ffn_b1")
            set_linear(layer.fc2, tensors, prefix + "ffn_W2", prefix + "ffn_b2")
            set_norm(layer.final_layer_norm, tensors, prefix + "ffn_ffn_ln")


def set_linear(linear, tensors, weight, bias):
    linear.weight.copy_(torch.from_numpy(tensors[weight].T.copy()))
    linear.bias.copy_(torch.from_numpy(tensors[bias][0].copy()))


def set_norm(norm, tensors, name):
    norm.weight.copy_(torch.from_numpy(tensors[name + "_scale"][0].copy()))
    norm.bias.copy_(torch.from_numpy(tensors[name + "_bias"][0].copy()))


def new_model(path, seed):
    """A float32 MarianMT model: the decoder random by the seed, the rest the Firefox model's."""
    torch.manual_seed(seed)
    model = MarianMTModel(config())
    fill(model, firefox_reference.read_model(path)[0])
    with torch.no_grad():
        # The Firefox model's output bias is large; small outputs at first let the decoder's own layers be heard.
        model.model.decoder.layers[-1].final_layer_norm.weight.fill_(0.5)
    return model


def compare(model_path, vocab_path):
    network, pieces = firefox_reference.Network(model_path), firefox_reference.Pieces(vocab_path)
    model = new_model(model_path, 1).eval()
    for line in ("The children were playing happily in the garden.", "As crianças estavam brincando alegremente no jardim.",
                 "Madam President, I should like to thank the rapporteur for the work that was done on this difficult report."):
        ids = pieces.encode(line)[0] + [END]
        theirs = torch.from_numpy(network.encode(ids))
        found = []
        for divisor in (128, 127):
            if divisor == 127:
                model.model.encoder.embed_positions.weight[:len(ids)].copy_(torch.from_numpy(network.positions(0, len(ids))))
            ours = model.model.encoder(torch.tensor([ids])).last_hidden_state[0]
            found.append("%.6f" % (ours - theirs).abs().max())
            cosine = torch.nn.functional.cosine_similarity(ours, theirs).min()
            found.append("(cosine >= %.6f)" % cosine)
        print(len(ids), "pieces; largest difference of the encoder's output with Hugging Face's sinusoids, with Marian's:", *found)
        model.model.encoder.embed_positions._init_weight()


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    compare(sys.argv[1], sys.argv[2])
