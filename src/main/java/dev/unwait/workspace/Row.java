package dev.unwait.workspace;

import dev.unwait.branch.BranchRef;
import org.jspecify.annotations.Nullable;

/// A branch as a list shows it.
///
/// @param state `clean`, `changed` or `busy`
/// @param changedFiles names in the layers above the fork point; -1 beyond the bound of counting
public record Row(
    BranchRef branch,
    @Nullable BranchRef parent,
    String state,
    int changedFiles,
    int layers,
    int shells,
    long ageMillis) {}
