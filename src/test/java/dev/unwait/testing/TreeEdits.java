package dev.unwait.testing;

import dev.unwait.linux.DirEntry;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;

/// Random edits of a real tree through a descriptor of its root: few names and small texts, so that
/// they meet.
@NullMarked
public final class TreeEdits {
  private static final int NAMES = 5;
  private static final int MODE = 0644;
  private static final FileCalls FILES = Linux.real().files();

  private TreeEdits() {}

  public static void edit(int root, RandomGenerator random, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      edit(root, random);
    }
  }

  private static void edit(int root, RandomGenerator random) throws IOException {
    var directories = new ArrayList<String>();
    directories(root, "", directories);
    var parent = directories.get(random.nextInt(directories.size()));
    var path = child(parent, "n" + random.nextInt(NAMES));
    var stat = FILES.lstatOrNull(root, path);
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        if (stat == null || stat.isRegular()) {
          write(root, path, text(random), MODE);
        }
      }
      case 3, 4 -> {
        if (stat == null) {
          FILES.mkdirat(root, path, 0755);
        }
      }
      case 5 -> {
        delete(root, path);
        FILES.symlinkat("to" + random.nextInt(3), root, path);
      }
      case 6, 7 -> delete(root, path);
      case 8 -> {
        if (stat != null && !stat.isSymlink()) {
          FILES.fchmodat(root, path, stat.isDirectory() ? 0750 : 0600 + random.nextInt(2) * 0100);
        }
      }
      default -> rename(root, path, directories, random);
    }
  }

  private static void rename(
      int root, String path, List<String> directories, RandomGenerator random) throws IOException {
    var to =
        child(directories.get(random.nextInt(directories.size())), "n" + random.nextInt(NAMES));
    if (FILES.lstatOrNull(root, path) == null || to.equals(path) || to.startsWith(path + "/")) {
      return;
    }
    if (path.startsWith(to + "/")) {
      return;
    }
    delete(root, to);
    FILES.renameat2(root, path, root, to, 0);
  }

  public static String text(RandomGenerator random) {
    var out = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      out.append("line ").append(i).append(random.nextInt(7) == 0 ? " changed" : "").append('\n');
    }
    return out.toString();
  }

  public static void write(int root, String path, String text, int mode) throws IOException {
    int fd =
        FILES.openat(
            root,
            path,
            FileCalls.O_WRONLY | FileCalls.O_CREAT | FileCalls.O_TRUNC | FileCalls.O_NOFOLLOW,
            mode);
    try {
      FILES.writeAll(fd, text.getBytes(StandardCharsets.UTF_8));
    } finally {
      FILES.close(fd);
    }
  }

  public static void delete(int root, String path) throws IOException {
    var stat = FILES.lstatOrNull(root, path);
    if (stat == null) {
      return;
    }
    if (stat.isDirectory()) {
      for (var entry : FILES.list(root, path)) {
        delete(root, child(path, entry.name()));
      }
    }
    FILES.unlinkat(root, path, stat.isDirectory() ? FileCalls.AT_REMOVEDIR : 0);
  }

  private static void directories(int root, String path, List<String> found) throws IOException {
    found.add(path);
    for (var entry : FILES.list(root, path.isEmpty() ? "." : path)) {
      if (entry.type() == DirEntry.DIRECTORY) {
        directories(root, child(path, entry.name()), found);
      }
    }
  }

  private static String child(String parent, String name) {
    return parent.isEmpty() ? name : parent + "/" + name;
  }
}
