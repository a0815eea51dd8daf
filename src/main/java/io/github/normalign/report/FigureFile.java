package io.github.normalign.report;

import io.github.normalign.analysis.AttentionSummary;
import io.github.normalign.analysis.CategoryFigures;
import io.github.normalign.analysis.MeasureContest;
import io.github.normalign.analysis.WordFigures;
import io.github.normalign.attention.HeadSelection;
import io.github.normalign.attention.Measure;
import io.github.normalign.attention.Reading;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.WordRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The figures of the page as CSV files, beside that of {@link ComparisonCsv}: what is drawn, in full. Lines end with LF; a cell is
 * empty where a value is undefined; AER and shares are in percent with two decimals, means have six significant digits.
 * Names and words stand as they are, as in {@link ComparisonCsv}: those that begin with {@code =} are formulas to a spreadsheet
 * that is not told to import text.
 */
public enum FigureFile {
    /** 95 % intervals of the error rates in the tables: every whole layer, the best head of each layer. */
    INTERVALS("model,layer,head,measure,reading,rule,aer,low,high"),
    /** The best norms against the best weights, whole layers and single heads: AER of the norms minus that of the weights. */
    CONTESTS("model,rule,heads,weight_layer,weight_head,weight_reading,norm_layer,norm_head,norm_reading,difference,low,high"),
    /** Mean norm and AER (word rule) of each head and of each whole layer. */
    HEADS("model,layer,head,reading,mean_norm,aer_norm,aer_weight"),
    /** What attention falls on, see {@link CategoryFigures}. */
    ATTENTION("model,layer,head,category,positions,position_share,weight_share,norm_share,mean_weight,mean_vector,mean_norm"),
    /** Every source word with its mean ||f(x)|| in each layer, the mean of the heads. */
    WORDS("model,word,category,count,occurrences,layer,mean_vector"),
    /** Spearman's rank correlations: mean norm with AER over heads, ||f(x)|| with frequency over words. */
    CORRELATIONS("model,of,layer,head,reading,points,spearman");

    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    private final String header;

    FigureFile(String header) {
        this.header = header;
    }

    /**
     * The first line.
     *
     * @return column names with commas
     */
    public String header() {
        return header;
    }

    /** What comes behind the prefix in the file's name, such as {@code intervals.csv}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT) + ".csv";
    }

    /**
     * Writes the header and the lines of every model that has an analysis.
     *
     * @param report what was compared
     * @param out where to; not closed
     * @throws IOException if it cannot be written to
     */
    public void write(ComparisonReport report, Appendable out) throws IOException {
        @SuppressWarnings("resource") // Closing the printer would close the caller's stream.
        CSVPrinter printer = new CSVPrinter(out, FORMAT);
        printer.printRecord((Object[]) header.split(","));
        for (ModelResults results : report.results()) {
            if (results.analysis().isPresent()) {
                for (List<Object> line : lines(results, results.analysis().get().attention())) {
                    printer.printRecord(line);
                }
            }
        }
    }

    private List<List<Object>> lines(ModelResults results, AttentionSummary attention) {
        return switch (this) {
            case INTERVALS -> intervals(results);
            case CONTESTS -> contests(results);
            case HEADS -> heads(results, attention);
            case ATTENTION -> attention(results, attention);
            case WORDS -> words(results, attention);
            case CORRELATIONS -> correlations(results, attention);
        };
    }

    private static List<List<Object>> intervals(ModelResults results) {
        List<List<Object>> lines = new ArrayList<>();
        results.intervals().intervals().forEach((setting, interval) -> lines.add(List.of(name(results), setting.layer(),
            setting.heads(), setting.measure(), setting.reading(), setting.rule(),
            Percent.of(results.row(setting).scores().aer(), ""), Percent.of(interval.low()), Percent.of(interval.high()))));
        return lines;
    }

    private static List<List<Object>> contests(ModelResults results) {
        List<List<Object>> lines = new ArrayList<>();
        for (MeasureContest contest : results.intervals().contests()) {
            AlignmentSetting weight = contest.weight();
            AlignmentSetting norm = contest.norm();
            lines.add(List.of(name(results), weight.rule(), weight.heads().numbers().isEmpty() ? "all" : "single", weight.layer(),
                weight.heads(), weight.reading(), norm.layer(), norm.heads(), norm.reading(),
                Percent.of(contest.difference().value()), Percent.of(contest.difference().interval().low()),
                Percent.of(contest.difference().interval().high())));
        }
        return lines;
    }

    private static List<List<Object>> heads(ModelResults results, AttentionSummary attention) {
        List<List<Object>> lines = new ArrayList<>();
        for (int layer = 1; layer <= results.layers(); layer++) {
            for (HeadSelection heads : results.columns().toList()) {
                for (Reading reading : Reading.values()) {
                    lines.add(List.of(name(results), layer, heads, reading, number(attention.meanNorm(layer, heads, reading)),
                        aer(results, layer, heads, Measure.NORM, reading), aer(results, layer, heads, Measure.WEIGHT, reading)));
                }
            }
        }
        return lines;
    }

    private static String aer(ModelResults results, int layer, HeadSelection heads, Measure measure, Reading reading) {
        return Percent.of(results.row(layer, heads, measure, reading, WordRule.WORD).scores().aer(), "");
    }

    private static List<List<Object>> attention(ModelResults results, AttentionSummary attention) {
        List<List<Object>> lines = new ArrayList<>();
        for (int layer = 1; layer <= results.layers(); layer++) {
            for (HeadSelection heads : results.columns().toList()) {
                for (CategoryFigures figures : attention.categories(layer, heads)) {
                    lines.add(List.of(name(results), layer, heads, figures.category(), figures.positions(),
                        Percent.of(figures.positionShare()), Percent.of(figures.weightShare()), Percent.of(figures.normShare(), ""),
                        number(figures.weight()), number(figures.vector()), number(figures.norm())));
                }
            }
        }
        return lines;
    }

    private static List<List<Object>> words(ModelResults results, AttentionSummary attention) {
        List<List<Object>> lines = new ArrayList<>();
        for (WordFigures word : attention.words()) {
            for (int layer = 1; layer <= results.layers(); layer++) {
                lines.add(List.of(name(results), word.word(), word.category(), word.count(), word.occurrences(), layer,
                    number(OptionalDouble.of(attention.vector(word, layer, HeadSelection.ALL)))));
            }
        }
        return lines;
    }

    private static List<List<Object>> correlations(ModelResults results, AttentionSummary attention) {
        List<List<Object>> lines = new ArrayList<>();
        for (Reading reading : Reading.values()) {
            NormAgainstAer points = NormAgainstAer.of(results, attention, reading);
            lines.add(List.of(name(results), "mean_norm_and_aer", "", "", reading, points.heads().size(),
                coefficient(points.spearman())));
        }
        for (int layer = 1; layer <= results.layers(); layer++) {
            for (HeadSelection heads : results.columns().toList()) {
                lines.add(List.of(name(results), "vector_and_frequency", layer, heads, "", attention.counted().size(),
                    coefficient(attention.frequencyCorrelation(layer, heads))));
            }
        }
        return lines;
    }

    private static String name(ModelResults results) {
        return results.model().name();
    }

    private static String number(OptionalDouble value) {
        return value.isEmpty() ? "" : String.format(Locale.ROOT, "%.6g", value.getAsDouble());
    }

    private static String coefficient(OptionalDouble value) {
        return value.isEmpty() ? "" : String.format(Locale.ROOT, "%.4f", value.getAsDouble());
    }
}
