package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What must hold before a JVM with ONNX Runtime in it starts: no telemetry, and not the version that crashes. */
class StartTest {

    private static final String SWITCH = "ORT_DISABLE_TELEMETRY";

    @Test
    void testsRunWithoutTelemetry() {
        assertEquals("1", System.getenv(SWITCH), "set by Surefire; an IDE must be told");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theLauncherStartsJavaWithoutTelemetry(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> told = launched(folder, Map.of());
        assertTrue(told.contains(SWITCH + "=1"), told.toString());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theLauncherChoosesACollectorUnlessTheUserDid(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> told = launched(folder, Map.of("NORMALIGN_OPTS", "-Xmx1g -Dgc=none"));
        assertTrue(told.containsAll(List.of("-XX:+UseSerialGC", "-Xmx1g")), told.toString());
        for (String variable : List.of("NORMALIGN_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            List<String> chosen = launched(folder, Map.of(variable, "-Xmx1g -XX:+UseZGC"));
            assertFalse(chosen.contains("-XX:+UseSerialGC"), chosen.toString());
        }
    }

    /** What the launcher tells Java: its arguments and its environment, line by line. */
    private static List<String> launched(Path folder, Map<String, String> environment) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("a home/lib")).getParent();
        Files.write(home.resolve("lib/normalign.jar"), new byte[0]);
        Path launcher = Files.copy(Path.of("normalign"), home.resolve("normalign"), StandardCopyOption.REPLACE_EXISTING);
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n[ \"$1\" = -version ] || { printf '%s\\n' \"$@\"; env; }\n");
        assertTrue(java.toFile().setExecutable(true));
        ProcessBuilder start = new ProcessBuilder("sh", launcher.toString(), "inspect", "model").redirectErrorStream(true);
        start.environment().keySet().removeAll(Set.of(SWITCH, "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        start.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        start.environment().putAll(environment);
        Process process = start.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }

    @Test
    void theWindowsLauncherSetsTheSwitchBeforeItStartsJava() throws IOException {
        String text = Files.readString(Path.of("normalign.cmd"));
        int set = text.indexOf("set \"" + SWITCH + "=1\"");
        assertTrue(set > text.indexOf(":run") && set < text.indexOf("-jar \"%JAR%\""), text);
    }

    @Test
    void theVersionThatCrashesIsBannedForBothBuilds() throws IOException {
        Set<String> banned = Pattern.compile("<exclude>(com\\.microsoft\\.onnxruntime:[^<]+)</exclude>")
            .matcher(Files.readString(Path.of("pom.xml"))).results().map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(banned.containsAll(Set.of("com.microsoft.onnxruntime:onnxruntime:[1.29.0]",
            "com.microsoft.onnxruntime:onnxruntime_gpu:[1.29.0]")), banned.toString());
    }
}
