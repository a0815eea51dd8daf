package io.github.normalign.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many of something: a whole number, 1 or more. */
final class AtLeastOne implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw refusal(value);
        }
        throw refusal(value);
    }

    private static TypeConversionException refusal(String value) {
        return new TypeConversionException("expected a whole number, at least 1; found '" + value + "'");
    }
}
