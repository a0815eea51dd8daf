package io.github.normalign.cli;

import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine.Model.CommandSpec;

/** Where things are said that need nobody's attention: what is used, and how far the work is. With {@code --quiet} nowhere. */
final class Notices {

    private Notices() {
    }

    /** Stderr, or nowhere. Warnings, lines that are left empty and failures go to stderr always, and not by way of this. */
    static PrintWriter of(CommandSpec command) {
        return Main.isQuiet(command) ? new PrintWriter(Writer.nullWriter()) : command.commandLine().getErr();
    }
}
