/// What commands printed: kept whole under a handle, paged by line, evicted by age.
@NullMarked
package dev.unwait.output;

import org.jspecify.annotations.NullMarked;
