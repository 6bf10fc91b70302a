package dev.unwait.testing;

import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/// Overlay mounts made the way people make them, by mount(8), in a mount namespace of their own
/// that ends with the test.
@NullMarked
public final class Overlays implements Closeable {
  private final FileCalls files = Linux.real().files();
  private final Path folder;
  private final Process shell;
  private final BufferedReader answers;
  private final Map<Integer, Path> open = new LinkedHashMap<>();
  private int count;

  public Overlays(Path folder) throws IOException {
    this.folder = folder;
    shell = new ProcessBuilder("unshare", "-m", "bash").redirectErrorStream(true).start();
    answers = shell.inputReader(StandardCharsets.UTF_8);
  }

  /// A new empty layer directory.
  public Path layer() throws IOException {
    return Files.createDirectories(folder.resolve("L" + count++).resolve("tree"));
  }

  /// A tree of frozen layers, top first.
  public int view(List<Path> layers) throws IOException {
    var lowers = new ArrayList<>(layers);
    lowers.add(layer()); // One lower layer alone is refused.
    return mount("lowerdir=" + joined(lowers), "view" + count++);
  }

  /// A tree with a writable layer on top; each is mounted at the same place, above the ones before.
  public int live(Path top, List<Path> lowers) throws IOException {
    var work = Files.createDirectories(top.resolveSibling("work"));
    return mount("lowerdir=" + joined(lowers) + ",upperdir=" + top + ",workdir=" + work, "live");
  }

  private static String joined(List<Path> layers) {
    return layers.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  private int mount(String options, String name) throws IOException {
    var place = Files.createDirectories(folder.resolve(name));
    run(
        "mount -t overlay overlay -o "
            + options
            + ",redirect_dir=on,index=off,xino=off,metacopy=off "
            + place);
    int fd =
        files.openat(
            FileCalls.AT_FDCWD, "/proc/" + shell.pid() + "/root" + place, FileCalls.O_DIRECTORY, 0);
    open.put(fd, place);
    return fd;
  }

  /// Runs a command inside a tree and returns what it prints; it has to succeed.
  public String run(int tree, String command) throws IOException {
    return run("(cd " + open.get(tree) + " && " + command + ") </dev/null");
  }

  private String run(String command) throws IOException {
    var in = shell.outputWriter(StandardCharsets.UTF_8);
    in.write(command + "; echo \"rc=$?\"\n");
    in.flush();
    var said = new StringBuilder();
    for (var line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.equals("rc=0")) {
        return said.toString();
      }
      said.append(line).append('\n');
      if (line.startsWith("rc=")) {
        break;
      }
    }
    throw new IOException(command + " failed: " + said);
  }

  /// Closes all trees that were opened so far.
  public void closeTrees() throws IOException {
    for (var tree : open.entrySet()) {
      files.close(tree.getKey());
      run("umount -l " + tree.getValue());
    }
    open.clear();
  }

  @Override
  public void close() throws IOException {
    closeTrees();
    shell.destroy();
  }
}
