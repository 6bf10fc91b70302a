/// The command line: every tool of the catalogue as a command, and those that people need besides.
@NullMarked
package dev.unwait.cli;

import org.jspecify.annotations.NullMarked;
