package dev.unwait.cli;

import dev.unwait.client.DaemonLaunch;
import dev.unwait.client.Home;

/// What a command works with.
///
/// @param json whether the structured answer is wanted and nothing else
record Surroundings(
    Terminal terminal, Home home, boolean json, DaemonLaunch launch, Programs programs) {}
