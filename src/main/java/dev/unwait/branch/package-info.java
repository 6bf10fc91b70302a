/// What branches are: names, layers, events and the fold over them. No input or output.
@NullMarked
package dev.unwait.branch;

import org.jspecify.annotations.NullMarked;
