package dev.unwait.shell;

import dev.unwait.output.Output;

/// A command that runs in the background, in a shell of its own.
///
/// @param output what it prints; its handle is the job's name
record Job(Session session, Output output) {}
