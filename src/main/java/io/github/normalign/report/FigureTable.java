package io.github.normalign.report;

import java.util.List;

/** The figures of a drawing as a table that opens below it: for screen readers, for copying, for exact values. */
final class FigureTable {

    private FigureTable() {
    }

    /**
     * Writes the table.
     *
     * @param caption what it holds
     * @param columns headings; the first is of the rows' headings
     * @param rows cells, the first of each a heading
     */
    static void write(HtmlWriter html, String caption, List<String> columns, List<List<String>> rows) {
        html.open("details").element("summary", "The figures as a table");
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
        html.open("table", "class", "figures").element("caption", caption).open("thead").open("tr");
        columns.forEach(column -> html.element("th", column, "scope", "col"));
        html.close().close().open("tbody");
        for (List<String> row : rows) {
            html.open("tr").element("th", row.get(0), "scope", "row");
            row.subList(1, row.size()).forEach(cell -> html.element("td", cell));
            html.close();
        }
        html.close().close().close().close();
    }
}
