/// Small things that every package may use; nothing but the JDK.
@NullMarked
package dev.unwait.base;

import org.jspecify.annotations.NullMarked;
