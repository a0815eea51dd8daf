package io.github.normalign.browser;

import java.util.List;

/**
 * Texts that run script, load something, or break a page, wherever one is written into it as it is: into text, a title, an
 * attribute with either quotes or none, a script, a string in a script, JSON in a script element, a style sheet, a comment, an
 * address, a template. The forms are those of the OWASP cheat sheets on cross-site scripting and of html5sec.org; each sets
 * {@code window.hacked}. None holds a space, a TAB or a slash with nothing before it, so that each can be a word.
 */
public final class Injections {

    private static final String RUN = "window.hacked=1";

    /** All of them. */
    public static final List<String> ALL = List.of(
        // Into text: elements that run script by themselves, in the spellings that filters miss.
        "<script>" + RUN + "</script>", "<SCRIPT>" + RUN + "</SCRIPT>", "<script/x>" + RUN + "</script>",
        "<<script>" + RUN + "//<", "<img/src=x/onerror=" + RUN + ">", "<IMG\u000CSRC=x\u000CONERROR=" + RUN + ">",
        "<img\rsrc=x\ronerror=" + RUN + ">", "<svg/onload=" + RUN + ">", "<svg><script>" + RUN + "</script></svg>",
        "<svg><animate/onbegin=" + RUN + "/attributeName=x>", "<math><mi/xlink:href=javascript:" + RUN + ">x</mi></math>",
        "<body/onload=" + RUN + ">", "<input/autofocus/onfocus=" + RUN + ">", "<details/open/ontoggle=" + RUN + ">",
        "<video><source/onerror=" + RUN + "></video>", "<audio/src=x/onerror=" + RUN + ">",
        "<iframe/srcdoc=\"<script>parent.hacked=1</script>\">", "<iframe/src=javascript:parent.hacked=1>",
        "<object/data=javascript:" + RUN + ">", "<embed/src=javascript:" + RUN + ">", "<a/href=javascript:" + RUN + ">x</a>",
        "<base/href=http://127.0.0.1:9/>", "<link/rel=stylesheet/href=http://127.0.0.1:9/x.css>",
        "<meta/http-equiv=refresh/content=0;url=http://127.0.0.1:9/>", "<form/action=http://127.0.0.1:9/><button>x",
        "<style>*{display:none}</style>", "<template><script>" + RUN + "</script></template>",
        "<noscript><p/title=\"</noscript><img" + "/src=x/onerror=" + RUN + ">\">", "<marquee/onstart=" + RUN + ">",
        "<xss/onpointerenter=" + RUN + "/style=display:block>",
        // Out of an attribute.
        "\"onmouseover=\"" + RUN + "\"", "'onmouseover='" + RUN + "'", "\"><img/src=x/onerror=" + RUN + ">",
        "'><svg/onload=" + RUN + ">", "`onmouseover=" + RUN + "`", "x\u00A0onmouseover=" + RUN,
        "\"autofocus/onfocus=" + RUN + "/x=\"", "javascript:" + RUN, "JaVaScRiPt:" + RUN, "java\u0000script:" + RUN,
        "\u0001javascript:" + RUN, "data:text/html,<script>parent.hacked=1</script>", "vbscript:" + RUN,
        // Out of a script, of a string in one, of JSON in a script element.
        "</script><script>" + RUN, "</SCRIPT\u000C><script>" + RUN, "<!--", "<!--<script>", "--><svg/onload=" + RUN + ">",
        "--!><img/src=x/onerror=" + RUN + ">", "'-" + RUN + "-'", "\"-" + RUN + "-\"", "\\\"-" + RUN + "-\"",
        "';" + RUN + ";//", "\"};" + RUN + ";//", "\u2028" + RUN + "\u2028", "\u2029" + RUN, "${" + RUN + "}",
        "`${" + RUN + "}`", "]]>", "]]><script>" + RUN + "</script>", "\\u003cscript\\u003e" + RUN, "__proto__",
        "constructor", "toString", "hasOwnProperty", "{\"__proto__\":1}",
        // Out of a style sheet.
        "</style><script>" + RUN + "</script>", "</style><iframe/srcdoc=\"<script>parent.hacked=1</script>\">",
        "}*{background:url(http://127.0.0.1:9/)}", "expression(" + RUN + ")", "url(javascript:" + RUN + ")",
        "@import'http://127.0.0.1:9/x.css';",
        // Out of other elements.
        "</title><script>" + RUN + "</script>", "</textarea><script>" + RUN + "</script>", "</bdi></button>",
        "</svg><img/src=x/onerror=" + RUN + ">", "</template><svg/onload=" + RUN + ">", "<plaintext>",
        "<?xml-stylesheet/href=javascript:" + RUN + "?>", "<![CDATA[<script>" + RUN + "</script>]]>",
        "<!DOCTYPE" + "\u00A0x[<!ENTITY" + "\u00A0a\u00A0'" + RUN + "'>]>",
        // Entities and encodings that are decoded once too often.
        "&lt;script&gt;" + RUN + "&lt;/script&gt;", "&#60;script&#62;" + RUN, "&#x3c;img/src=x/onerror=" + RUN + "&#x3e;",
        "%3Cscript%3E" + RUN, "+ADw-script+AD4-" + RUN, "\uFF1Cscript\uFF1E" + RUN, "\u02BA\u02C3<\u200Bscript>" + RUN,
        // Templates, replacements, directions.
        "{{script}}", "{{policy}}", "{{constructor.constructor('" + RUN + "')()}}", "$&$1$`", "\\1\\", "\u202E" + RUN,
        "\u2066<b>", "\u200b" + RUN + "\u200b", "\uFEFF<script>" + RUN, "\u0000<script>" + RUN, "\u001B]0;x\u0007");

    private Injections() {
    }
}
