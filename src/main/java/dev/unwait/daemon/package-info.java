/// The daemon: its home, its lock, its socket, its life.
@NullMarked
package dev.unwait.daemon;

import org.jspecify.annotations.NullMarked;
