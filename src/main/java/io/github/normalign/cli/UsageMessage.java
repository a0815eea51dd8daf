package io.github.normalign.cli;

import java.util.List;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;

/** What the user reads when the command line is wrong. */
final class UsageMessage {

    private static final String LABEL = "Error: ";

    private UsageMessage() {
    }

    /**
     * The sentence for a mistake, ours or picocli's.
     *
     * @param failure the mistake
     * @param arguments the command line
     */
    static String of(ParameterException failure, List<String> arguments) {
        String message = failure.getMessage();
        // With one of the two files picocli finds the other missing, and would have the user add to the mistake.
        boolean corpus = failure instanceof MutuallyExclusiveArgsException
            || failure instanceof MissingParameterException && (message.contains("--source=") || message.contains("--target="));
        if (corpus && has(arguments, "--input") && (has(arguments, "--source") || has(arguments, "--target"))) {
            boolean gold = failure.getCommandLine().getCommandSpec().findOption("--gold") != null;
            return "give either --input, or --source and --target" + (gold ? ", or --gold" : "");
        }
        return message.startsWith(LABEL) ? message.substring(LABEL.length()) : message;
    }

    private static boolean has(List<String> arguments, String option) {
        return arguments.stream().anyMatch(argument -> argument.equals(option) || argument.startsWith(option + "="));
    }
}
