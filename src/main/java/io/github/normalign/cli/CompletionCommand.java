package io.github.normalign.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code normalign completion}: what makes a shell complete commands, options and file names. */
@Command(name = "completion", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Prints a script that makes bash or zsh complete normalign's commands, options, their values and file names.",
        "For one session: source <(normalign completion). For every session: keep the script in a file, and load that in ~/.bashrc "
        + "or ~/.zshrc by: source FILE."},
    footer = {"%nExamples:", "  normalign completion > normalign-completion.sh"})
final class CompletionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
        return ExitCode.DONE;
    }
}
