package io.github.normalign.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code normalign man}: the help of all commands as man pages. */
@Command(name = "man", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Writes man pages, one for each command, into a folder: normalign.1, normalign-align.1 and so on. Release zips "
        + "hold them in man.", "In ~/.local/share/man/man1 'man normalign' finds them on most systems."},
    footer = {"%nExamples:", "  normalign man man1", "Then 'man man1/normalign-align.1' shows one."})
final class ManCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Where the pages go; made if it is not there.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(folder);
        int pages = write(spec.root());
        Notices.of(spec).println("normalign: " + pages + " man pages in " + folder);
        return ExitCode.DONE;
    }

    private int write(CommandSpec command) throws IOException {
        ManPage page = new ManPage(command, Main.Version.text());
        Files.writeString(folder.resolve(page.name() + ".1"), page.text(), StandardCharsets.UTF_8);
        int pages = 1;
        Set<CommandLine> subcommands = new HashSet<>(command.subcommands().values());
        for (CommandLine subcommand : subcommands) {
            pages += write(subcommand.getCommandSpec());
        }
        return pages;
    }
}
