package io.github.normalign.cli;

/** What to do about output files that are there. */
enum OutputMode {
    /** Leave them alone. */
    NEW,
    /** Replace them. */
    OVERWRITE,
    /** Go on with those that a run left unfinished. */
    RESUME
}
