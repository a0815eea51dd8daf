package io.github.normalign.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    exitCodeList = {ExitCode.DONE_SAYS, ExitCode.FAILED_SAYS, ExitCode.USAGE_SAYS, ExitCode.SKIPPED_SAYS},
    subcommands = {AlignCommand.class, EvaluateCommand.class, CompareCommand.class, ExplainCommand.class, ViewCommand.class,
        ProjectCommand.class, SymmetrizeCommand.class, SelectCommand.class, InspectCommand.class, ImportCommand.class,
        BenchCommand.class, SchemaCommand.class})
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print the stack trace of a failure.")
    private boolean debug;

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
        Main main = new Main();
        CommandLine command = new CommandLine(main);
        complete(command);
        command.setOut(out).setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(Path.class, new PathConverter())
            .setParameterExceptionHandler(Main::explainUsage)
            .setExecutionExceptionHandler((failure, failed, parsed) -> main.explain(failure, err));
        int code;
        try {
            code = command.execute(arguments);
        } catch (Error failure) {
            // Errors pass by picocli's handler; the one to expect is a lack of memory.
            code = main.explain(failure, err);
        }
        // Flushes, and finds a full disk or a reader that has gone; where the command failed, it has said why.
        if (out.checkError() && code != ExitCode.FAILED) {
            err.println("normalign: stdout cannot be written: is the disk full, or has the program that reads it ended?");
            code = ExitCode.FAILED;
        }
        err.flush();
        return code;
    }

    /** What the help of every command has, and would be said at each of them otherwise. */
    private static void complete(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        UsageMessageSpec help = command.getCommandSpec().usageMessage();
        help.exitCodeListHeading("%nExit status:%n");
        if (help.exitCodeList().isEmpty()) {
            help.exitCodeList(ExitCode.statuses());
        }
        command.getSubcommands().values().forEach(Main::complete);
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

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"normalign " + text()};
        }

        static String text() {
            String version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "(not packaged)" : version;
        }
    }
}
