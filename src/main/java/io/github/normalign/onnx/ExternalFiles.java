package io.github.normalign.onnx;

import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which files may belong to a model, and the checks of those that it keeps its weights in beside its own.
 *
 * <p>A model file may name any path, and a directory may hold links to anywhere. A file belongs to a model if it really lies, all
 * links followed, in the real directory of the model, or in the store of the same Hugging Face cache: the folder {@code blobs}
 * beside the folder {@code snapshots} that the directory lies in. That is where such a cache keeps every file, under the name of
 * its checksum, with links to them in {@code snapshots}. ONNX Runtime is given real paths only, so that its own check of them
 * holds as well.
 */
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
     * Lists what is wrong with the files that a model's constants lie in. Only files that belong to
     * the model are accepted, so that opening a model from somewhere never reads other files.
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

    /**
     * Finds a file behind its links.
     *
     * @param directory the model's directory
     * @param file a file of the model, as a path that begins with the directory
     * @return the real file, without any link in its path
     * @throws ModelException if it is missing or is no file, or lies outside the directory and outside the Hugging Face store
     */
    public static Path realFile(Path directory, Path file) {
        try {
            Path tree = directory.toRealPath();
            Path real = file.toRealPath();
            if (!real.startsWith(tree) && !store(tree).map(real::startsWith).orElse(false)) {
                throw new ModelException(file + " leads to " + real + ", outside the model's directory " + directory + ". Links are"
                    + " followed only inside that directory or into the blobs folder of the same Hugging Face cache; put the"
                    + " file itself in place of the link.");
            }
            if (!Files.isRegularFile(real)) {
                throw new ModelException(file + " is not a file.");
            }
            return real;
        } catch (NoSuchFileException e) {
            String link = Files.isSymbolicLink(file) ? " (a link to a file that is not there)" : "";
            throw new ModelException("The file " + file + " is missing" + link + "; the model needs it. Fetch it again.", e);
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read (" + e.getMessage() + ").", e);
        }
    }

    /** The store of the Hugging Face cache that a real directory lies in. */
    private static Optional<Path> store(Path tree) {
        for (Path folder = tree; folder != null && folder.getFileName() != null; folder = folder.getParent()) {
            if (folder.getFileName().toString().equals("snapshots")) {
                return Optional.of(folder.resolveSibling("blobs"));
            }
        }
        return Optional.empty();
    }

    /**
     * Checks a model's own file and all its files of weights, and finds the folder that holds them.
     *
     * @throws ModelException that lists everything that is wrong
     */
    static ModelFolder folder(OnnxModel model, Path file) {
        Path directory = file.toAbsolutePath().getParent();
        Path graphFile = realFile(directory, file.toAbsolutePath());
        List<String> problems = problems(model, directory);
        if (!problems.isEmpty()) {
            throw new ModelException(String.join("\n", problems));
        }
        Map<String, Path> weightFiles = new LinkedHashMap<>();
        Path folder = graphFile.getParent();
        for (String location : locations(model)) {
            Path real = realFile(directory, directory.resolve(location).normalize());
            weightFiles.put(location, real);
            while (folder != null && !real.startsWith(folder)) {
                folder = folder.getParent();
            }
        }
        if (folder == null || folder.getParent() == null) {
            throw new ModelException("The files of the model " + file + " lie in no common folder but the root of the file"
                + " system. Put them into a directory of their own.");
        }
        return new ModelFolder(folder, graphFile, weightFiles);
    }

    private static Optional<String> problem(Path directory, String location, long end) {
        try {
            Path relative = Path.of(location);
            Path file = directory.resolve(relative).normalize();
            if (location.isEmpty() || relative.isAbsolute() || !file.startsWith(directory.normalize())) {
                return Optional.of("The model names \"" + location + "\" as a file of weights; only files in its own directory "
                    + directory + " are read.");
            }
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of("The file of weights " + file + " is missing; the model needs it beside its own file.");
            }
            long size = Files.size(realFile(directory, file));
            if (size < end) {
                return Optional.of("The file of weights " + file + " has " + size + " bytes; the model needs " + end
                    + ". It is cut short or belongs to another model; fetch it again.");
            }
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.of(e.getMessage());
        } catch (InvalidPathException | IOException e) {
            return Optional.of("The file of weights \"" + location + "\" cannot be read (" + e.getMessage() + ").");
        }
    }
}
