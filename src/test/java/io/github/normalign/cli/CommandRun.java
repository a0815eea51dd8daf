package io.github.normalign.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;

/** One run of the command line inside the test's process: exit code and what went to each stream. */
record CommandRun(int code, String out, String err) {

    static CommandRun of(Object... arguments) {
        StringWriter out = new StringWriter();
        CommandRun run = to(out, arguments);
        return new CommandRun(run.code(), out.toString(), run.err());
    }

    /** A run whose stdout is the test's own; {@link #out()} is empty. */
    static CommandRun to(Writer out, Object... arguments) {
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out), new PrintWriter(err),
            Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new CommandRun(code, "", err.toString());
    }

    /** The lines of stdout; a last line without content is not one. */
    List<String> lines() {
        return out.isEmpty() ? List.of() : List.of((out.endsWith("\n") ? out.substring(0, out.length() - 1) : out).split("\n", -1));
    }
}
