package io.github.normalign.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private OverwriteOption overwriteOption;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(folder);
        Map<OutputFile, ManPage> pages = new LinkedHashMap<>();
        collect(spec.root(), pages);
        List<OutputFile> outputs = List.copyOf(pages.keySet());
        overwriteOption.require(outputs, List.of());
        try (WholeFiles files = WholeFiles.open(outputs)) {
            pages.forEach((file, page) -> files.writer(file).write(page.text()));
            files.finish();
        }
        Notices.of(spec).println("normalign: " + pages.size() + " man pages in " + folder);
        return ExitCode.DONE;
    }

    private void collect(CommandSpec command, Map<OutputFile, ManPage> pages) {
        ManPage page = new ManPage(command, Main.Version.text());
        pages.put(new OutputFile("DIR", folder.resolve(page.name() + ".1")), page);
        Set<CommandLine> subcommands = new LinkedHashSet<>(command.subcommands().values());
        subcommands.forEach(subcommand -> collect(subcommand.getCommandSpec(), pages));
    }
}
