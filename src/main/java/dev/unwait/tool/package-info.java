/// One catalogue: what a tool is, its schema, and the call that it serves.
@NullMarked
package dev.unwait.tool;

import org.jspecify.annotations.NullMarked;
