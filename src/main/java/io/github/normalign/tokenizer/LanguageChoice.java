package io.github.normalign.tokenizer;

import io.github.normalign.error.ModelException;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a model knows of one side's language: finds the code that is meant among its codes, or says which they are. Immutable. */
final class LanguageChoice {

    /** Codes a message lists before it only counts. */
    private static final int LISTED = 12;

    private final String side;
    private final SortedSet<String> codes;
    private final Optional<String> usual;

    /**
     * Makes a choice.
     *
     * @param side {@code source} or {@code target}, for messages
     * @param codes the codes as the model spells them; empty where the side is not marked
     * @param usual the code for a caller who names none, where the files name it
     */
    LanguageChoice(String side, Collection<String> codes, Optional<String> usual) {
        this.side = side;
        this.codes = Collections.unmodifiableSortedSet(new TreeSet<>(codes));
        this.usual = usual;
    }

    /** All codes, as the model spells them. */
    SortedSet<String> codes() {
        return codes;
    }

    /** The code that is taken where none is given. */
    Optional<String> usual() {
        return usual;
    }

    /**
     * The code that is meant.
     *
     * @param given what the caller wrote: a code in either case and with {@code -} or {@code _}, or the part before its script or
     *     country where only one code begins so
     * @return one of the codes; empty for a side without codes
     * @throws ModelException if none or several are meant, if one is needed, or if the side has none to choose from
     */
    Optional<String> find(Optional<String> given) {
        if (codes.isEmpty()) {
            given.ifPresent(code -> {
                throw new ModelException("this model has no codes for the " + side + " language; leave out '" + code + "'");
            });
            return Optional.empty();
        }
        if (given.isPresent()) {
            return Optional.of(find(given.get()));
        }
        if (usual.isPresent()) {
            return usual;
        }
        throw new ModelException("this model needs to be told the " + side + " language; it knows " + listed(List.copyOf(codes)));
    }

    private String find(String given) {
        if (codes.contains(given)) {
            return given;
        }
        String plain = plain(given);
        List<String> meant = meant(plain);
        if (meant.size() == 1) {
            return meant.get(0);
        }
        if (meant.size() > 1) {
            throw new ModelException("the " + side + " language '" + given + "' can be any of " + String.join(", ", meant)
                + "; write the whole code");
        }
        String language = language(base(plain));
        List<String> nearest = codes.stream().sorted(Comparator
            .<String>comparingInt(code -> base(plain(code)).equals(base(plain)) ? 0
                : language(base(plain(code))).equals(language) ? 1 : 2)
            .thenComparingInt(code -> Math.min(edits(plain(code), plain), edits(base(plain(code)), plain)))
            .thenComparing(Comparator.naturalOrder())).toList();
        throw new ModelException("this model does not know the " + side + " language '" + given + "'; it knows " + listed(nearest));
    }

    /**
     * How the model spells a code.
     *
     * @param given as for {@link #find}
     * @return the one code that is meant; empty where there is none or more than one
     */
    Optional<String> known(String given) {
        List<String> meant = codes.contains(given) ? List.of(given) : meant(plain(given));
        return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
    }

    private List<String> meant(String plain) {
        List<String> same = codes.stream().filter(code -> plain(code).equals(plain)).toList();
        return same.isEmpty() ? codes.stream().filter(code -> base(plain(code)).equals(plain)).toList() : same;
    }

    private static String listed(List<String> ordered) {
        int rest = ordered.size() - LISTED;
        return String.join(", ", ordered.subList(0, Math.min(LISTED, ordered.size())))
            + (rest > 0 ? " and " + rest + " more" : "");
    }

    private static String plain(String code) {
        return code.strip().replace('-', '_').toLowerCase(Locale.ROOT);
    }

    private static String base(String plain) {
        int end = plain.indexOf('_');
        return end < 0 ? plain : plain.substring(0, end);
    }

    /** The three letters of ISO 639 for a language's two or three. */
    private static String language(String base) {
        try {
            return new Locale(base).getISO3Language();
        } catch (MissingResourceException unknown) {
            return base;
        }
    }

    /** Levenshtein 1966: the least number of characters to insert, remove or replace. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = corner + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
