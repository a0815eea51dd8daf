package io.github.normalign.viewer;

import com.google.common.html.HtmlEscapers;
import com.google.common.io.BaseEncoding;
import io.github.normalign.page.PageResource;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The page: one HTML file that holds everything it shows and loads nothing. Its content security policy names the one style
 * sheet and the one script by their hashes and forbids all else.
 *
 * <p>Texts of the corpus stand in the page as JSON only and reach the document as text nodes only. Matrices stand in script
 * elements of a type that no browser runs, packed (see {@link MatrixBytes}) and in base 64: {@code c17} holds those of the chosen
 * setting for pair 17 (from 0), {@code l17} whole layers, {@code h17} single heads.
 */
public final class ViewPage {

    /** The most bytes that a page grows to for the sake of matrices other than the chosen setting's. */
    public static final long LIMIT = 20_000_000;

    /** The part of the room that single heads may take before whole layers do: one of so many. */
    private static final int HEADS_PART = 4;

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final Pattern END = Pattern.compile("(?i)</(script|style)|<!--");
    private static final List<String> SCRIPTS = List.of("data.js", "tip.js", "diagram.js", "matrix.js", "list.js", "view.js");

    private ViewPage() {
    }

    /**
     * What became of the matrices.
     *
     * @param layers pairs that have those of whole layers
     * @param heads pairs that have those of single heads
     */
    public record Written(int layers, int heads) {
    }

    /**
     * Writes the page.
     *
     * @param view what it shows
     * @param heads packed matrices of single heads, by position of the pair; for few pairs, because they are large
     * @param out where to; in UTF-8
     * @return which matrices found room under {@link #LIMIT}
     * @throws IOException if it cannot be written
     */
    public static Written write(View view, Map<Integer, byte[]> heads, Writer out) throws IOException {
        String style = embedded("view.css");
        String script = SCRIPTS.stream().map(ViewPage::embedded).collect(Collectors.joining("\n"));
        String json = ViewJson.of(view);
        Map<String, byte[]> matrices = new TreeMap<>();
        Map<Integer, byte[]> layers = new HashMap<>();
        for (int i = 0; i < view.pairs().size(); i++) {
            put(matrices, "c" + i, view.pairs().get(i).finding().chosen());
            layers.put(i, view.pairs().get(i).finding().layers());
        }
        long room = LIMIT - json.getBytes(StandardCharsets.UTF_8).length - style.length() - script.length() - size(matrices);
        // Single heads are large: they may not push out whole layers, nor may layers leave no room for any head.
        List<Integer> order = view.order();
        long reserved = room / HEADS_PART;
        room = room - reserved + fill(matrices, "h", heads, order, reserved);
        room = fill(matrices, "l", layers, order, room);
        fill(matrices, "h", heads, order, room);
        int withLayers = count(matrices, "l");
        int withHeads = count(matrices, "h");
        String title = HtmlEscapers.htmlEscaper().escape(view.title());
        Map<String, String> texts = Map.of("title", title, "style", style, "script", script, "json", json,
            "policy", PageResource.policy(style, script) + "; base-uri 'none'; form-action 'none'");
        Matcher places = PLACE.matcher(PageResource.text(ViewPage.class, "view.html"));
        StringBuilder part = new StringBuilder();
        while (places.find()) {
            places.appendReplacement(part, "");
            out.append(part);
            part.setLength(0);
            if (places.group(1).equals("matrices")) {
                writeMatrices(matrices, out);
            } else {
                out.write(texts.get(places.group(1)));
            }
        }
        places.appendTail(part);
        out.append(part);
        return new Written(withLayers, withHeads);
    }

    private static void writeMatrices(Map<String, byte[]> matrices, Writer out) throws IOException {
        for (Map.Entry<String, byte[]> entry : matrices.entrySet()) {
            out.append("<script type=\"text/plain\" id=\"").append(entry.getKey()).append("\">")
                .append(BaseEncoding.base64().encode(entry.getValue())).append("</script>\n");
        }
    }

    /** Adds what is not there yet and finds room, in order; returns the room that is left. */
    private static long fill(Map<String, byte[]> matrices, String kind, Map<Integer, byte[]> packed, List<Integer> order,
            long room) {
        long left = room;
        for (int i : order) {
            byte[] bytes = packed.getOrDefault(i, new byte[0]);
            if (bytes.length > 0 && size(bytes) <= left && matrices.putIfAbsent(kind + i, bytes) == null) {
                left -= size(bytes);
            }
        }
        return left;
    }

    private static int count(Map<String, byte[]> matrices, String kind) {
        return (int) matrices.keySet().stream().filter(id -> id.startsWith(kind)).count();
    }

    private static void put(Map<String, byte[]> matrices, String id, byte[] packed) {
        if (packed.length > 0) {
            matrices.put(id, packed);
        }
    }

    private static long size(Map<String, byte[]> matrices) {
        return matrices.values().stream().mapToLong(ViewPage::size).sum();
    }

    /** Base 64 and the element around it. */
    private static long size(byte[] packed) {
        return (packed.length + 2) / 3 * 4 + 60L;
    }

    /** A style sheet or script that nothing in it ends early. */
    private static String embedded(String resource) {
        String text = PageResource.text(ViewPage.class, resource);
        if (END.matcher(text).find()) {
            throw new IllegalStateException(resource + " holds the end of its own element");
        }
        return text;
    }
}
