/// The file tools: reading, editing and searching a branch in this process, beneath a directory
/// descriptor that nothing leads out of; and the only home of RE2/J.
@NullMarked
package dev.unwait.files;

import org.jspecify.annotations.NullMarked;
