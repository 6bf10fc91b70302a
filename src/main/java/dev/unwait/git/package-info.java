/// Git: texts compared and merged, repositories inside branches merged, branches made in the
/// repository of the user. The only home of JGit.
@NullMarked
package dev.unwait.git;

import org.jspecify.annotations.NullMarked;
