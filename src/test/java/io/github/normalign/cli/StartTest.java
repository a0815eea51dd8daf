package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path home = Files.createDirectories(folder.resolve("a home/lib")).getParent();
        Files.createFile(home.resolve("lib/normalign.jar"));
        Path launcher = Files.copy(Path.of("normalign"), home.resolve("normalign"));
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n[ \"$1\" = -version ] || env\n");
        assertTrue(java.toFile().setExecutable(true));
        ProcessBuilder start = new ProcessBuilder("sh", launcher.toString(), "inspect", "model").redirectErrorStream(true);
        start.environment().remove(SWITCH);
        start.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        Process process = start.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.lines().anyMatch((SWITCH + "=1")::equals), output);
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
