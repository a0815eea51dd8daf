package io.github.normalign.tokenizer;

/**
 * Whose rules a model's pieces and the ids around them follow. The rules are those of transformers 4.57.6 for the class of the same
 * name.
 */
public enum TokenizerKind {

    /** {@code source.spm}, {@code target.spm}, {@code vocab.json}: pieces, {@code </s>}; {@code >>xxx<<} before them at need. */
    MARIAN,

    /** {@code sentencepiece.bpe.model}, codes like {@code por_Latn}: code, pieces, {@code </s>}; decoder {@code </s>}, code. */
    NLLB,

    /** {@code sentencepiece.bpe.model} and {@code vocab.json}, codes like {@code pt}: as {@link #NLLB}. */
    M2M100,

    /** {@code sentencepiece.bpe.model}, 25 codes like {@code ro_RO}: pieces, {@code </s>}, code; the decoder starts with a code. */
    MBART,

    /** {@code sentencepiece.bpe.model}, 52 codes like {@code pt_XX}: as {@link #NLLB}. */
    MBART50,

    /** {@code spiece.model}: the task in words, pieces, {@code </s>}; the decoder starts with {@code <pad>}. */
    T5,

    /** Only {@code tokenizer.json}: pieces read from it, around them the ids that the model's own kind has. */
    TOKENIZER_JSON
}
