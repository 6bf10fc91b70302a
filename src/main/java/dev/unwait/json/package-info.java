/// JSON as plain immutable values: bounded reading, compact writing, pointers.
@NullMarked
package dev.unwait.json;

import org.jspecify.annotations.NullMarked;
