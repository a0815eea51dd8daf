package io.github.normalign.cli;

import io.github.normalign.format.JsonLinesFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code normalign schema}: what the lines of {@code align --jsonl} hold. */
@Command(name = "schema", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Prints the JSON Schema (draft 2020-12) of the lines that 'normalign align --jsonl' writes; it says what each "
        + "key means.",
    footer = {"%nExamples:", "  normalign schema > alignment.schema.json"})
final class SchemaCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(JsonLinesFormat.schema());
        return ExitCode.DONE;
    }
}
