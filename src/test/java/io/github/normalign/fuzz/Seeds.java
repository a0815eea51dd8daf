package io.github.normalign.fuzz;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Files of other tests that a fuzz target starts from, besides those in its own folder. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Seeds {

    /** Paths below {@code src/test/resources}. */
    String[] value();
}
