package io.github.normalign.gold;

import io.github.normalign.corpus.SentencePair;
import io.github.normalign.error.CorpusException;
import io.github.normalign.format.IndexBase;
import io.github.normalign.format.LinkCheck;
import io.github.normalign.format.LinkFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sentence pairs and their gold alignments, as a folder with a gold.json holds them. Immutable.
 *
 * <p>gold.json names the set, its languages, the base and form of its links, licence, source, and its files; unknown keys are
 * refused. See {@code gold-alignments/README.md} for the keys.
 *
 * @param name the set's name
 * @param sourceLanguage language of {@link SentencePair#source()} and of a link's source word, such as {@code en}
 * @param targetLanguage language of the other side
 * @param licence the licence as its source states it
 * @param source where the set comes from and what to cite
 * @param pairs the sentence pairs
 * @param gold their gold alignments, as many, in the same direction; every index lies inside its sentence
 */
public record GoldSet(String name, String sourceLanguage, String targetLanguage, String licence, String source,
    List<SentencePair> pairs, List<GoldAlignment> gold) {

    /** The file that makes a folder a gold set. */
    public static final String DESCRIPTION = "gold.json";

    /** Copies the lists; refuses lists of different lengths with an {@link IllegalArgumentException}. */
    public GoldSet {
        pairs = List.copyOf(pairs);
        gold = List.copyOf(gold);
        if (pairs.size() != gold.size()) {
            throw new IllegalArgumentException(pairs.size() + " pairs, " + gold.size() + " gold alignments");
        }
    }

    /**
     * Loads and checks a folder.
     *
     * @param folder a folder with a gold.json
     * @return the set
     * @throws CorpusException if the folder is no gold set, or its files contradict each other or gold.json
     */
    public static GoldSet load(Path folder) {
        return load(folder, Optional.empty());
    }

    /**
     * Loads and checks a folder whose gold.json may be wrong about the base.
     *
     * @param folder a folder with a gold.json
     * @param base the base to use instead of the one in gold.json
     * @return the set
     * @throws CorpusException if the folder is no gold set, or its files contradict each other, gold.json or the base
     */
    public static GoldSet load(Path folder, Optional<IndexBase> base) {
        Path file = folder.resolve(DESCRIPTION);
        if (!Files.exists(file)) {
            throw new CorpusException(folder + ": no gold set: expected a folder with a " + DESCRIPTION + ".");
        }
        GoldDescription description = GoldDescription.read(file);
        requireFiles(folder, file, description);
        List<SentencePair> pairs = new ArrayList<>();
        List<GoldAlignment> gold = new ArrayList<>();
        for (GoldDescription.Part part : description.parts()) {
            LinkFile links = description.format().readGold(folder.resolve(part.links()), description.ids());
            List<SentencePair> texts = texts(folder, part, links.ids(), description.ids());
            links.requireSentences(texts.size(), folder.resolve(part.texts().or(part::sourceText).orElseThrow()).toString());
            IndexBase used = base.orElse(description.base());
            new LinkCheck(links, Optional.of(texts), false, LinkCheck.Role.GOLD_SET).require(used);
            pairs.addAll(texts);
            gold.addAll(GoldAlignment.allOf(links, used, texts.size()));
        }
        return new GoldSet(description.name(), description.sourceLanguage(), description.targetLanguage(), description.licence(),
            description.source(), pairs, gold);
    }

    /**
     * Refuses texts whose words cannot be those the links count. Words may differ in letters (case, normalisation), not in
     * number.
     *
     * @param texts the texts given beside the set
     * @param sourceName what messages call their source side
     * @param targetName what messages call their target side
     * @throws CorpusException if a sentence has another number of words than the set's
     */
    public void requireTexts(List<SentencePair> texts, String sourceName, String targetName) {
        if (texts.size() != pairs.size()) {
            throw new CorpusException(sourceName + " and " + targetName + " have " + texts.size() + " lines, but gold set " + name
                + " has " + pairs.size() + " sentence pairs.");
        }
        for (int i = 0; i < texts.size(); i++) {
            requireLength(sourceName, i, texts.get(i).source().size(), pairs.get(i).source().size());
            requireLength(targetName, i, texts.get(i).target().size(), pairs.get(i).target().size());
        }
    }

    private void requireLength(String file, int index, int found, int expected) {
        if (found != expected) {
            throw new CorpusException(file + ":" + (index + 1) + ": " + found + " words, but this side (" + sourceLanguage + "-"
                + targetLanguage + ") of gold set " + name + " has " + expected + "; are they other texts, or the other way round"
                + " (--swap-gold)?");
        }
    }

    /**
     * The set of the opposite direction.
     *
     * @return languages, pairs and links swapped
     */
    public GoldSet swapped() {
        return new GoldSet(name, targetLanguage, sourceLanguage, licence, source,
            pairs.stream().map(SentencePair::swapped).toList(), gold.stream().map(GoldAlignment::swapped).toList());
    }

    private static void requireFiles(Path folder, Path file, GoldDescription description) {
        List<String> missing = new ArrayList<>();
        for (GoldDescription.Part part : description.parts()) {
            for (Optional<String> name : List.of(part.sourceText(), part.targetText(), part.texts(), Optional.of(part.links()))) {
                name.filter(it -> !isFile(folder, it)).ifPresent(missing::add);
            }
        }
        if (!missing.isEmpty()) {
            throw new CorpusException(file + ": names files that are not there: " + String.join(", ", missing) + ".");
        }
    }

    private static boolean isFile(Path folder, String name) {
        try {
            return Files.isRegularFile(folder.resolve(name));
        } catch (InvalidPathException e) {
            // No file can be called so.
            return false;
        }
    }

    private static List<SentencePair> texts(Path folder, GoldDescription.Part part, List<String> ids, boolean hasIds) {
        if (part.texts().isPresent()) {
            return GoldTexts.readJoined(folder.resolve(part.texts().get()));
        }
        Path source = folder.resolve(part.sourceText().orElseThrow());
        Path target = folder.resolve(part.targetText().orElseThrow());
        return hasIds ? GoldTexts.readWithIds(source, target, ids) : GoldTexts.read(source, target);
    }
}
