/// Warm, sandboxed shells that live in branches and keep their state from call to call.
@NullMarked
package dev.unwait.shell;

import org.jspecify.annotations.NullMarked;
