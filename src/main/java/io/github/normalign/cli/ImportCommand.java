package io.github.normalign.cli;

import io.github.normalign.firefox.FirefoxImport;
import io.github.normalign.firefox.FirefoxImporter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code normalign import}: models of other programs turned into model directories. */
@Command(name = "import", description = "Turn a model of another program into a model directory.",
    subcommands = ImportCommand.Firefox.class, mixinStandardHelpOptions = true,
    footer = {"%nExamples:", "  normalign import firefox --help"})
public final class ImportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say what to import: normalign import firefox --model FILE ...");
    }

    /** {@code normalign import firefox}. */
    @Command(name = "firefox", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Import a Firefox Translations model (Bergamot, Marian; MPL-2.0).",
            "Every input file may be gzipped. The lexical shortlist (lex.*.bin) is not needed."},
        footer = {"%nExamples:",
            "  normalign import firefox --model model.enpt.intgemm.alphas.bin.gz \\",
            "    --vocab vocab.enpt.spm.gz --source-lang en --target-lang pt --output en-pt"})
    static final class Firefox implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Option(names = "--model", required = true, paramLabel = "FILE",
            description = "Weights: model.XXYY.intgemm.alphas.bin or model.XXYY.intgemm8.bin.")
        private Path model;

        @ArgGroup(multiplicity = "1")
        private Vocabulary vocabulary;

        @Option(names = "--source-lang", required = true, paramLabel = "CODE", description = "Language of the source, such as en.")
        private String sourceLanguage;

        @Option(names = "--target-lang", required = true, paramLabel = "CODE", description = "Language of the target, such as pt.")
        private String targetLanguage;

        @Option(names = "--output", required = true, paramLabel = "DIR", description = "Model directory to make.")
        private Path output;

        @Option(names = "--force", description = "Replace a model that is in DIR; other files in it stay.")
        private boolean force;

        @Override
        public Integer call() {
            String done = FirefoxImporter.run(new FirefoxImport(
                model, vocabulary.source(), vocabulary.target(), sourceLanguage, targetLanguage, output, force));
            PrintWriter out = TerminalWriter.of(spec.commandLine().getOut());
            out.println(done);
            out.flush();
            return 0;
        }
    }

    /** One vocabulary for both sides, or one for each. */
    private static final class Vocabulary {

        @Option(names = "--vocab", required = true, paramLabel = "FILE",
            description = "SentencePiece model of both sides: vocab.XXYY.spm.")
        private Path both;

        @ArgGroup(exclusive = false, multiplicity = "1")
        private Pair pair;

        Path source() {
            return both != null ? both : pair.source;
        }

        Path target() {
            return both != null ? both : pair.target;
        }
    }

    /** Two vocabularies. */
    private static final class Pair {

        @Option(names = "--source-vocab", required = true, paramLabel = "FILE",
            description = "SentencePiece model of the source: srcvocab.XXYY.spm.")
        private Path source;

        @Option(names = "--target-vocab", required = true, paramLabel = "FILE",
            description = "SentencePiece model of the target: trgvocab.XXYY.spm.")
        private Path target;
    }
}
