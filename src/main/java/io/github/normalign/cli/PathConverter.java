package io.github.normalign.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads every path of the command line, so that one the system cannot express gets a sentence. */
final class PathConverter implements ITypeConverter<Path> {

    @Override
    public Path convert(String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(explain(e));
        }
    }

    /** What is wrong with a path and what to do; under LC_ALL=C the JVM takes every byte beyond ASCII for a fault. */
    static String explain(InvalidPathException failure) {
        String path = "'" + failure.getInput() + "' is no path here: ";
        return failure.getInput().chars().allMatch(c -> c < 128) ? path + failure.getReason()
            : path + "the encoding of the locale (" + System.getProperty("sun.jnu.encoding")
                + ") does not have all its characters; set a UTF-8 locale, such as LC_ALL=C.UTF-8, and run again";
    }
}
