/// Whole working trees: copied faithfully, remembered by stamps, compared with what they became.
@NullMarked
package dev.unwait.transfer;

import org.jspecify.annotations.NullMarked;
