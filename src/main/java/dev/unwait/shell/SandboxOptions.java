package dev.unwait.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What commands see of the machine besides their branch.
///
/// @param caches where shared caches are made that the user does not have yet; a folder of ours
/// @param userHome the home directory, of which only what follows is shown
/// @param environment the variables to choose from
/// @param network whether commands reach the network
/// @param shown parts of the home directory shown read-only
/// @param shared parts of the home directory that all shells share and may write to
public record SandboxOptions(
    Path caches,
    Path userHome,
    Map<String, String> environment,
    boolean network,
    List<String> shown,
    List<String> shared) {
  public static final List<String> SHOWN =
      List.of(
          ".cargo",
          ".rustup",
          ".sdkman",
          ".nvm",
          ".pyenv",
          ".rbenv",
          ".asdf",
          ".volta",
          ".bun",
          ".deno",
          ".jdks",
          ".local",
          ".gitconfig",
          ".config/git",
          ".config/pip",
          ".npmrc",
          "go/bin");
  public static final List<String> SHARED =
      List.of(".m2", ".npm", ".cache", ".gradle", ".cargo/registry", "go/pkg");

  public SandboxOptions {
    environment = Map.copyOf(environment);
    shown = List.copyOf(shown);
    shared = List.copyOf(shared);
  }

  /// What this process has, with the network on.
  ///
  /// @param caches where shared caches are made that the user does not have yet
  public static SandboxOptions of(Path caches) {
    return new SandboxOptions(
        caches, Path.of(System.getProperty("user.home")), System.getenv(), true, SHOWN, SHARED);
  }

  public SandboxOptions withNetwork(boolean on) {
    return new SandboxOptions(caches, userHome, environment, on, shown, shared);
  }
}
