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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
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
        + " nothing is written then, unless one is a pipe", ExitCode.USAGE_SAYS})
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

    private long lines;
    private long sharedAsRead;
    private long sharedOtherwise;

    @Override
    public Integer call() throws IOException {
        if (output != null && output.toString().equals("-")) {
            output = null;
        }
        if (output != null) {
            OutputFile file = new OutputFile("-o", output);
            file.requireNoneOf(List.of(forward, reverse), spec);
            file.requireFolder();
        }
        // A pipe can be read only once: there a difference shows at the end.
        if (Files.isRegularFile(forward) && Files.isRegularFile(reverse)) {
            ParallelReader.requireSameLineCount(forward, reverse);
        }
        try (LineReader first = LineReader.openByName(forward); LineReader second = LineReader.openByName(reverse)) {
            if (output == null) {
                combineAll(first, second, spec.commandLine().getOut());
            } else {
                try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(output, StandardCharsets.UTF_8))) {
                    combineAll(first, second, out);
                }
            }
        }
        if (sharedOtherwise > sharedAsRead) {
            spec.commandLine().getErr().println("normalign: note: " + forward + " and " + reverse + " share " + sharedAsRead
                + " links, and would share " + sharedOtherwise + (sameDirection
                ? " if the second were turned round: is it target-source? Then leave out --same-direction."
                : " if the second were not turned round: is it source-target already? Then use --same-direction."));
        }
        return ExitCode.DONE;
    }

    private void combineAll(LineReader first, LineReader second, PrintWriter out) throws IOException {
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
                requireWritable(out);
            }
        }
        requireWritable(out);
        if (first.hasNext() || second.hasNext()) {
            throw new CorpusException("the files differ in their number of lines: " + forward + " has " + count(first) + ", "
                + reverse + " has " + count(second) + "; line i of one must belong to line i of the other. The first " + lines
                + (output == null ? " were written" : " are in " + output));
        }
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

    /** Flushes too: a full disk or a closed pipe ends the work here and not after the last line. */
    private void requireWritable(PrintWriter out) throws IOException {
        if (out.checkError()) {
            throw new IOException((output == null ? "stdout" : output.toString()) + " cannot be written any further");
        }
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
