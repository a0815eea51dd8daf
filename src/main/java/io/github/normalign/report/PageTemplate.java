package io.github.normalign.report;

import com.google.common.collect.Sets;
import io.github.normalign.page.PageResource;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A resource with <code>{{name}}</code> where something goes in. Filling is one pass, so nothing that goes in is looked at again;
 * texts are escaped, and only what is given as markup is not.
 */
final class PageTemplate {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");

    private final String template;

    private PageTemplate(String template) {
        this.template = template;
    }

    static PageTemplate load(String resource) {
        return new PageTemplate(PageResource.text(PageTemplate.class, resource));
    }

    static PageTemplate of(String template) {
        return new PageTemplate(template);
    }

    /**
     * A style sheet or script as it is, for a {@code style} or {@code script} element.
     *
     * @throws IllegalStateException if it holds {@code <} or {@code &}, which HTML and XML read differently there
     */
    static String embedded(String resource) {
        String text = PageResource.text(PageTemplate.class, resource);
        if (text.indexOf('<') >= 0 || text.indexOf('&') >= 0) {
            throw new IllegalStateException(resource + " may hold neither < nor &");
        }
        return text;
    }

    /**
     * The page.
     *
     * @param texts what to escape and put in, by name
     * @param markup what to put in as it is, by name
     * @throws IllegalStateException unless exactly the template's names are given, each once
     */
    String fill(Map<String, String> texts, Map<String, String> markup) {
        Set<String> places = PLACE.matcher(template).results().map(found -> found.group(1)).collect(Collectors.toSet());
        Set<String> given = Sets.union(texts.keySet(), markup.keySet());
        if (!places.equals(given) || given.size() < texts.size() + markup.size()) {
            throw new IllegalStateException("the template has places for " + places + ", given " + given);
        }
        return PLACE.matcher(template).replaceAll(found -> {
            String name = found.group(1);
            return Matcher.quoteReplacement(texts.containsKey(name) ? HtmlWriter.escape(texts.get(name)) : markup.get(name));
        });
    }
}
