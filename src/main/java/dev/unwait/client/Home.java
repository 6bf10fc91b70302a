package dev.unwait.client;

import dev.unwait.base.Refusal;
import dev.unwait.base.RefusalException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The folder in which one daemon keeps all it owns, and the names of what daemon and clients share
/// there.
///
/// @param folder absolute
public record Home(Path folder) {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  public Home {
    folder = folder.toAbsolutePath().normalize();
  }

  /// The home to use: the option, else `UNWAIT_HOME`, else `~/.unwait`, and where this user has no
  /// home folder to write to, a private one among the temporary files.
  ///
  /// @param option what `--home` gave
  /// @param environment looks up an environment variable
  /// @param notes is told in one sentence where the temporary folder was taken
  public static Home find(
      @Nullable String option,
      Function<String, @Nullable String> environment,
      Consumer<String> notes)
      throws IOException {
    if (option != null) {
      return new Home(Path.of(option));
    }
    String variable = environment.apply("UNWAIT_HOME");
    if (variable != null && !variable.isEmpty()) {
      return new Home(Path.of(variable));
    }
    String user = environment.apply("HOME");
    if (user != null && user.startsWith("/")) {
      Path folder = Path.of(user, ".unwait");
      if (Files.isWritable(folder) || (!Files.exists(folder) && Files.isWritable(Path.of(user)))) {
        return new Home(folder);
      }
    }
    Path folder = temporary(environment).resolve("unwait-" + uid());
    makePrivate(folder);
    notes.accept(
        (user == null ? "HOME is not set" : user + " cannot be written by this user")
            + "; the home is "
            + folder
            + " (choose another with --home or UNWAIT_HOME)");
    return new Home(folder);
  }

  /// What the daemon printed.
  public Path log() {
    return folder.resolve("daemon.log");
  }

  /// Where clients connect to: in the home, or where the file `socket.path` says, because the path
  /// is too long for a socket's address.
  public Path socket() throws IOException {
    Path pointer = folder.resolve("socket.path");
    return Files.exists(pointer)
        ? Path.of(Files.readString(pointer).strip())
        : folder.resolve("socket");
  }

  private static Path temporary(Function<String, @Nullable String> environment) {
    String folder = environment.apply("TMPDIR");
    return Path.of(folder != null && folder.startsWith("/") ? folder : "/tmp");
  }

  /// This process's user, who owns its folder in `/proc`.
  private static int uid() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  /// Makes a folder that only this user can enter. Somebody else may have put one of that name
  /// there, or a link: then it is refused.
  private static void makePrivate(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
    } catch (FileAlreadyExistsException e) {
      var owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      var modes = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
      boolean ours = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && owner.equals(uid());
      if (!ours || !EnumSet.copyOf(modes).equals(PRIVATE)) {
        throw new RefusalException(
            new Refusal(
                Refusal.Kind.CONFLICT,
                "use the folder " + folder,
                "it is not a private folder of this user",
                "Remove it, or choose another home with --home or UNWAIT_HOME"),
            e);
      }
    }
  }
}
