package io.github.normalign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectCommandTest {

    private static final Path MODEL = Path.of("onnx-models/en-pt");
    private static final Path REVERSE = Path.of("onnx-models/pt-en");
    private static final String OBJECT = "{\"source\":\"the white house\",\"target\":\"a casa branca\",\"spans\":"
        + "[{\"start\":4,\"end\":9,\"label\":\"colour\"}]";

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private CommandRun project(String source, String target, String links, Object... more) throws IOException {
        Object[] arguments = new Object[7 + more.length];
        System.arraycopy(new Object[] {"project", "--source", file("s", source), "--target", file("t", target), "--alignment",
            file("a", links)}, 0, arguments, 0, 7);
        System.arraycopy(more, 0, arguments, 7, more.length);
        return CommandRun.of(arguments);
    }

    @Test
    void tagsGoToTheTranslationLineForLine() throws IOException {
        assertEquals(new CommandRun(ExitCode.DONE, "a casa <b>branca</b>\n\nR&amp;D\nsem tags\n", ""),
            project("the <b>white</b> house\n\nR&D\nno tags\n", "a casa branca\n\nR&D\nsem tags\n", "0-0 1-2 2-1\n\n0-0\n\n"));
    }

    @Test
    void theReadmesExampleIsTrue() throws IOException {
        Path source = file("tagged.en", "the <b>white</b> house\nClick <g id=\"1\">here</g>.<x id=\"2\"/>\n");
        Path target = file("plain.pt", "a casa branca\nClique aqui.\n");
        CommandRun run = CommandRun.of("project", "--source", source, "--target", target, "--model", MODEL, "--reverse-model",
            REVERSE);
        assertEquals("a casa <b>branca</b>\nClique <g id=\"1\">aqui</g>.<x id=\"2\"/>\n", run.out());
        assertEquals(ExitCode.DONE, run.code(), run.err());
        assertTrue(run.err().startsWith("normalign: en-pt (en to pt) and pt-en (pt to en), "), run.err());
        Path spans = file("spans.jsonl", OBJECT + "}\n");
        assertEquals(OBJECT + ",\"target_spans\":[{\"start\":7,\"end\":13,\"label\":\"colour\"}]}\n",
            CommandRun.of("project", "--jsonl", spans, "--model", MODEL, "--reverse-model", REVERSE).out());
    }

    @Test
    void aModelAlignsWhatHasNoLinksAndNothingElse() throws IOException {
        Path source = file("s", "<b>the</b> white house\n\n<b>x</b>\nplain\n" + "<i>the</i> " + "big ".repeat(1200) + "\n");
        Path target = file("t", "a casa branca\n\n\ntexto\n" + "a grande " + "grande ".repeat(1200) + "\n");
        CommandRun run = CommandRun.of("project", "--source", source, "--target", target, "--model", MODEL);
        assertEquals(List.of("<b>a</b> casa branca", "", "<b></b>", "texto"), run.lines().subList(0, 4));
        assertEquals("a grande " + "grande ".repeat(1200), run.lines().get(4), "longer than the model allows, and not lost");
        assertEquals(ExitCode.SKIPPED, run.code());
        assertTrue(run.err().contains(source + ":5: ") && run.err().contains("; written without tags"), run.err());
        assertTrue(run.err().contains("1 line was written without tags, 4 projected"), run.err());
        assertTrue(run.err().contains("note: 1 element stands empty: no target word"), run.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a <b>b      | 0-0 | s:1: column 3: <b> is not closed; expected </b>",
        "<b><i>a</b> | 0-0 | s:1: column 8: found </b>, expected </i>, because <i> at column 4 is open",
        "a <b>b</b>  | 0-3 | a:1: found link 0-3, but the pair has 2 source and 3 target words",
        "a <b>b</b>  | 2-0 | a:1: found link 2-0, but the pair has 2 source and 3 target words",
        "a <b>b</b>  | x   | a:1: found 'x', expected a link i-j"})
    void aLineThatIsWrongIsNamedAndItsTranslationWrittenWithoutTags(String source, String links, String message)
            throws IOException {
        CommandRun run = project(source + "\n<b>a</b> b\n", "c & d\ne f\n", links + "\n0-1\n");
        assertEquals("c &amp; d\ne <b>f</b>\n", run.out());
        assertEquals(ExitCode.SKIPPED, run.code());
        assertTrue(run.err().contains(message) && run.err().contains("; written without tags\n")
            && run.err().endsWith("1 line was written without tags, 1 projected\n"), run.err());
    }

    @Test
    void linesThatAreNoTextAreNamedToo() throws IOException {
        Path source = Files.write(folder.resolve("s"), "<b>\u00ff</b>\n<b>a</b>\n".getBytes(StandardCharsets.ISO_8859_1));
        Path target = Files.write(folder.resolve("t"), "b\n\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
        CommandRun run = CommandRun.of("project", "--source", source, "--target", target, "--alignment", file("a", "0-0\n0-0\n"));
        assertEquals(new CommandRun(ExitCode.SKIPPED, "b\n\n", run.err()), run);
        assertTrue(run.err().contains(source + ":1: invalid UTF-8") && run.err().contains(target + ":2: invalid UTF-8"), run.err());
    }

    @Test
    void optionsSayHowTagsAreReadAndWritten() throws IOException {
        assertEquals("<b>ne</b> <i>va</i> <b>pas</b>\n",
            project("do <b>not</b> <i>go</i>\n", "ne va pas\n", "1-0 1-2 2-1\n", "--split", "b,u").out());
        assertEquals("<b>a & b &lt;c></b>\n", project("<b>x</b>\n", "a & b <c>\n", "0-2\n", "--literal").out());
        assertEquals("b {1}a\n", project("{1}a b\n", "b a\n", "0-1 1-0\n", "--placeholder", "\\{\\d+\\}").out());
    }

    @Test
    void wordsCutElsewhereAreFoundInTheText() throws IOException {
        Path words = file("words", "现在 点击 这里\n");
        Path english = file("en", "click here now .\n");
        assertEquals("现在点击<b>这里</b>\n", project("click <b>here</b> now.\n", "现在点击这里\n", "0-1 1-2 2-0\n", "--target-words",
            words, "--source-words", english).out());
        CommandRun run = project("click <b>here</b>\n", "现在点击那里\n", "0-1 1-2\n", "--target-words", words);
        assertEquals("现在点击那里\n", run.out());
        assertTrue(run.err().contains(words + ":1: word 2 is '这里', but the text goes on with '那里'"), run.err());
    }

    @Test
    void stripWritesTheTextThatAnAlignerReads() throws IOException {
        CommandRun run = CommandRun.of("project", "--strip", "--source", file("s", "a <b>b</b>c<x/> &lt;\n\n<b>x\n"), "-o",
            folder.resolve("out"));
        assertEquals("a bc <\n\n<b>x\n", Files.readString(folder.resolve("out")));
        assertEquals(ExitCode.SKIPPED, run.code());
        assertTrue(run.err().contains("s:3: column 1: <b> is not closed"), run.err());
        assertTrue(run.err().contains("; written as found\n")
            && run.err().endsWith("1 line was written as found, 2 stripped\n"), run.err());
    }

    @Test
    void taggedTextMayComeFromAPipe() {
        InputStream in = System.in;
        try {
            System.setIn(new ByteArrayInputStream("the <b>white</b> house\n".getBytes(StandardCharsets.UTF_8)));
            assertEquals(new CommandRun(ExitCode.DONE, "the white house\n", ""),
                CommandRun.of("project", "--source", "-", "--strip"));
        } finally {
            System.setIn(in);
        }
    }

    @Test
    void objectsWithSpansGetThoseOfTheTarget() throws IOException {
        String linked = OBJECT + ",\"links\":\"0-0 1-2 2-1\"";
        String colour = ",\"target_spans\":[{\"start\":7,\"end\":13,\"label\":\"colour\"}]}\n";
        assertEquals(new CommandRun(ExitCode.DONE, linked + colour + "\n", ""),
            CommandRun.of("project", "--jsonl", file("j", linked + "}\n\n")));
        assertEquals(OBJECT + colour, CommandRun.of("project", "--jsonl", file("j", OBJECT + "}\n"), "--alignment",
            file("a", "1-2\n")).out());
        CommandRun gap = CommandRun.of("project", "--jsonl", file("j", OBJECT + "}\n"), "--alignment", file("a", "0-0 2-2\n"));
        assertEquals(OBJECT + ",\"target_spans\":[{\"start\":2,\"end\":6,\"label\":\"colour\"}]}\n", gap.out(), "what is between");
        CommandRun none = CommandRun.of("project", "--jsonl", file("j", OBJECT + "}\n"), "--alignment", file("a", "0-0 2-1\n"));
        assertEquals(OBJECT + ",\"target_spans\":[{\"start\":null,\"end\":null,\"label\":\"colour\"}]}\n", none.out());
        assertTrue(none.err().contains("note: 1 span has no target span: no target word"), none.err());
    }

    @Test
    void offsetsCountCodePointsOrUnits() throws IOException {
        String object = "{\"source\":\"\uD83D\uDE00 b\",\"target\":\"c \uD83D\uDE00\uD83D\uDE00\",\"links\":[[0,1]],\"spans\":"
            + "[{\"start\":0,\"end\":END}]";
        String points = object.replace("END", "1");
        assertEquals(points + ",\"target_spans\":[{\"start\":2,\"end\":4}]}\n",
            CommandRun.of("project", "--jsonl", file("j", points + "}\n")).out());
        String units = object.replace("END", "2");
        assertEquals(units + ",\"target_spans\":[{\"start\":2,\"end\":6}]}\n",
            CommandRun.of("project", "--jsonl", file("j", units + "}\n"), "--offsets", "UTF16").out());
    }

    @Test
    void objectsThatAreWrongStayAsTheyAreAndStdinIsRead() throws IOException {
        String bad = "{\"source\": 1}\nno json\n" + OBJECT + "}\n";
        InputStream in = System.in;
        try {
            System.setIn(new ByteArrayInputStream(bad.getBytes(StandardCharsets.UTF_8)));
            CommandRun run = CommandRun.of("project", "--jsonl", "-");
            assertEquals(new CommandRun(ExitCode.SKIPPED, bad, run.err()), run);
            assertTrue(run.err().contains("<stdin>:1: \"source\": found 1") && run.err().contains("<stdin>:2: it is not JSON")
                && run.err().contains("<stdin>:3: found no \"links\""), run.err());
        } finally {
            System.setIn(in);
        }
    }

    @Test
    void filesThatDifferInTheirLinesAreRefusedBeforeAnyWork() throws IOException {
        CommandRun run = project("a\nb\n", "a\n", "0-0\n0-0\n");
        assertEquals(new CommandRun(ExitCode.FAILED, "", run.err()), run);
        assertTrue(run.err().contains("the files differ in their number of lines"), run.err());
        run = project("a\nb\n", "a\nb\n", "0-0\n");
        assertEquals(new CommandRun(ExitCode.FAILED, "", run.err()), run);
    }

    @Test
    void anInputIsNotOverwritten() throws IOException {
        CommandRun run = project("a\n", "b\n", "0-0\n", "-o", folder.resolve("t"));
        assertEquals(ExitCode.USAGE, run.code());
        assertEquals("b\n", Files.readString(folder.resolve("t")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--source s", "--source s --target t", "--target t --model m", "--jsonl j --source s",
        "--jsonl j --strip", "--source s --strip --target t", "--source s --target t --alignment a --model m",
        "--source s --target t --alignment a --layer 1", "--source s --target t --alignment a --reverse-model m",
        "--jsonl j --split b", "--jsonl j --literal", "--source s --target t --alignment a --offsets utf16",
        "--jsonl j --offsets bytes", "--source s --target t --alignment a --placeholder (", "--jsonl j --alignment a --model m"})
    void wrongUsageIsExitStatusTwo(String options) {
        CommandRun run = CommandRun.of((Object[]) ("project " + options).strip().split(" "));
        assertEquals(ExitCode.USAGE, run.code(), run.err());
        assertTrue(run.err().startsWith("normalign: ") && run.err().endsWith("Try 'normalign project --help'.\n"), run.err());
    }

    @Test
    void helpHasExamplesAndTheExitStatus() {
        String help = CommandRun.of("project", "--help").out();
        assertTrue(help.contains("normalign project --source tagged.en --strip > plain.en")
            && help.contains("written without tags"), help);
    }
}
