/// The system calls of Unwait, and the only home of java.lang.foreign.
@NullMarked
package dev.unwait.linux;

import org.jspecify.annotations.NullMarked;
