package io.github.normalign.tokenizer;

import java.util.Optional;
import java.util.SortedSet;

/** The tokenizer of one kind of stock model: what {@link ModelTokenizer} offers, by that kind's rules. Immutable. */
interface StockTokenizer {

    /** Codes of the languages a source can be in; empty where the source is not marked. */
    SortedSet<String> sourceLanguages();

    /** Codes of the languages a target can be in; empty where the target is not marked. */
    SortedSet<String> targetLanguages();

    /** The source language the files name, taken where none is given. */
    Optional<String> usualSource();

    /** The target language the files name, taken where none is given. */
    Optional<String> usualTarget();

    /** What a code is without the signs that vocabularies write around it, such as {@code por} for {@code >>por<<}. */
    default String bare(String code) {
        return code;
    }

    /** As {@link ModelTokenizer#forLanguages}. */
    PairTokenizer forLanguages(Optional<String> source, Optional<String> target);

    /** The greatest id that can come out, of pieces or around them. */
    int greatestId();
}
