/// The owner of projects and branches: import, fork, diff, commit, discard, apply.
@NullMarked
package dev.unwait.workspace;

import org.jspecify.annotations.NullMarked;
