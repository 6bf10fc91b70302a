/// Brings the changes of a branch into another tree: what to do is decided first, then all of it is
/// done or nothing.
@NullMarked
package dev.unwait.merge;

import org.jspecify.annotations.NullMarked;
