package io.github.normalign.report;

import java.util.Locale;

/**
 * A plot with two axes as inline SVG: grid, ticks, names,
     and what a caller puts on it. Described for those who do not see it; its
 * figures stand in a table beside it. Colours come from classes of the page's style sheet,
     so that both themes and print work.
 */
final class Plot {

    private static final double WIDTH = 460;
    private static final double HEIGHT = 350;
    private static final double LEFT = 52;
    private static final double RIGHT = 26;
    private static final double TOP = 14;
    private static final double BOTTOM = 46;

    private final HtmlWriter html;
    private final Axis x;
    private final Axis y;

    /**
     * Begins a plot.
     *
     * @param html where to
     * @param id unique in the page
     * @param title what it shows
     * @param description what is to be seen in it, in a sentence or two
     */
    Plot(HtmlWriter html, String id, String title, String description, Axis x, Axis y) {
        this.html = html;
        this.x = x;
        this.y = y;
        html.open("svg", "class", "plot", "viewBox", "0 0 " + number(WIDTH) + " " + number(HEIGHT), "role", "img",
            "aria-labelledby", id + "-t " + id + "-d");
        html.element("title", title, "id", id + "-t").element("desc", description, "id", id + "-d");
        for (double value : x.values()) {
            line(at(x, value, true), TOP, at(x, value, true), HEIGHT - BOTTOM, "grid");
            text(at(x, value, true), HEIGHT - BOTTOM + 16, x.label(value), "tick middle");
        }
        for (double value : y.values()) {
            line(LEFT, at(y, value, false), WIDTH - RIGHT, at(y, value, false), "grid");
            text(LEFT - 7, at(y, value, false) + 4, y.label(value), "tick end");
        }
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x.name(), "axis middle");
        double middle = (TOP + HEIGHT - BOTTOM) / 2;
        html.element("text", y.name(), "class", "axis middle", "transform",
            "translate(13 " + number(middle) + ") rotate(-90)");
    }

    /** A marker with a few letters in it, and what pointing at it says. */
    Plot mark(double xValue, double yValue, String letters, String classes, String says) {
        double cx = at(x, xValue, true);
        double cy = at(y, yValue, false);
        double half = Math.max(7, 2.8 * letters.length() + 3);
        html.open("g", "class", "mark " + classes).element("title", says);
        html.element("rect", "", "x", number(cx - half), "y", number(cy - 6.5), "width", number(2 * half), "height",
            "13", "rx", "6.5");
        text(cx, cy + 3, letters, "middle");
        html.close();
        return this;
    }

    /** A line through points in order, with a name at its last. */
    Plot path(double[] xValues, double[] yValues, String classes, String name) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < xValues.length; i++) {
            points.append(i == 0 ? "" : " ").append(number(at(x, xValues[i], true))).append(',')
                .append(number(at(y, yValues[i], false)));
        }
        html.open("g", "class", "path " + classes).element("title", name).element("polyline", "", "points", points.toString())
            .close();
        return this;
    }

    /** Ends the plot. */
    void close() {
        html.close();
    }

    private void line(double x1, double y1, double x2, double y2, String classes) {
        html.element("line", "", "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2), "class", classes);
    }

    private void text(double px, double py, String text, String classes) {
        html.element("text", text, "x", number(px), "y", number(py), "class", classes);
    }

    private static double at(Axis axis, double value, boolean horizontal) {
        double share = axis.share(value);
        return horizontal ? LEFT + share * (WIDTH - RIGHT - LEFT) : HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
