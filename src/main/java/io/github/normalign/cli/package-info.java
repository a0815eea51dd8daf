/** The command line: options and exit codes, nothing else. */
package io.github.normalign.cli;
