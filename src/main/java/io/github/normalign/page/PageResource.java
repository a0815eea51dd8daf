package io.github.normalign.page;

import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The program's own templates, style sheets and scripts, and the content security policy that lets a page have no others. */
public final class PageResource {

    private PageResource() {
    }

    /**
     * The text of a resource.
     *
     * @param beside a class of the package that the resource lies in
     * @param name its file name
     * @return the text; lines end with LF
     */
    public static String text(Class<?> beside, String name) {
        try {
            // A checkout with other line ends must not change the page: its policy names hashes of these bytes.
            return Resources.toString(Resources.getResource(beside, name), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own resource " + name + " cannot be read", e);
        }
    }

    /**
     * The policy of a page that loads nothing and has one style sheet and one script.
     *
     * @param style all that stands in its {@code style} element
     * @param script all that stands in the one {@code script} element that is run
     * @return the directives, without an end, so that more can follow behind {@code ;}
     */
    public static String policy(String style, String script) {
        return "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(script);
    }

    /** How a content security policy names the one text that it lets through. */
    private static String hash(String text) {
        byte[] digest = Hashing.sha256().hashString(text, StandardCharsets.UTF_8).asBytes();
        return "'sha256-" + BaseEncoding.base64().encode(digest) + "'";
    }
}
