package io.github.normalign.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The heading under which help and man pages list an option: on the option's field, or on the class for all of its options. The
 * command line is parsed as without it; picocli's own headings, of argument groups, would change that.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD})
@interface Section {

    String MODEL = "Model";
    String TEXT = "Sentence pairs";
    String GOLD = "Gold";
    String SETTING = "How links are read";
    String TWO_WAY = "Two models of opposite directions";
    String OUTPUT = "Output";
    String RUN = "Device and speed";

    /** Where options go that name no heading. */
    String OTHER = "Options";
    /** What every command has. */
    String EVERYWHERE = "General";

    String value();
}
