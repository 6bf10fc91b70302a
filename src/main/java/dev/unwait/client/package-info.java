/// Talks to the daemon over its Unix socket, and starts it where it does not run.
@NullMarked
package dev.unwait.client;

import org.jspecify.annotations.NullMarked;
