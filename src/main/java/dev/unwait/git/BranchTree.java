package dev.unwait.git;

import static dev.unwait.linux.FileCalls.O_NONBLOCK;
import static dev.unwait.linux.FileCalls.O_RDONLY;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.delta.Node;
import dev.unwait.delta.View;
import dev.unwait.linux.Names;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/// Builds a git tree out of another and of the files of a view, as `git add` would without filters.
final class BranchTree {
  private static final int ATTRIBUTES_BYTES_MAX = 1 << 20;
  private static final int CHUNK = 1 << 16;

  private final Repository repository;
  private final View view;
  private final String prefix;
  private final ObjectInserter inserter;
  private final SortedSet<String> notes = new TreeSet<>();
  private final SortedSet<String> attributesRead = new TreeSet<>();

  /// @param prefix where the view stands in the repository: empty, or a path that ends with `/`
  BranchTree(Repository repository, View view, String prefix, ObjectInserter inserter) {
    this.repository = repository;
    this.view = view;
    this.prefix = prefix;
    this.inserter = inserter;
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /// Takes the given paths from the view, and all else from the tree.
  ObjectId write(@Nullable ObjectId tree, List<String> paths) throws IOException {
    var index = DirCache.newInCore();
    if (tree != null) {
      var builder = index.builder();
      try (var reader = repository.newObjectReader()) {
        builder.addTree(new byte[0], DirCacheEntry.STAGE_0, reader, tree);
      }
      builder.finish();
    }
    var rules = new IgnoreRules(view, repository, prefix);
    var editor = index.editor();
    for (var path : paths) {
      if (!isGit(path) && !isInSubmodule(index, prefix + path)) {
        edit(path, index.getEntry(prefix + path), rules, editor);
      }
    }
    editor.finish();
    noteConversions();
    return index.writeTree(inserter);
  }

  private static boolean isGit(String path) {
    return ("/" + path + "/").contains("/.git/");
  }

  private static boolean isInSubmodule(DirCache index, String path) {
    for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      if (isSubmodule(index.getEntry(path.substring(0, at)))) {
        return true;
      }
    }
    return isSubmodule(index.getEntry(path));
  }

  private static boolean isSubmodule(@Nullable DirCacheEntry entry) {
    return entry != null && entry.getFileMode().equals(FileMode.GITLINK);
  }

  private void edit(
      String path, @Nullable DirCacheEntry tracked, IgnoreRules rules, DirCacheEditor editor)
      throws IOException {
    var node = view.node(path);
    if (node == null || node.isDirectory() || node.kind() == Node.Kind.FIFO) {
      if (tracked != null) {
        editor.add(new DirCacheEditor.DeletePath(tracked));
      }
    } else if (tracked != null || !rules.ignores(path)) {
      if (!isUtf8(path)) {
        notes.add("left out, its name is not UTF-8: " + path);
        return;
      }
      noteFilters(path);
      put(path, node, tracked, editor);
    }
  }

  /// JGit knows names as text only.
  private static boolean isUtf8(String path) {
    return new String(Names.encode(path), UTF_8).equals(path);
  }

  private void put(String path, Node node, @Nullable DirCacheEntry tracked, DirCacheEditor editor)
      throws IOException {
    var id = insert(path, node);
    var mode = mode(node, tracked);
    editor.add(
        new DirCacheEditor.PathEdit(prefix + path) {
          @Override
          public void apply(DirCacheEntry entry) {
            entry.setFileMode(mode);
            entry.setObjectId(id);
          }
        });
  }

  private FileMode mode(Node node, @Nullable DirCacheEntry tracked) {
    if (node.kind() == Node.Kind.SYMLINK) {
      return FileMode.SYMLINK;
    }
    if (tracked != null && !keepsModes() && isPlainFile(tracked)) {
      return tracked.getFileMode();
    }
    return node.isExecutable() ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
  }

  private boolean keepsModes() {
    return repository.getConfig().getBoolean("core", "filemode", true);
  }

  private static boolean isPlainFile(DirCacheEntry entry) {
    return (entry.getRawMode() & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
  }

  private ObjectId insert(String path, Node node) throws IOException {
    if (node.target() != null) {
      return inserter.insert(Constants.OBJ_BLOB, Names.encode(node.target()));
    }
    var files = view.linux().files();
    int fd = view.open(path, O_RDONLY | O_NONBLOCK);
    try (var in = new Reading(view, fd)) {
      return inserter.insert(Constants.OBJ_BLOB, files.fstat(fd).size(), in);
    } finally {
      files.close(fd);
    }
  }

  /// A stream from a descriptor that somebody else closes.
  private static final class Reading extends InputStream {
    private final View view;
    private final int fd;
    private byte[] chunk = new byte[0];
    private int at;

    Reading(View view, int fd) {
      this.view = view;
      this.fd = fd;
    }

    private boolean fill() throws IOException {
      if (at == chunk.length) {
        chunk = view.linux().files().readAll(fd, CHUNK);
        at = 0;
      }
      return at < chunk.length;
    }

    @Override
    public int read() throws IOException {
      return fill() ? Byte.toUnsignedInt(chunk[at++]) : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int n = Math.min(length, chunk.length - at);
      System.arraycopy(chunk, at, bytes, from, n);
      at += n;
      return n;
    }
  }

  /// Says which filters the attributes ask for, as none of them runs.
  private void noteFilters(String path) throws IOException {
    for (int at = path.lastIndexOf('/'); ; at = path.lastIndexOf('/', at - 1)) {
      var folder = at < 0 ? "" : path.substring(0, at + 1);
      if (attributesRead.add(folder)) {
        noteFilters(folder, view.readOrNull(folder + ".gitattributes", ATTRIBUTES_BYTES_MAX));
      }
      if (at < 0) {
        return;
      }
    }
  }

  private void noteFilters(String folder, byte @Nullable [] attributes) {
    for (var word : attributes == null ? new String[0] : words(attributes)) {
      for (var name : new String[] {"filter=", "working-tree-encoding=", "eol=", "ident"}) {
        if (word.startsWith(name)) {
          notes.add(folder + ".gitattributes asks for " + word + ", which was not done");
        }
      }
    }
  }

  private static String[] words(byte[] attributes) {
    var words = new ArrayList<String>();
    new String(attributes, UTF_8)
        .lines()
        .filter(line -> !line.strip().startsWith("#"))
        .forEach(line -> words.addAll(List.of(line.strip().split("\\s+"))));
    return words.toArray(String[]::new);
  }

  private void noteConversions() {
    var conversion = repository.getConfig().getString("core", null, "autocrlf");
    if (conversion != null && !conversion.equals("false")) {
      notes.add("core.autocrlf is " + conversion + ": line ends were taken as they are");
    }
  }
}
