package io.github.normalign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Scans the main code for names of other packages, in imports and written out in full: packages depend one way, and three
 * libraries stay in the package that is theirs.
 */
class DependencyDirectionTest {

    private static final Path SOURCES = Path.of("src/main/java/io/github/normalign");
    private static final String ROOT = "io.github.normalign";

    /** A name of ours or of a library with a home, with all of its parts; {@code .*} of an import is left out. */
    private static final Pattern NAME = Pattern.compile(
        "(?<![\\w.])(?:io\\.github\\.normalign|ai\\.onnxruntime|com\\.ibm\\.icu|picocli)(?:\\s*\\.\\s*\\w+)+");

    /** Comments and literals, in the order in which a compiler would meet them; names in them are no dependency. */
    private static final Pattern NO_CODE = Pattern.compile(
        "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'", Pattern.DOTALL);

    /** From the bottom up: a package imports only from those before it. The root package, the facade, is "". */
    private static final List<String> ORDER = List.of("error", "corpus", "segmentation", "alignment", "projection", "tokenizer",
        "onnx", "attention", "words", "model", "firefox", "format", "gold", "evaluation", "analysis", "selection", "", "page",
        "viewer", "report", "cli");

    /** Scoring needs no model: these are usable on any aligner's output. */
    private static final Set<String> WITHOUT_MODELS = Set.of("format", "gold", "evaluation");
    private static final Set<String> MODELS = Set.of("onnx", "model", "firefox");

    /** Libraries with one home. */
    private static final Map<String, String> HOMES = Map.of("ai.onnxruntime", "model", "picocli", "cli",
        "com.ibm.icu", "segmentation");

    @Test
    void everyPackageHasItsPlaceInTheOrder() throws IOException {
        try (Stream<Path> folders = Files.list(SOURCES)) {
            List<String> unknown = folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString())
                .filter(name -> !ORDER.contains(name)).toList();
            assertEquals(List.of(), unknown);
        }
    }

    @Test
    void packagesUseOnlyThoseBeforeThem() throws IOException {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Path file : sources()) {
            String from = packageOf(file);
            for (String name : names(Files.readString(file))) {
                if (name.startsWith(ROOT)) {
                    String to = packageOf(name);
                    seen += to.equals(from) ? 0 : 1;
                    if (ORDER.indexOf(to) > ORDER.indexOf(from) || WITHOUT_MODELS.contains(from) && MODELS.contains(to)) {
                        wrong.add(SOURCES.relativize(file) + " uses " + name);
                    }
                }
            }
        }
        assertTrue(seen > 100, seen + " uses of other packages seen: the scan looks in the wrong place");
        assertEquals(List.of(), wrong);
    }

    @Test
    void onnxRuntimePicocliAndIcuStayAtHome() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (Path file : sources()) {
            for (String name : names(Files.readString(file))) {
                HOMES.forEach((library, home) -> {
                    if ((name + ".").startsWith(library + ".")) {
                        seen.add(library);
                        if (!packageOf(file).equals(home)) {
                            wrong.add(SOURCES.relativize(file) + " uses " + name);
                        }
                    }
                });
            }
        }
        assertEquals(new TreeSet<>(HOMES.keySet()), seen);
        assertEquals(List.of(), wrong);
    }

    @Test
    void theScanSeesEveryWayToNameAClassAndNoComment() {
        assertEquals(List.of(ROOT + ".gold.GoldSet", ROOT + ".report", ROOT + ".WordAligner.open", "picocli.CommandLine",
                "ai.onnxruntime", "ai.onnxruntime.OrtSession", ROOT + ".cli.Main"), names("""
            package io.github.normalign.words;
            import io.github.normalign.gold.GoldSet;
            import io.github.normalign.report.*;
            import static io.github.normalign.WordAligner.open;
            import picocli.CommandLine;
            import ai.onnxruntime.*;
            /* io.github.normalign.cli.A // */ // io.github.normalign.cli.B "
            /** {@link io.github.normalign.cli.C} */
            String s = "io.github.normalign.cli.D \\" /*"; char c = '"'; ai.onnxruntime.OrtSession t;
            io.github.normalign
                .cli.Main m; // */
            """));
        assertEquals(List.of("", "gold", "gold", "report"), Stream.of("WordAligner.open", "gold.GoldSet", "gold.GoldSet.of",
            "report").map(name -> packageOf(ROOT + "." + name)).toList());
    }

    /** The names in a source that a compiler would see, its own package statement left out. */
    private static List<String> names(String source) {
        // A literal becomes "", so that what stands around it does not grow together.
        String code = NO_CODE.matcher(source).replaceAll("\"\"").replaceAll("(?m)^\\s*package [\\w.]+;", "");
        List<String> names = new ArrayList<>();
        Matcher name = NAME.matcher(code.replaceAll("\\.\\s*\\*", ".STAR"));
        while (name.find()) {
            names.add(name.group().replaceAll("\\s", "").replaceAll("\\.STAR$", ""));
        }
        return names;
    }

    private static String packageOf(String name) {
        String rest = name.length() == ROOT.length() ? "" : name.substring(ROOT.length() + 1);
        return rest.matches("[a-z]\\w*(\\..*)?") ? rest.replaceAll("\\..*", "") : "";
    }

    private static String packageOf(Path file) {
        Path folder = SOURCES.relativize(file).getParent();
        return folder == null ? "" : folder.getName(0).toString();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }
}
