package io.github.normalign.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks the files that a model keeps its weights in beside its own. */
public final class ExternalFiles {

    private ExternalFiles() {
    }

    /**
     * Lists the files that a model's constants lie in.
     *
     * @param model the model
     * @return their names as the model gives them, relative to its directory; empty if it holds everything itself
     */
    public static Set<String> locations(OnnxModel model) {
        Map<String, Long> needed = new LinkedHashMap<>();
        collect(model.graph(), needed);
        return Set.copyOf(needed.keySet());
    }

    /**
     * Lists what is wrong with the files that a model's constants lie in. A model file may name any path; only files inside its
     * own directory are accepted, so that opening a model from somewhere never reads other files.
     *
     * @param model the model
     * @param directory the directory of its file
     * @return one sentence for each file that is missing, too short or outside; empty if all is well
     */
    public static List<String> problems(OnnxModel model, Path directory) {
        Map<String, Long> needed = new LinkedHashMap<>();
        collect(model.graph(), needed);
        List<String> problems = new ArrayList<>();
        needed.forEach((location, end) -> problem(directory, location, end).ifPresent(problems::add));
        return problems;
    }

    private static void collect(OnnxGraph graph, Map<String, Long> needed) {
        graph.initializers().values().forEach(tensor -> collect(tensor, needed));
        for (OnnxNode node : graph.nodes()) {
            for (OnnxAttribute attribute : node.attributes().values()) {
                attribute.tensor().ifPresent(tensor -> collect(tensor, needed));
                attribute.graphs().forEach(inner -> collect(inner, needed));
            }
        }
    }

    private static void collect(OnnxTensor tensor, Map<String, Long> needed) {
        tensor.externalLocation().ifPresent(location ->
            needed.merge(location, end(tensor), Math::max));
    }

    /** The byte after the last; a sum that no file can reach where the model's numbers are absurd. */
    private static long end(OnnxTensor tensor) {
        long end = tensor.externalOffset() + Math.max(0, tensor.byteCount());
        return end < 0 ? Long.MAX_VALUE : end;
    }

    private static Optional<String> problem(Path directory, String location, long end) {
        try {
            Path relative = Path.of(location);
            Path file = directory.resolve(relative).normalize();
            if (location.isEmpty() || relative.isAbsolute() || !file.startsWith(directory.normalize())) {
                return Optional.of("The model names \"" + location + "\" as a file of weights; only files in its own directory "
                    + directory + " are read.");
            }
            if (!Files.isRegularFile(file)) {
                return Optional.of("The file of weights " + file + " is missing; the model needs it beside its own file.");
            }
            if (Files.size(file) < end) {
                return Optional.of("The file of weights " + file + " has " + Files.size(file) + " bytes; the model needs " + end
                    + ". It is cut short or belongs to another model; fetch it again.");
            }
            return Optional.empty();
        } catch (InvalidPathException | IOException e) {
            return Optional.of("The file of weights \"" + location + "\" cannot be read (" + e.getMessage() + ").");
        }
    }
}
