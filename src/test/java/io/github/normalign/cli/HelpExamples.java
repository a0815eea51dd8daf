package io.github.normalign.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The examples in the help of all commands, and a program that runs them in the folder that it is started in: a Java program
 * cannot change its own, and the examples name files beside them.
 */
final class HelpExamples {

    /** Where the program leaves what became of the examples. */
    static final String RESULTS = "results.json";

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|([^\\s\"']+)");

    private HelpExamples() {
    }

    /** The examples by command, such as {@code normalign align}; every command is there. */
    static Map<String, List<String>> all() {
        Map<String, List<String>> examples = new LinkedHashMap<>();
        collect(Main.commands(), examples);
        return examples;
    }

    /** All examples in the order of the commands, each once. */
    static List<String> distinct() {
        return all().values().stream().flatMap(List::stream).distinct().toList();
    }

    private static void collect(CommandSpec command, Map<String, List<String>> examples) {
        examples.put(command.qualifiedName(), ofFooter(footer(command)));
        command.subcommands().values().forEach(each -> collect(each.getCommandSpec(), examples));
    }

    /** The lines at the end of a command's help. */
    static List<String> footer(CommandSpec command) {
        return Stream.of(command.usageMessage().footer()).flatMap(line -> String.format(line).lines()).toList();
    }

    /** Indented lines; those that end in a backslash go on in the next. */
    private static List<String> ofFooter(List<String> footer) {
        List<String> examples = new ArrayList<>();
        String begun = "";
        for (String line : footer) {
            if (line.startsWith("  ")) {
                begun += line.strip();
                if (begun.endsWith("\\")) {
                    begun = begun.substring(0, begun.length() - 1);
                } else {
                    examples.add(begun);
                    begun = "";
                }
            }
        }
        return examples;
    }

    /** Runs all examples, one after the other, as a shell would. */
    public static void main(String[] arguments) throws IOException {
        JsonArray results = new JsonArray();
        for (String example : distinct()) {
            long start = System.nanoTime();
            CommandRun run = run(example);
            JsonObject result = new JsonObject();
            result.addProperty("example", example);
            result.addProperty("code", run.code());
            result.addProperty("err", run.err());
            result.addProperty("milliseconds", (System.nanoTime() - start) / 1_000_000);
            results.add(result);
        }
        Files.writeString(Path.of(RESULTS), results.toString());
    }

    /** What shells do with {@code echo TEXT | normalign ARGUMENTS > FILE}; the parts but normalign may be missing. */
    private static CommandRun run(String example) throws IOException {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(example);
        while (matcher.find()) {
            words.add(Stream.of(1, 2, 3).map(matcher::group).filter(word -> word != null).findFirst().orElseThrow());
        }
        InputStream stdin = System.in;
        if (words.get(0).equals("echo") && words.get(2).equals("|")) {
            System.setIn(new ByteArrayInputStream((words.get(1) + "\n").getBytes(StandardCharsets.UTF_8)));
            words = words.subList(3, words.size());
        }
        if (!words.get(0).equals("normalign")) {
            throw new IllegalArgumentException("what is to be run by: " + example);
        }
        Path stdout = null;
        int end = words.size();
        if (end > 2 && words.get(end - 2).equals(">")) {
            stdout = Path.of(words.get(end - 1));
            end -= 2;
        }
        CommandRun run = CommandRun.of(words.subList(1, end).toArray());
        System.setIn(stdin);
        if (stdout != null) {
            Files.writeString(stdout, run.out());
        }
        return run;
    }
}
