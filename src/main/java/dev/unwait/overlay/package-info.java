/// Where the trees of branches stand: overlay mounts, or copies where there are none.
@NullMarked
package dev.unwait.overlay;

import org.jspecify.annotations.NullMarked;
