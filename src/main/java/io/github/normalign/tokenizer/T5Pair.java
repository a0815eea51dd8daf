package io.github.normalign.tokenizer;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.normalign.error.ModelException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * T5's rules: the task in words, pieces, {@code </s>}; the decoder starts with {@code decoder_start_token_id}. The words are those
 * that {@code task_specific_params} of {@code config.json} has for {@code translation_en_to_de}; a model without such tasks is
 * given the words of T5's own (Raffel et al. 2020, appendix D) if two languages are named, else none.
 */
final class T5Pair implements StockTokenizer {

    private static final Pattern TASK = Pattern.compile("translation_(\\w+)_to_(\\w+)");

    private final PieceTokenizer tokenizer;
    private final int greatestId;
    private final int end;
    private final int start;
    /** Words of the task by source and target; empty for a model that has none. */
    private final Map<String, TreeMap<String, String>> tasks;
    private final LanguageChoice sources;
    private final LanguageChoice targets;

    private T5Pair(PieceTokenizer tokenizer, int greatestId, int end, int start, Map<String, TreeMap<String, String>> tasks) {
        this.tokenizer = tokenizer;
        this.greatestId = greatestId;
        this.end = end;
        this.start = start;
        this.tasks = tasks;
        sources = choice("source", tasks.keySet());
        targets = choice("target", tasks.values().stream().flatMap(of -> of.keySet().stream()).collect(Collectors.toSet()));
    }

    /** A language that is the only one need not be given. */
    private static LanguageChoice choice(String side, Set<String> codes) {
        return new LanguageChoice(side, codes, codes.size() == 1 ? codes.stream().findFirst() : Optional.empty());
    }

    /** Reads the files; what is wrong is added to the problems and thrown. */
    static T5Pair open(TokenizerFiles files, boolean fromJson) {
        String file = fromJson ? TokenizerFiles.JSON : TokenizerFiles.T5_PIECES;
        Optional<SentencePieceModel> model = files.read(file, fromJson ? TokenizerJson::model : SentencePieceModel::read);
        OptionalInt end = model.map(pieces -> pieces.id("</s>")).orElse(OptionalInt.empty());
        OptionalInt configured = files.id(TokenizerFiles.START);
        OptionalInt start = configured.isPresent() ? configured
            : model.map(pieces -> pieces.id("<pad>")).orElse(OptionalInt.empty());
        if (model.isPresent() && end.isEmpty()) {
            files.problem(file + " has no piece '</s>'");
        }
        if (model.isPresent() && start.isEmpty()) {
            files.problem("config.json has no decoder_start_token_id, and " + file + " no '<pad>'");
        }
        start.ifPresent(id -> files.requireWithin(TokenizerFiles.START, id, "vocab_size"));
        model.ifPresent(pieces -> files.requireWithin(file, pieces.size() - 1, "vocab_size"));
        files.refuseProblems();
        return new T5Pair(new SpmTokenizer(model.orElseThrow()), model.get().size() - 1, end.getAsInt(), start.getAsInt(),
            tasks(files.object("task_specific_params")));
    }

    private static Map<String, TreeMap<String, String>> tasks(JsonObject params) {
        Map<String, TreeMap<String, String>> found = new TreeMap<>();
        for (Map.Entry<String, JsonElement> entry : params.entrySet()) {
            Matcher name = TASK.matcher(entry.getKey());
            if (name.matches() && entry.getValue() instanceof JsonObject task
                && task.get("prefix") instanceof JsonPrimitive prefix && prefix.isString()) {
                found.computeIfAbsent(name.group(1), source -> new TreeMap<>()).put(name.group(2), prefix.getAsString());
            }
        }
        return found;
    }

    @Override
    public LanguageChoice sources() {
        return sources;
    }

    @Override
    public LanguageChoice targets() {
        return targets;
    }

    @Override
    public PairTokenizer forLanguages(Optional<String> source, Optional<String> target) {
        String words = tasks.isEmpty() ? usualWords(source, target) : words(source, target);
        return new PairTokenizer(tokenizer, tokenizer, new PieceFrame(ImmutableIntArray.copyOf(tokenizer.encodeText(words)),
            ImmutableIntArray.of(end), ImmutableIntArray.of(start)));
    }

    private String words(Optional<String> source, Optional<String> target) {
        TreeMap<String, String> known = tasks.get(sources.find(source).orElseThrow());
        return known.get(choice("target", known.keySet()).find(target).orElseThrow());
    }

    private static String usualWords(Optional<String> source, Optional<String> target) {
        if (source.isEmpty() && target.isEmpty()) {
            return "";
        }
        List<String> names = List.of(source.orElse(""), target.orElse("")).stream().map(T5Pair::english).toList();
        if (names.contains("")) {
            throw new ModelException("config.json of this T5 model names no translation task; name both languages by their code of"
                + " ISO 639, such as en and de, for the words 'translate English to German: ' before each source, or none for"
                + " no words at all");
        }
        return "translate " + names.get(0) + " to " + names.get(1) + ": ";
    }

    /** The English name of a language; empty where the code is not known. */
    private static String english(String code) {
        String name = new Locale(code).getDisplayLanguage(Locale.ENGLISH);
        return name.equalsIgnoreCase(code) ? "" : name;
    }

    @Override
    public int greatestId() {
        return greatestId;
    }
}
