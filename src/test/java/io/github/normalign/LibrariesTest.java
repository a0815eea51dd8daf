package io.github.normalign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.hash.Hashing;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the build uses is what {@code src/build/libraries.txt} lists, byte for byte, under licences that may be shipped. */
class LibrariesTest {

    private static final Path LIST = Path.of("src/build/libraries.txt");
    private static final Set<String> SHIPPED = Set.of("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "Unicode-3.0");
    private static final Set<String> IN_TESTS = Set.of("EPL-2.0");

    private final Map<String, Library> listed = new LinkedHashMap<>();

    private record Library(String use, String licence, String sha256) {
    }

    @BeforeEach
    void readTheList() throws IOException {
        for (String line : Files.readAllLines(LIST)) {
            if (!line.startsWith("#")) {
                String[] columns = line.split(" +");
                assertEquals(4, columns.length, line);
                listed.put(columns[0], new Library(columns[1], columns[2], columns[3]));
            }
        }
    }

    private static List<Path> jars() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return List.of(path.split(File.pathSeparator)).stream().filter(entry -> entry.endsWith(".jar"))
            .filter(entry -> !entry.contains("surefire")).map(Path::of).toList();
    }

    @Test
    void everyLibraryIsTheListedOneByteForByte() throws IOException {
        assumeTrue("cpu".equals(System.getProperty("onnxruntime.build", "cpu")), "the list is that of the build for processors");
        Set<String> found = new TreeSet<>();
        for (Path jar : jars()) {
            String name = jar.getFileName().toString();
            String sha256 = com.google.common.io.Files.asByteSource(jar.toFile()).hash(Hashing.sha256()).toString();
            assertTrue(listed.containsKey(name), "not in " + LIST + "; look at its licence and add: " + name + " USE LICENCE " + sha256);
            assertEquals(listed.get(name).sha256(), sha256, name + " is another file than the one listed in " + LIST);
            found.add(name);
        }
        assertEquals(new TreeSet<>(listed.keySet()), found, LIST + " lists what is not used");
    }

    @Test
    void everyLicenceMayBeShippedOrStaysInTheTests() {
        listed.forEach((name, library) -> {
            assertTrue(List.of("shipped", "test").contains(library.use()), name + " is " + library.use());
            assertTrue(SHIPPED.contains(library.licence()) || library.use().equals("test") && IN_TESTS.contains(library.licence()),
                name + " is under " + library.licence() + ", which is not allowed: " + SHIPPED + ", in tests also " + IN_TESTS);
        });
    }

    @Test
    void theNoticeNamesEveryShippedLibrary() throws IOException {
        String notice = Files.readString(Path.of("NOTICE"));
        listed.forEach((name, library) -> {
            // listenablefuture is empty but for its name.
            if (library.use().equals("shipped") && !name.startsWith("listenablefuture")) {
                String version = name.replaceFirst("^.*?-(\\d.*)\\.jar$", "$1");
                assertTrue(notice.lines().anyMatch(line -> line.contains(" " + version + " ")), "NOTICE lacks " + name);
            }
        });
    }
}
