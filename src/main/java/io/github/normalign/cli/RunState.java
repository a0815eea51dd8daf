package io.github.normalign.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.normalign.error.CorpusException;
import io.github.normalign.error.FailureReason;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How far a run has come, and what run it is: the file {@code FILE.normalign-run.json} beside the first output, there as long as
 * the outputs are unfinished.
 *
 * @param run what decides what is written, by name: the same run gives the same bytes
 * @param lines lines of the corpus whose output is complete
 * @param digest of the text of those lines
 * @param counts of what became of them, for the last message
 * @param lengths of the output files, in bytes, by option
 * @param complete whether all lines are written, and only the files' names were left to change
 */
record RunState(Map<String, String> run, long lines, String digest, Counts counts, Map<String, Long> lengths, boolean complete) {

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /**
     * What became of lines.
     *
     * @param aligned pairs with links
     * @param bad lines left empty because something is wrong with them
     * @param rejected aligned pairs below the least score
     */
    record Counts(long aligned, long bad, long rejected) {
        static final Counts NONE = new Counts(0, 0, 0);
    }

    static RunState start(Map<String, String> run) {
        return new RunState(run, 0, LineDigest.OF_NOTHING, Counts.NONE, Map.of(), false);
    }

    /** Where the state of a run with this first output lies. */
    static Path beside(OutputFile output) throws IOException {
        Path place = output.place();
        return place.resolveSibling(place.getFileName() + ".normalign-run.json");
    }

    /** Writes the file as a whole: a kill leaves the old state or the new one. */
    void write(Path file) throws IOException {
        JsonObject json = new JsonObject();
        JsonObject what = new JsonObject();
        run.forEach(what::addProperty);
        json.add("run", what);
        json.addProperty("lines", lines);
        json.addProperty("digest", digest);
        json.addProperty("aligned", counts.aligned());
        json.addProperty("bad", counts.bad());
        json.addProperty("rejected", counts.rejected());
        JsonObject sizes = new JsonObject();
        lengths.forEach(sizes::addProperty);
        json.add("lengths", sizes);
        json.addProperty("complete", complete);
        Path next = next(file);
        try {
            Files.writeString(next, GSON.toJson(json) + "\n");
            try {
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            // On a full disk half of it is there.
            Files.deleteIfExists(next);
        }
    }

    static RunState read(Path file) throws IOException {
        try {
            JsonObject json = GSON.fromJson(Files.readString(file), JsonObject.class);
            Map<String, String> run = new LinkedHashMap<>();
            for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject("run").entrySet()) {
                run.put(entry.getKey(), entry.getValue().getAsString());
            }
            Map<String, Long> lengths = new LinkedHashMap<>();
            for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject("lengths").entrySet()) {
                lengths.put(entry.getKey(), entry.getValue().getAsLong());
            }
            return new RunState(run, json.get("lines").getAsLong(), json.get("digest").getAsString(),
                new Counts(json.get("aligned").getAsLong(), json.get("bad").getAsLong(), json.get("rejected").getAsLong()),
                lengths, json.get("complete").getAsBoolean());
        } catch (JsonParseException e) {
            throw damaged(file, FailureReason.of(e), e);
        } catch (CharacterCodingException e) {
            throw damaged(file, FailureReason.of(e), e);
        } catch (NullPointerException | ClassCastException | IllegalStateException | UnsupportedOperationException
                | NumberFormatException e) {
            throw damaged(file, "a key is missing or of the wrong kind", e);
        }
    }

    private static CorpusException damaged(Path file, String why, Exception e) {
        return new CorpusException(file + " is damaged (" + why
            + "), so it is not known where to go on; begin anew with --overwrite", e);
    }

    static void delete(Path file) throws IOException {
        Files.deleteIfExists(next(file));
        Files.deleteIfExists(file);
    }

    private static Path next(Path file) {
        return file.resolveSibling(file.getFileName() + ".next");
    }

    /** Refuses to go on with another run, saying what differs. */
    void requireSame(Map<String, String> now, Path file) {
        TreeSet<String> names = new TreeSet<>(run.keySet());
        names.addAll(now.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String before = run.getOrDefault(name, "none");
            String after = now.getOrDefault(name, "none");
            if (!before.equals(after)) {
                differences.add(name + ": " + before + " before, " + after + " now");
            }
        }
        if (!differences.isEmpty()) {
            throw new CorpusException("--resume goes on with the same run only, but this one differs from what " + file
                + " tells of:\n  " + String.join("\n  ", differences) + "\nGive the same options, or begin anew with --overwrite");
        }
    }
}
