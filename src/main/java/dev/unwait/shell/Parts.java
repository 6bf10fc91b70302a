package dev.unwait.shell;

import dev.unwait.linux.Linux;
import dev.unwait.overlay.Backend;
import dev.unwait.workspace.Branches;
import java.util.function.Consumer;

/// What all shells share.
///
/// @param settling looks after shells that are quiet
/// @param ended told of a shell whose branch is gone
record Parts(
    Linux linux,
    ShellOptions options,
    Branches branches,
    Backend backend,
    Pool pool,
    Temporary temporary,
    Settling settling,
    Watch watch,
    Consumer<Session> ended) {}
