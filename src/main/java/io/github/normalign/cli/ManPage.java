package io.github.normalign.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The help of one command as a man page: roff with the macros of man(7), in the order of sections that man-pages(7) asks for.
 *
 * <p>Picocli makes AsciiDoc, which takes a Ruby interpreter to become a man page; this needs nothing.
 */
final class ManPage {

    private final CommandSpec command;
    private final String version;
    private final StringBuilder page = new StringBuilder();

    /**
     * Prepares a page.
     *
     * @param command what it is about
     * @param version the program's version, for the last line
     */
    ManPage(CommandSpec command, String version) {
        this.command = command;
        this.version = version;
    }

    /** The page's name, such as {@code normalign-align}. */
    String name() {
        return name(command);
    }

    private static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    /** The whole page. */
    String text() {
        UsageMessageSpec help = command.usageMessage();
        // No date: two builds of one commit give the same bytes.
        macro("TH " + quoted(name().toUpperCase(Locale.ROOT)) + " 1 \"\" " + quoted("normalign " + version) + " normalign");
        macro("nh");
        macro("ad l");
        macro("SH NAME");
        line(name() + " - " + HelpPage.summary(command));
        macro("SH SYNOPSIS");
        line(synopsis());
        macro("SH DESCRIPTION");
        paragraphs(texts(help.header()));
        paragraphs(texts(help.description()));
        options();
        commands();
        macro("SH \"EXIT STATUS\"");
        help.exitCodeList().forEach((code, meaning) -> entry(code, List.of(meaning)));
        examples();
        seeAlso();
        return page.toString();
    }

    private String synopsis() {
        String own = HelpPage.synopsis(command);
        if (!own.isEmpty()) {
            return command.qualifiedName() + " " + own;
        }
        return new CommandLine.Help(command, CommandLine.Help.defaultColorScheme(Ansi.OFF)).synopsis(0).strip()
            .replaceAll("\\s+", " ");
    }

    private void options() {
        macro("SH OPTIONS");
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            entry(parameter.paramLabel(), lines(parameter));
        }
        Map<String, List<OptionSpec>> sections = HelpPage.sections(command);
        sections.forEach((heading, options) -> {
            macro("SS " + quoted(heading));
            for (OptionSpec option : options) {
                String names = String.join(", ", option.names());
                entry(option.typeInfo().isBoolean() ? names : names + "=" + option.paramLabel(), lines(option));
            }
        });
    }

    private void commands() {
        List<CommandSpec> subcommands = command.subcommands().values().stream().map(CommandLine::getCommandSpec).toList();
        if (!subcommands.isEmpty()) {
            macro("SH COMMANDS");
            subcommands.forEach(each -> entry(each.name(), List.of(HelpPage.summary(each))));
        }
    }

    private void examples() {
        List<String> footer = texts(command.usageMessage().footer());
        if (!footer.isEmpty()) {
            macro("SH EXAMPLES");
            paragraphs(footer.stream().filter(text -> !text.matches("Examples?:")).toList());
        }
    }

    private void seeAlso() {
        List<CommandSpec> others = new ArrayList<>();
        if (command.parent() != null) {
            others.add(command.parent());
        }
        command.subcommands().values().forEach(each -> others.add(each.getCommandSpec()));
        macro("SH \"SEE ALSO\"");
        line(others.stream().map(other -> name(other) + "(1)").collect(Collectors.joining(", ")));
    }

    /** Picocli has made texts of an argument's formats already, with its default value. */
    private static List<String> lines(ArgSpec argument) {
        return List.of(argument.description());
    }

    /** Texts as the help shows them: they are formats, and may hold blank lines. */
    private static List<String> texts(String... formats) {
        return Stream.of(formats).flatMap(format -> String.format(format).lines()).filter(text -> !text.isBlank()).toList();
    }

    /** An item with what is said of it below, indented. */
    private void entry(String title, List<String> texts) {
        macro("TP");
        page.append("\\fB").append(escape(title)).append("\\fR\n");
        for (int i = 0; i < texts.size(); i++) {
            if (i > 0) {
                macro("IP");
            }
            line(texts.get(i));
        }
    }

    /** Paragraphs that are filled; lines that begin with two spaces stand as they are. */
    private void paragraphs(List<String> texts) {
        boolean asIs = false;
        for (String text : texts) {
            boolean next = text.startsWith("  ");
            if (next && !asIs) {
                macro("PP");
                macro("nf");
                macro("RS 2");
            } else if (!next && asIs) {
                macro("RE");
                macro("fi");
            }
            if (!next) {
                macro("PP");
            }
            line(next ? text.substring(2) : text);
            asIs = next;
        }
        if (asIs) {
            macro("RE");
            macro("fi");
        }
    }

    private void macro(String text) {
        page.append('.').append(text).append('\n');
    }

    private void line(String text) {
        page.append(escape(text)).append('\n');
    }

    private static String quoted(String text) {
        return '"' + escape(text).replace("\"", "\\(dq") + '"';
    }

    /** Text that roff takes for text: - would become a hyphen, ' and ` quotation marks, a dot at the beginning a macro. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            switch (each) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                case '.' -> escaped.append(i == 0 ? "\\&." : ".");
                default -> escaped.append(each < 128 ? String.valueOf(each) : String.format("\\[u%04X]", (int) each));
            }
        }
        return escaped.toString();
    }
}
