/// The guided tour: real work on a real repository, beside the tools that people use for it.
@NullMarked
package dev.unwait.demo;

import org.jspecify.annotations.NullMarked;
