/// The tools: one class each, with the records that it takes and gives.
@NullMarked
package dev.unwait.tools;

import org.jspecify.annotations.NullMarked;
