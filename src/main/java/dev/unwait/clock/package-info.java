/// Where the time goes: every call is a span, kept in the store, and reports are made of spans.
@NullMarked
package dev.unwait.clock;

import org.jspecify.annotations.NullMarked;
