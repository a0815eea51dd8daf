package io.github.normalign.cli;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How the help of a command is laid out where picocli's own layout does not do: headings, and a synopsis that can be read. */
final class HelpPage {

    /** With more options than these a synopsis names only those that must be given. */
    private static final int FEW = 10;

    private HelpPage() {
    }

    /** The options under their headings, in the order they are declared in; what every command has comes last. */
    static Map<String, List<OptionSpec>> sections(CommandSpec command) {
        Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
        List<OptionSpec> everywhere = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                String heading = section(option);
                (heading.equals(Section.EVERYWHERE) ? everywhere : sections.computeIfAbsent(heading, key -> new ArrayList<>()))
                    .add(option);
            }
        }
        sections.put(Section.EVERYWHERE, everywhere);
        return sections;
    }

    /** Found at the option's field, or at the class it stands in, or at one around that: groups of options nest. */
    private static String section(OptionSpec option) {
        if (!(option.userObject() instanceof Field field)) {
            return Section.OTHER;
        }
        if (field.isAnnotationPresent(Section.class)) {
            return field.getAnnotation(Section.class).value();
        }
        for (Class<?> owner = field.getDeclaringClass(); owner != null; owner = owner.getEnclosingClass()) {
            if (owner.isAnnotationPresent(Section.class)) {
                return owner.getAnnotation(Section.class).value();
            }
        }
        return option.usageHelp() || option.versionHelp() ? Section.EVERYWHERE : Section.OTHER;
    }

    /** The list of options, for picocli's help. */
    static String options(Help help) {
        StringBuilder text = new StringBuilder();
        sections(help.commandSpec()).forEach((heading, options) -> {
            // All options are given to every layout: its columns are as wide as the widest of them needs.
            Help.Layout layout = help.createDefaultLayout(help.commandSpec().options(),
                help.commandSpec().positionalParameters(), help.colorScheme());
            layout.addOptions(options, help.parameterLabelRenderer());
            text.append(String.format("%n%s:%n", heading)).append(layout);
        });
        return text.toString();
    }

    /** The list of subcommands, each with one sentence. */
    static String commands(Help help) {
        Map<String, String> summaries = new LinkedHashMap<>();
        help.commandSpec().subcommands().forEach((name, each) -> summaries.put("  " + name, summary(each.getCommandSpec())));
        return help.createTextTable(summaries).toString();
    }

    /** The header, or the first clause of the description, without its full stop. */
    static String summary(CommandSpec command) {
        UsageMessageSpec help = command.usageMessage();
        return Stream.concat(Stream.of(help.header()), Stream.of(help.description())).map(String::format)
            .map(String::strip).findFirst().orElse("").replaceFirst("(?s)(?<=\\w)[.:] .*|[.]$", "");
    }

    /** The synopsis, for picocli's help: further lines are indented below the first one's end of the name. */
    static String synopsis(Help help) {
        CommandSpec command = help.commandSpec();
        String text = synopsis(command);
        if (text.isEmpty()) {
            return help.synopsis(help.synopsisHeadingLength());
        }
        String name = command.qualifiedName();
        int indent = help.synopsisHeadingLength() + name.length();
        StringBuilder lines = new StringBuilder(name);
        int column = indent;
        for (String word : text.split(" ")) {
            if (column + 1 + word.length() > command.usageMessage().width()) {
                lines.append(System.lineSeparator()).append(" ".repeat(indent));
                column = indent;
            }
            lines.append(' ').append(word);
            column += 1 + word.length();
        }
        return lines.append(System.lineSeparator()).toString();
    }

    /**
     * What follows the command's name.
     *
     * @return what must be given, and {@code [OPTIONS]} for the rest; empty where picocli's synopsis is short enough
     */
    static String synopsis(CommandSpec command) {
        if (command.options().size() <= FEW || !command.subcommands().isEmpty()) {
            return "";
        }
        StringJoiner words = new StringJoiner(" ");
        for (OptionSpec option : command.options()) {
            if (option.required() && option.group() == null) {
                words.add(option.longestName() + "=" + option.paramLabel());
            }
        }
        for (ArgGroupSpec group : command.argGroups()) {
            words.add(group.synopsis());
        }
        words.add("[OPTIONS]");
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            words.add(parameter.paramLabel());
        }
        return words.toString();
    }
}
