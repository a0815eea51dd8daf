package io.github.normalign.model;

import io.github.normalign.model.StockExports.Export;
import java.util.Locale;

/**
 * Prints how far every export in {@code src/test/resources/exports} is from PyTorch, as Markdown. Not a test; {@code
 * StockExportTest} holds each row to its bounds. From the project's folder, after {@code mvn package}:
 *
 * <pre>java -cp target/test-classes:target/normalign-all.jar io.github.normalign.model.ExportTable</pre>
 */
final class ExportTable {

    private ExportTable() {
    }

    /**
     * Prints the table.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.println("| architecture | exporter | precision | weights | head norms | layer norms | same column"
            + " | self-check |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (Export export : StockExports.all()) {
            ExportMeasurement measured = ExportMeasurement.of(export);
            System.out.printf(Locale.ROOT, "| %s | %s | %s | %.1e | %.1e | %.1e | %.1f %% | %.1e |%n", export.name(),
                export.exporter(), export.precision(), measured.weights(), measured.heads(), measured.layers(),
                100 * measured.agreement(), measured.check().largest());
        }
    }
}
