package io.github.normalign.report;

import com.google.common.collect.ImmutableList;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.error.CorpusException;
import io.github.normalign.evaluation.AlignmentScores;
import io.github.normalign.evaluation.ComparisonRow;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * The comparison as a CSV file: {@value #HEADER}, lines ended by LF.
 *
 * <p>{@code layer} from 1; {@code head} from 1, or {@code all} for the whole layer; {@code measure} weight or norm;
 * {@code reading} awi or awo; {@code rule} word or piece; {@code possible} is |P u S|; the last four in percent with two decimals
 * and a point, an empty cell where undefined. Lines are in the order of {@link ComparisonReport#rows}.
 *
 * <p>Names stand as they are, also those that a spreadsheet takes for a formula because they begin with {@code =}, {@code +},
 * {@code -} or {@code @}: the file is for programs, which find models by these names. Spreadsheets are to import it as text.
 */
public final class ComparisonCsv {

    /** The first line. Other programs parse it: it does not change. */
    public static final String HEADER =
        "model,layer,head,measure,reading,rule,pairs,links,sure,possible,precision,recall,f1,aer";

    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    private static final List<String> COLUMNS = List.of(HEADER.split(","));

    private ComparisonCsv() {
    }

    /**
     * Writes the header and a line for each row.
     *
     * @param report what was compared
     * @param out where to; not closed
     * @throws IOException if it cannot be written to
     */
    public static void write(ComparisonReport report, Appendable out) throws IOException {
        @SuppressWarnings("resource") // Closing the printer would close the caller's stream.
        CSVPrinter printer = new CSVPrinter(out, FORMAT);
        printer.printRecord(COLUMNS);
        for (ComparisonRow row : report.rows()) {
            AlignmentSetting setting = row.setting();
            AlignmentScores scores = row.scores();
            printer.printRecord(row.model(), setting.layer(), setting.heads(), setting.measure(), setting.reading(),
                setting.rule(), row.pairs(), scores.counts().links(), scores.counts().sure(), scores.counts().possible(),
                Percent.of(scores.precision(), ""), Percent.of(scores.recall(), ""), Percent.of(scores.f1(), ""),
                Percent.of(scores.aer(), ""));
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param in the file's text; not closed
     * @param name the file's name, for messages
     * @return the lines below the header, in the file's order
     * @throws CorpusException if the header, the number of cells or a value is none of ours; names the line, from 1
     * @throws IOException if it cannot be read
     */
    public static ImmutableList<ComparisonLine> read(Reader in, String name) throws IOException {
        @SuppressWarnings("resource") // Closing the parser would close the caller's stream.
        CSVParser parser = FORMAT.parse(in);
        ImmutableList.Builder<ComparisonLine> lines = ImmutableList.builder();
        boolean headed = false;
        long before = 0;
        try {
            for (CSVRecord cells : parser) {
                String place = name + ", line " + (before + 1) + ": ";
                before = parser.getCurrentLineNumber();
                if (headed) {
                    lines.add(line(cells, place));
                } else if (!cells.toList().equals(COLUMNS)) {
                    throw new CorpusException(place + "found '" + String.join(",", cells.toList()) + "', expected the header '"
                        + HEADER + "' that compare --csv writes.");
                }
                headed = true;
            }
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CSVException) {
                throw new CorpusException(name + ", line " + (before + 1) + ": the quotes of a CSV cell do not match.", e);
            }
            throw e.getCause();
        }
        if (!headed) {
            throw new CorpusException(name + ", line 1: found an empty file, expected the header '" + HEADER + "'.");
        }
        return lines.build();
    }

    private static ComparisonLine line(CSVRecord cells, String place) {
        if (cells.size() != COLUMNS.size()) {
            throw new CorpusException(place + "found " + cells.size() + " cells, expected " + COLUMNS.size() + ".");
        }
        try {
            AlignmentSetting setting = new AlignmentSetting(Integer.parseInt(cells.get(1)),
                HeadSelection.parse(cells.get(2)), named(Measure.values(), cells.get(3)),
                named(Reading.values(), cells.get(4)), named(WordRule.values(), cells.get(5)));
            return new ComparisonLine(cells.get(0), setting, Integer.parseInt(cells.get(6)), Long.parseLong(cells.get(7)),
                Long.parseLong(cells.get(8)), Long.parseLong(cells.get(9)), percent(cells.get(10)), percent(cells.get(11)),
                percent(cells.get(12)), percent(cells.get(13)));
        } catch (NumberFormatException e) {
            throw new CorpusException(place + "found something else where a number should be ("
                + e.getMessage() + ") in '" + String.join(",", cells.toList()) + "'.", e);
        } catch (IllegalArgumentException e) {
            throw new CorpusException(place + e.getMessage() + ".", e);
        }
    }

    private static OptionalDouble percent(String cell) {
        if (cell.isEmpty()) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(cell);
        if (!(value >= 0 && value <= 100)) {
            throw new IllegalArgumentException("found '" + cell + "', expected a percentage from 0 to 100 or an empty cell");
        }
        return OptionalDouble.of(value);
    }

    private static <T> T named(T[] values, String name) {
        return Stream.of(values).filter(value -> value.toString().equals(name)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("found '" + name + "', expected "
                + Arrays.stream(values).map(Object::toString).collect(Collectors.joining(" or "))));
    }
}
