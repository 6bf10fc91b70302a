/// The one embedded store: columns of sorted keys, batches that are written whole, logs of events.
@NullMarked
package dev.unwait.store;

import org.jspecify.annotations.NullMarked;
