package dev.unwait.tool;

import java.io.IOException;

/// A capability of Unwait, written once and there at every door.
///
/// Input and output are records; nested records, lists, strings, numbers, booleans, enums (in lower
/// case) and `Json` for free form make up their schemas. Component names are snake case on the wire
/// and camel case in Java (`ifSha256` is `if_sha256`). A component that is `@Nullable` or has a
/// default is optional.
///
/// @param <I> the input
/// @param <O> the output, the whole answer
public interface Tool<I extends Record, O extends Record> {
  ToolSpec<I, O> spec();

  /// Serves one call. It runs on a virtual thread and may block; cancelling interrupts it.
  ///
  /// @throws dev.unwait.base.RefusalException for an expected no
  O call(I input, Call call) throws IOException, InterruptedException;
}
