package io.github.normalign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Scans the imports of the main code: packages depend one way, and two libraries stay in the package that is theirs. */
class DependencyDirectionTest {

    private static final Path SOURCES = Path.of("src/main/java/io/github/normalign");
    private static final Pattern OWN = Pattern.compile("^import (?:static )?io\\.github\\.normalign\\.([\\w.]+);");
    private static final Pattern ANY = Pattern.compile("^import (?:static )?([\\w.]+);");

    /** From the bottom up: a package imports only from those before it. The root package, the facade, is "". */
    private static final List<String> ORDER = List.of("error", "corpus", "alignment", "tokenizer", "onnx", "attention",
        "words", "model", "firefox", "format", "gold", "evaluation", "", "report", "cli");

    /** Libraries with one home. */
    private static final Map<String, String> HOMES = Map.of("ai.onnxruntime", "model", "picocli", "cli");

    @Test
    void everyPackageHasItsPlaceInTheOrder() throws IOException {
        try (Stream<Path> folders = Files.list(SOURCES)) {
            List<String> unknown = folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString())
                .filter(name -> !ORDER.contains(name)).toList();
            assertEquals(List.of(), unknown);
        }
    }

    @Test
    void importsPointDownwardsOnly() throws IOException {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Path file : sources()) {
            String from = packageOf(file);
            for (String line : Files.readAllLines(file)) {
                Matcher own = OWN.matcher(line);
                if (own.find()) {
                    seen++;
                    String to = own.group(1).matches("[A-Z].*") ? "" : own.group(1).replaceAll("\\..*", "");
                    if (ORDER.indexOf(to) > ORDER.indexOf(from)) {
                        wrong.add(SOURCES.relativize(file) + " imports " + own.group(1));
                    }
                }
            }
        }
        assertFalse(seen == 0, "no import seen: the scan looks in the wrong place");
        assertEquals(List.of(), wrong);
    }

    @Test
    void onnxRuntimeAndPicocliStayAtHome() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            for (String line : Files.readAllLines(file)) {
                Matcher any = ANY.matcher(line);
                if (any.find()) {
                    HOMES.forEach((library, home) -> {
                        if (any.group(1).startsWith(library + ".") && !packageOf(file).equals(home)) {
                            wrong.add(SOURCES.relativize(file) + " imports " + any.group(1));
                        }
                    });
                }
            }
        }
        assertEquals(List.of(), wrong);
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
