package io.github.normalign.tokenizer;

import java.util.Optional;

/** The tokenizer of one kind of stock model: what {@link ModelTokenizer} offers, by that kind's rules. Immutable. */
interface StockTokenizer {

    /** The languages a source can be in. */
    LanguageChoice sources();

    /** The languages a target can be in. */
    LanguageChoice targets();

    /** What a code is without the signs that vocabularies write around it, such as {@code por} for {@code >>por<<}. */
    default String bare(String code) {
        return code;
    }

    /** As {@link ModelTokenizer#forLanguages}. */
    PairTokenizer forLanguages(Optional<String> source, Optional<String> target);

    /** The greatest id that can come out, of pieces or around them. */
    int greatestId();
}
