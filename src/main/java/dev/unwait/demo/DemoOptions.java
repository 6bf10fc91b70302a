package dev.unwait.demo;

import java.nio.file.Path;
import java.util.Optional;

/// How the tour is given.
///
/// @param repository what it is given on; empty for the repository that this program was built from
/// @param build a command that builds the repository, run in each branch besides the tour's own
/// @param json whether the structured account is printed, and the telling goes to the error stream
/// @param keep whether what was made is left in place
/// @param folder where a folder for all of it is made
public record DemoOptions(
    Optional<Path> repository, Optional<String> build, boolean json, boolean keep, Path folder) {}
