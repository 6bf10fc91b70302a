/// What differs between two trees, found from their layers alone, and what to do to a tree.
@NullMarked
package dev.unwait.delta;

import org.jspecify.annotations.NullMarked;
