package io.github.normalign.cli;

import io.github.normalign.error.NormalignException;
import io.github.normalign.model.InferenceEngine;
import io.github.normalign.model.ModelDirectory;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code normalign}: its subcommands, and how failures become messages and exit codes. */
@Command(name = "normalign", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    description = "Aligns the words of a parallel corpus with an ONNX translation model, by attention weights or vector "
        + "norms.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"%nExamples:", "  normalign compare", "  normalign align --help"},
    exitCodeList = {ExitCode.DONE_SAYS, ExitCode.FAILED_SAYS, ExitCode.USAGE_SAYS, ExitCode.SKIPPED_SAYS},
    subcommands = {AlignCommand.class, EvaluateCommand.class, CompareCommand.class, ExplainCommand.class, ViewCommand.class,
        ProjectCommand.class, SymmetrizeCommand.class, SelectCommand.class, InspectCommand.class, ImportCommand.class,
        BenchCommand.class, SchemaCommand.class, CompletionCommand.class, ManCommand.class})
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    @Section(Section.EVERYWHERE)
    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print the stack trace of a failure.")
    private boolean debug;

    @Section(Section.EVERYWHERE)
    @Option(names = {"-q", "--quiet"}, scope = ScopeType.INHERIT,
        description = "Say nothing of progress and of what is used. Warnings, lines left empty and failures are said all the same.")
    private boolean quiet;

    private Main() {
    }

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, arguments);
        System.exit(code);
    }

    /**
     * Runs one command without ending the process.
     *
     * @param out where results go
     * @param err where messages and progress go
     * @param arguments the command line
     * @return the exit code: 0 done, 1 failed, 2 usage, 3 done with skipped lines
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        TerminalWriter messages = TerminalWriter.of(err);
        Main main = new Main();
        CommandLine command = main.commandLine();
        command.setOut(out).setErr(messages)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(Path.class, new PathConverter())
            .setParameterExceptionHandler(Main::explainUsage)
            .setExecutionExceptionHandler((failure, failed, parsed) -> main.explain(failure, messages));
        int code;
        try {
            code = command.execute(arguments);
        } catch (Error failure) {
            // Errors pass by picocli's handler; the one to expect is a lack of memory.
            code = main.explain(failure, messages);
        }
        // Flushes, and finds a full disk or a reader that has gone; where the command failed, it has said why.
        if (out.checkError() && code != ExitCode.FAILED) {
            messages.println("normalign: stdout cannot be written: is the disk full, or has the program that reads it ended?");
            code = ExitCode.FAILED;
        }
        messages.flush();
        return code;
    }

    /** The commands with all that their help says. */
    static CommandSpec commands() {
        return new Main().commandLine().getCommandSpec();
    }

    private CommandLine commandLine() {
        CommandLine command = new CommandLine(this);
        complete(command);
        return command;
    }

    /** What the help of every command has, and would be said at each of them otherwise. */
    private static void complete(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        UsageMessageSpec help = command.getCommandSpec().usageMessage();
        help.exitCodeListHeading("%nExit status:%n");
        if (help.exitCodeList().isEmpty()) {
            help.exitCodeList(ExitCode.statuses());
        }
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpPage::options);
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, HelpPage::synopsis);
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpPage::commands);
        help.commandListHeading("%nCommands:%n");
        command.getSubcommands().values().forEach(Main::complete);
    }

    /** Whether {@code --quiet} was given, with whichever command. */
    static boolean isQuiet(CommandSpec command) {
        // normalign-spark has commands of its own, which are never quiet.
        return command.root().userObject() instanceof Main main && main.quiet;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? There are "
            + String.join(", ", spec.subcommands().keySet()) + ".");
    }

    /** The message alone: picocli's own handler prints the whole help below it, and the message scrolls away. */
    private static int explainUsage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println("normalign: " + UsageMessage.of(failure, List.of(arguments)));
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private int explain(Throwable failure, PrintWriter err) {
        if (debug) {
            failure.printStackTrace(err);
        }
        err.println("normalign: " + FailureMessage.of(failure));
        return ExitCode.FAILED;
    }

    /** The version in the jar's manifest, and those of what bugs may depend on. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            List<String> lines = new ArrayList<>();
            lines.add("normalign " + text());
            lines.add(engine());
            lines.add("Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
            Home.models().forEach(model -> lines.add("model " + described(model)));
            return lines.toArray(String[]::new);
        }

        static String text() {
            String version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "(not packaged)" : version;
        }

        private static String engine() {
            try {
                return InferenceEngine.version();
            } catch (LinkageError failure) {
                return "ONNX Runtime cannot be loaded: " + failure.getMessage();
            }
        }

        private static String described(Path model) {
            try {
                return model.getFileName() + " " + ModelDirectory.open(model).fingerprint();
            } catch (NormalignException unusable) {
                return model.getFileName() + " cannot be used: " + unusable.getMessage();
            }
        }
    }
}
