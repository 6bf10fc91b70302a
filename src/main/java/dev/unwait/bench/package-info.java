/// Measures Unwait and the programs that people use instead, side by side on the same work.
@NullMarked
package dev.unwait.bench;

import org.jspecify.annotations.NullMarked;
