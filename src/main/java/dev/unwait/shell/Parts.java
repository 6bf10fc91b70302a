package dev.unwait.shell;

import dev.unwait.linux.Linux;
import dev.unwait.workspace.Branches;
import java.util.function.Consumer;

/// What all shells share.
///
/// @param settling asked to look after a shell once it has been quiet
record Parts(
    Linux linux,
    ShellOptions options,
    Branches branches,
    Pool pool,
    Temporary temporary,
    Consumer<Session> settling) {
  void settle(Session session) {
    settling.accept(session);
  }
}
