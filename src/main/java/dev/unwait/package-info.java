/// Unwait: the command line picks a command; the parts are put together here and only here.
@NullMarked
package dev.unwait;

import org.jspecify.annotations.NullMarked;
