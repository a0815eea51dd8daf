package io.github.normalign.cli;

import com.google.common.base.Throwables;
import io.github.normalign.error.NormalignException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.SparkException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What spark-submit starts. */
public final class SparkMain {

    private SparkMain() {
    }

    /**
     * Aligns a corpus; ends the process only where it failed, for a driver must be let end by itself.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        int code = run(new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8), arguments);
        if (code != ExitCode.DONE) {
            System.exit(code);
        }
    }

    /**
     * Aligns a corpus without ending the process.
     *
     * @param out where help goes
     * @param err where messages go
     * @param arguments the command line
     * @return the exit code: 0 done, 1 failed, 2 usage
     */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine command = SparkCommand.commandLine().setOut(out).setErr(err)
            .setParameterExceptionHandler((failure, given) -> explainUsage(failure, given, err))
            .setExecutionExceptionHandler((failure, failed, parsed) -> {
                if (failure instanceof ParameterException usage) {
                    return explainUsage(usage, arguments, err);
                }
                if (((SparkCommand) failed.getCommand()).debug()) {
                    failure.printStackTrace(err);
                }
                err.println("normalign: " + explain(failure));
                return ExitCode.FAILED;
            });
        return command.execute(arguments);
    }

    private static int explainUsage(ParameterException failure, String[] arguments, PrintWriter err) {
        err.println("normalign: " + UsageMessage.of(failure, List.of(arguments)));
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try '--help'.");
        return ExitCode.USAGE;
    }

    /** Of a failed task, what it said itself: Spark wraps it in what the scheduler did about it. */
    static String explain(Exception failure) {
        List<Throwable> chain = Throwables.getCausalChain(failure);
        for (Throwable cause : chain) {
            if (cause instanceof NormalignException) {
                return cause.getMessage();
            }
        }
        if (failure instanceof SparkException) {
            // The outermost says "Job aborted.", the innermost why; the rest of its message is stack traces.
            String root = String.valueOf(chain.get(chain.size() - 1).getMessage());
            return "Spark gave up: " + root.lines().findFirst().orElse("it does not say why") + "; run again with --debug for all"
                + " that it says";
        }
        return FailureMessage.of(failure);
    }
}
