package io.github.normalign.cli;

import com.google.common.collect.Sets;
import io.github.normalign.alignment.Alignment;
import io.github.normalign.alignment.Symmetrization;
import io.github.normalign.corpus.LineReader;
import io.github.normalign.corpus.ParallelReader;
import io.github.normalign.error.CorpusException;
import io.github.normalign.format.PharaohFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code normalign symmetrize}: one alignment file from those of two directions, line by line. */
@Command(name = "symmetrize", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Combines the alignments of two directions into one.",
    description = {"%nReads links i-j, one line a sentence pair, and writes those that the method keeps. Output line i belongs to"
        + " line i of both files; a line without links in both gives an empty line. Scores (i-j:score) are dropped: a link that"
        + " two directions agree on has no one score. Words may be numbered from 0 or from 1, the same in both files; the output"
        + " numbers them as they do.",
        "%nMethods:",
        "  intersection          links in both files",
        "  union                 links in either file",
        "  grow-diag             Moses' symal: the intersection, and links of the union",
        "                        beside or diagonal to a kept one where one of the two",
        "                        words has no link yet",
        "  grow-diag-final       then links anywhere where one of the words has none,",
        "                        FORWARD's first",
        "  grow-diag-final-and   or only those where both words have none",
        "  lilt-grow-diag        lilt/alignment-scripts, as in awesome-align's tables:",
        "                        as grow-diag, where both words have no link yet",
        "  lilt-grow-diag-final  then links anywhere where both words have none",
        "fast_align's atools grows by a third rule under Moses' names; its results differ in a few links."},
    footer = {"%nExamples:",
        "  normalign symmetrize forward.links reverse.links \\",
        "    --method grow-diag-final-and -o both.links"},
    exitCodeList = {ExitCode.DONE_SAYS, "1:a file cannot be read, or the files differ in their number of lines;"
        + " no file is written then", ExitCode.USAGE_SAYS})
final class SymmetrizeCommand implements Callable<Integer> {

    /** Lines between two looks at whether the output can still be written. */
    private static final int FLUSH_LINES = 4096;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FORWARD", description = "Links of the forward direction, source-target.")
    private Path forward;

    @Parameters(index = "1", paramLabel = "REVERSE",
        description = "Links of the reverse direction as its model wrote them, target-source: they are turned round.")
    private Path reverse;

    @Option(names = "--method", required = true, paramLabel = "NAME", converter = MethodConverter.class,
        description = "One of the methods above.")
    private Symmetrization method;

    @Option(names = "--same-direction", description = "REVERSE is source-target already, as FORWARD is.")
    private boolean sameDirection;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE|-", description = "Where links go. Default, and -: stdout.")
    private Path output;

    @Mixin
    private OverwriteOption overwriteOption;

    private long lines;
    private long sharedAsRead;
    private long sharedOtherwise;

    @Override
    public Integer call() throws IOException {
        Optional<OutputFile> file = OutputFile.unlessStdout("-o", output);
        overwriteOption.require(file.stream().toList(), List.of(forward, reverse));
        // A pipe can be read only once: there a difference shows at the end.
        if (Files.isRegularFile(forward) && Files.isRegularFile(reverse)) {
            ParallelReader.requireSameLineCount(forward, reverse);
        }
        try (LineReader first = LineReader.openByName(forward); LineReader second = LineReader.openByName(reverse);
                LineOutput out = LineOutput.open(file, spec.commandLine().getOut())) {
            combineAll(first, second, out);
            if (first.hasNext() || second.hasNext()) {
                throw new CorpusException("the files differ in their number of lines: " + forward + " has " + count(first) + ", "
                    + reverse + " has " + count(second) + "; line i of one must belong to line i of the other. "
                    + (file.isEmpty() ? "The first " + lines + " were written" : "Nothing was written"));
            }
            out.finish();
        }
        if (sharedOtherwise > sharedAsRead) {
            spec.commandLine().getErr().println("normalign: note: " + forward + " and " + reverse + " share " + sharedAsRead
                + " links, and would share " + sharedOtherwise + (sameDirection
                ? " if the second were turned round: is it target-source? Then leave out --same-direction."
                : " if the second were not turned round: is it source-target already? Then use --same-direction."));
        }
        return ExitCode.DONE;
    }

    private void combineAll(LineReader first, LineReader second, LineOutput output) throws IOException {
        PrintWriter out = output.writer();
        while (first.hasNext() && second.hasNext()) {
            Alignment links = PharaohFormat.alignment(first.next());
            Alignment written = PharaohFormat.alignment(second.next());
            Alignment turned = written.swapped();
            sharedAsRead += shared(links, sameDirection ? written : turned);
            sharedOtherwise += shared(links, sameDirection ? turned : written);
            out.print(PharaohFormat.line(method.combine(links, sameDirection ? written : turned)));
            out.print('\n');
            lines++;
            if (lines % FLUSH_LINES == 0) {
                output.flush();
            }
        }
        output.flush();
    }

    private static int shared(Alignment one, Alignment other) {
        return Sets.intersection(one.links(), other.links()).size();
    }

    /** All lines of a file, of which as many as were combined are read already. */
    private long count(LineReader rest) {
        long count = lines;
        for (; rest.hasNext(); count++) {
            rest.next();
        }
        return count;
    }

    /** Reads a method's name: picocli's own converter would offer the constants' names beside it. */
    private static final class MethodConverter implements ITypeConverter<Symmetrization> {
        @Override
        public Symmetrization convert(String value) {
            try {
                return Symmetrization.parse(value);
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException(unknown.getMessage());
            }
        }
    }
}
