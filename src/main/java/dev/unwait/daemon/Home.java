package dev.unwait.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.base.RefusalException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/// The folder in which one daemon keeps all it owns.
public record Home(Path folder) {
  /// The kernel's bound on a socket's path is 107 bytes.
  private static final int SOCKET_PATH_MAX = 100;

  public Home {
    folder = folder.toAbsolutePath().normalize();
  }

  /// The home that an option, the environment or the user's folder names, in this order.
  public static Home of(String option, Map<String, String> environment) {
    if (!option.isEmpty()) {
      return new Home(Path.of(option));
    }
    var named = environment.getOrDefault("UNWAIT_HOME", "");
    return new Home(
        named.isEmpty() ? Path.of(System.getProperty("user.home"), ".unwait") : Path.of(named));
  }

  public Path store() {
    return folder.resolve("journal");
  }

  public Path layers() {
    return folder.resolve("layers");
  }

  public Path projects() {
    return folder.resolve("projects");
  }

  public Path outputs() {
    return folder.resolve("outputs");
  }

  public Path run() {
    return folder.resolve("run");
  }

  public Path http() {
    return folder.resolve("http.json");
  }

  public Path pid() {
    return folder.resolve("daemon.pid");
  }

  public Path log() {
    return folder.resolve("daemon.log");
  }

  public Path settings() {
    return folder.resolve("settings.json");
  }

  /// Makes the folder, for its owner only.
  public void make() throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  /// Where the socket is: in the home, or where that path is too long for a socket, in a folder of
  /// its own that the file `socket.path` names.
  public Path socket() throws IOException {
    var here = folder.resolve("socket");
    if (here.toString().getBytes(UTF_8).length <= SOCKET_PATH_MAX) {
      return here;
    }
    var named = folder.resolve("socket.path");
    if (!Files.exists(named)) {
      var elsewhere = Files.createTempDirectory("unwait-"); // For its owner only.
      Files.writeString(named, elsewhere.resolve("socket").toString());
    }
    return Path.of(Files.readString(named).strip());
  }

  /// Takes the home for this process, or refuses where another daemon has it.
  public Closeable lock() throws IOException {
    var channel =
        FileChannel.open(
            folder.resolve("lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      var pid = Files.exists(pid()) ? " (process " + Files.readString(pid()).strip() + ")" : "";
      throw RefusalException.conflict(
          "start a daemon in " + folder,
          "another daemon runs there" + pid,
          "Use it, end it with: unwait down, or choose another --home");
    }
    return channel;
  }
}
