package dev.unwait.workspace;

import static dev.unwait.linux.FileCalls.AT_REMOVEDIR;
import static dev.unwait.linux.FileCalls.O_APPEND;
import static dev.unwait.linux.FileCalls.O_CREAT;
import static dev.unwait.linux.FileCalls.O_EXCL;
import static dev.unwait.linux.FileCalls.O_TRUNC;
import static dev.unwait.linux.FileCalls.O_WRONLY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.unwait.files.Edit;
import dev.unwait.files.EditJournal;
import dev.unwait.files.FileEditor;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.SystemCallException;
import dev.unwait.testing.TreeEdits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;

/// A real tree and its model, to both of which the same is done.
@NullMarked
final class TwinTree {
  private static final Linux LINUX = Linux.real();
  private static final FileCalls FILES = LINUX.files();
  private static final int NAMES = 5;
  private static final int DEPTH_MAX = 4;
  private static final int BINARY_BYTES_MAX = 70_000;
  private static final List<Integer> FILE_MODES = List.of(0644, 0755, 0600);
  private static final List<Integer> DIRECTORY_MODES = List.of(0755, 0700, 0750);

  private final int root;
  private final ModelTree model;
  private final RandomGenerator random;
  private final Set<String> kept;

  /// @param kept paths that are left alone
  TwinTree(int root, ModelTree model, RandomGenerator random, Set<String> kept) {
    this.root = root;
    this.model = model;
    this.random = random;
    this.kept = kept;
  }

  /// Does something random.
  ///
  /// @return what, for the record
  String step() throws IOException {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> write(anyPath());
      case 3 -> replace(anyPath());
      case 4 -> append(anyPath());
      case 5, 6 -> mkdir(anyPath());
      case 7 -> rmdir(anyPath());
      case 8 -> delete(anyPath());
      case 9, 10 -> rename(anyPath(), anyPath());
      case 11 -> chmod(anyPath());
      case 12 -> symlink(anyPath());
      case 13 -> link(anyPath(), anyPath());
      default -> edit(anyPath(), anyPath());
    };
  }

  /// A path that is there, or could be.
  private String anyPath() {
    var paths = model.paths();
    if (!paths.isEmpty() && random.nextInt(3) == 0) {
      var path = paths.get(random.nextInt(paths.size()));
      return kept.contains(path) ? "n0" : path;
    }
    var directories =
        model.directories().stream().filter(d -> d.split("/").length < DEPTH_MAX).toList();
    var parent = directories.get(random.nextInt(directories.size()));
    var name = "n" + random.nextInt(NAMES);
    return parent.isEmpty() ? name : parent + "/" + name;
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private boolean isFree(String path) {
    return !model.has(path) && model.isDirectory(parent(path));
  }

  private String content() {
    if (random.nextInt(12) > 0) {
      return TreeEdits.text(random);
    }
    byte[] bytes = new byte[random.nextInt(BINARY_BYTES_MAX)];
    random.nextBytes(bytes);
    if (bytes.length > 0) {
      bytes[0] = 0; // Binary for certain.
    }
    return new String(bytes, ISO_8859_1);
  }

  private String write(String path) throws IOException {
    if (model.linked.contains(path) || (!isFree(path) && !model.isFile(path))) {
      return "";
    }
    var content = content();
    put(path, content, O_TRUNC);
    model.file(path, model.isFile(path) ? model.permissions(path) : 0644, content);
    return "write " + path;
  }

  private String append(String path) throws IOException {
    if (model.linked.contains(path) || !model.isFile(path)) {
      return "";
    }
    put(path, "appended\n", O_APPEND);
    model.file(path, model.permissions(path), model.content(path) + "appended\n");
    return "append " + path;
  }

  private void put(String path, String content, int flags) throws IOException {
    int fd = FILES.openat2(root, path, O_WRONLY | O_CREAT | flags, 0644);
    try {
      FILES.writeAll(fd, content.getBytes(ISO_8859_1));
    } finally {
      FILES.close(fd);
    }
  }

  private String replace(String path) throws IOException {
    if (model.isDirectory(path) || !model.isDirectory(parent(path))) {
      return "";
    }
    var content = content();
    put(path + ".new", content, O_EXCL);
    FILES.renameat2(root, path + ".new", root, path, 0);
    model.remove(path);
    model.file(path, 0644, content);
    return "replace " + path;
  }

  private String mkdir(String path) throws IOException {
    if (!isFree(path)) {
      return "";
    }
    FILES.mkdirat(root, path, 0755);
    model.directory(path, 0755);
    return "mkdir " + path;
  }

  private String rmdir(String path) throws IOException {
    if (!model.isEmptyDirectory(path)) {
      return "";
    }
    FILES.unlinkat(root, path, AT_REMOVEDIR);
    model.remove(path);
    return "rmdir " + path;
  }

  private String delete(String path) throws IOException {
    if (!model.has(path)) {
      return "";
    }
    for (var below : model.below(path).reversed()) {
      FILES.unlinkat(root, below, model.isDirectory(below) ? AT_REMOVEDIR : 0);
    }
    FILES.unlinkat(root, path, model.isDirectory(path) ? AT_REMOVEDIR : 0);
    model.remove(path);
    return "delete " + path;
  }

  private String rename(String from, String to) throws IOException {
    boolean fits =
        model.isDirectory(from)
            ? isFree(to) || model.isEmptyDirectory(to)
            : isFree(to) || (model.has(to) && !model.isDirectory(to));
    boolean nested = to.equals(from) || to.startsWith(from + "/") || from.startsWith(to + "/");
    if (!model.has(from) || !fits || nested) {
      return "";
    }
    if (model.linked.contains(from) && model.linked.contains(to)) {
      return ""; // Two names of one file: rename does nothing.
    }
    try {
      FILES.renameat2(root, from, root, to, 0);
    } catch (SystemCallException e) {
      if (e.is(Errno.EXDEV) && model.isDirectory(from)) {
        return ""; // In a user namespace the kernel cannot redirect directories.
      }
      throw e;
    }
    model.rename(from, to);
    return "rename " + from + " to " + to;
  }

  private String chmod(String path) throws IOException {
    boolean plain = model.isFile(path) && !model.linked.contains(path);
    if (!plain && !model.isDirectory(path)) {
      return "";
    }
    var modes = plain ? FILE_MODES : DIRECTORY_MODES;
    int mode = modes.get(random.nextInt(modes.size()));
    FILES.fchmodat(root, path, mode);
    model.chmod(path, mode);
    return "chmod " + path + " " + Integer.toOctalString(mode);
  }

  private String symlink(String path) throws IOException {
    if (!isFree(path)) {
      return "";
    }
    var target = List.of("n0", "../n1", "/etc/passwd", "nowhere").get(random.nextInt(4));
    FILES.symlinkat(target, root, path);
    model.symlink(path, target);
    return "symlink " + path + " to " + target;
  }

  private String link(String path, String name) throws IOException {
    if (!model.isFile(path) || !isFree(name)) {
      return "";
    }
    FILES.linkat(root, path, root, name);
    model.file(name, model.permissions(path), model.content(path));
    model.linked.add(path);
    model.linked.add(name);
    return "link " + path + " as " + name;
  }

  private String edit(String path, String other) throws IOException {
    var editor = new FileEditor(LINUX, random);
    var content = TreeEdits.text(random);
    if (isFree(path) || model.isFile(path)) {
      int mode = model.isFile(path) ? model.permissions(path) : 0644;
      editor.edit(root, List.of(new Edit.Write(path, content)), Map.of(), EditJournal.NONE);
      model.remove(path);
      model.file(path, mode, content);
      return "edit " + path;
    }
    boolean nested = other.startsWith(path + "/");
    if (model.has(path) && !model.isDirectory(path) && isFree(other) && !nested) {
      editor.edit(root, List.of(new Edit.RenameTo(path, other)), Map.of(), EditJournal.NONE);
      model.rename(path, other);
      return "edit: rename " + path + " to " + other;
    }
    return "";
  }
}
