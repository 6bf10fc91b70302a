package dev.unwait.overlay;

import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;

/// What a freeze came to.
///
/// @param frozen the layer that now holds, unchangeable, what was written so far
/// @param live the tree that goes on; it replaces the one that was frozen, which is closed or the
///   same
public record Frozen(LayerId frozen, LiveTree live, Exactness exactness) {}
