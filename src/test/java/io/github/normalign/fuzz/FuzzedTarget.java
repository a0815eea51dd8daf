package io.github.normalign.fuzz;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The targets as {@code scripts/fuzz.sh} sees them: run by Jazzer outside of JUnit, which then leaves corpus and findings where it
 * is told to.
 */
public final class FuzzedTarget {

    private static FuzzTargets targets;
    private static Method method;

    private FuzzedTarget() {
    }

    /** Jazzer's entry: {@code package.ClassFuzzTest.method}, the package without the project's. */
    public static void fuzzerInitialize(String[] arguments) throws IOException, ReflectiveOperationException {
        String name = arguments[0];
        Class<?> type = Class.forName("io.github.normalign." + name.substring(0, name.lastIndexOf('.')));
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        targets = (FuzzTargets) constructor.newInstance();
        method = FuzzTargets.targets(type).stream().filter(found -> name.endsWith("." + found.getName())).findFirst().orElseThrow();
        // Loads most classes before Jazzer's clock runs: rewriting them takes longer than any input may.
        for (byte[] seed : FuzzTargets.seeds(method)) {
            targets.run(method, seed);
        }
    }

    /** Jazzer's entry: one input. */
    public static void fuzzerTestOneInput(byte[] data) {
        targets.run(method, data);
    }

    /**
     * Lists all targets; or writes the seeds of one into a folder.
     *
     * @param arguments the folder of compiled tests; then, for seeds, the target's name and the folder
     */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        Path classes = Path.of(arguments[0]);
        if (arguments.length == 1) {
            try (Stream<Path> files = Files.walk(classes)) {
                List<Path> tests = files.filter(file -> file.toString().endsWith("FuzzTest.class")).sorted().toList();
                for (Path test : tests) {
                    String name = classes.relativize(test).toString().replace('/', '.').replaceAll("\\.class$", "");
                    FuzzTargets.targets(Class.forName(name)).forEach(target -> System.out.println(
                        name.substring("io.github.normalign.".length()) + "." + target.getName()));
                }
            }
            return;
        }
        fuzzerInitialize(new String[] {arguments[1]});
        List<byte[]> seeds = FuzzTargets.seeds(method);
        Path folder = Files.createDirectories(Path.of(arguments[2]));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
    }
}
