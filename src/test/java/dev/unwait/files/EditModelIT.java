package dev.unwait.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwait.base.RefusalException;
import dev.unwait.files.Edit.Delete;
import dev.unwait.files.Edit.RenameTo;
import dev.unwait.files.Edit.Replace;
import dev.unwait.files.Edit.Write;
import dev.unwait.linux.Errno;
import dev.unwait.linux.Faults;
import dev.unwait.linux.Linux;
import dev.unwait.linux.SystemCallException;
import dev.unwait.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compares edits of random trees with the same edits of a map, also when system calls fail and
/// when the process is killed at any of them.
@NullMarked
class EditModelIT {
  private static final List<String> PATHS =
      List.of("a", "b", "d/a", "d/b", "d/e/a", "d", "d/e", "n/o/p", "n", "n/o");
  private static final List<String> WORDS = List.of("x", "y", "xy", "x\ny", "z\n", "");
  private static final int FAULTY_SEEDS = 12;
  @TempDir Path folder;

  /// A tree as a map: content by path, and null for a directory.
  private static final class Model {
    final TreeMap<String, @Nullable String> tree = new TreeMap<>();

    Model() {}

    Model(Model other) {
      tree.putAll(other.tree);
    }

    boolean apply(Edit edit) {
      return switch (edit) {
        case Replace replace -> replace(replace);
        case Write write -> write(write);
        case Delete(var path) -> {
          if (!tree.containsKey(path) || tree.containsKey(firstBelow(path))) {
            yield false;
          }
          tree.remove(path);
          yield true;
        }
        case RenameTo rename -> rename(rename.path(), rename.to());
      };
    }

    private String firstBelow(String path) {
      String next = tree.ceilingKey(path + "/");
      return next != null && next.startsWith(path + "/") ? next : "/";
    }

    private boolean replace(Replace edit) {
      String text = tree.get(edit.path());
      if (text == null
          || edit.old().isEmpty()
          || edit.old().equals(edit.replacement())
          || !text.contains(edit.old())) {
        return false;
      }
      int first = text.indexOf(edit.old());
      if (!edit.all() && text.indexOf(edit.old(), first + edit.old().length()) >= 0) {
        return false;
      }
      tree.put(edit.path(), text.replace(edit.old(), edit.replacement()));
      return true;
    }

    private boolean write(Write edit) {
      if ((tree.containsKey(edit.path()) && tree.get(edit.path()) == null)
          || !makeParents(edit.path())) {
        return false;
      }
      tree.put(edit.path(), edit.content());
      return true;
    }

    private boolean makeParents(String path) {
      int slash = path.lastIndexOf('/');
      if (slash < 0) {
        return true;
      }
      String parent = path.substring(0, slash);
      if (tree.containsKey(parent)) {
        return tree.get(parent) == null;
      }
      if (!makeParents(parent)) {
        return false;
      }
      tree.put(parent, null);
      return true;
    }

    private boolean rename(String from, String to) {
      boolean inside = to.equals(from) || to.startsWith(from + "/");
      if (!tree.containsKey(from) || inside || tree.containsKey(to) || !makeParents(to)) {
        return false;
      }
      var moved = new TreeMap<String, @Nullable String>();
      for (String path : List.copyOf(tree.keySet())) {
        if (path.equals(from) || path.startsWith(from + "/")) {
          moved.put(to + path.substring(from.length()), tree.remove(path));
        }
      }
      tree.putAll(moved);
      return true;
    }

    void writeTo(Path root) throws IOException {
      for (var entry : tree.entrySet()) {
        Path path = root.resolve(entry.getKey());
        String content = entry.getValue();
        if (content == null) {
          Files.createDirectory(path);
        } else {
          Files.writeString(path, content);
        }
      }
    }

    static Model of(Path root) throws IOException {
      var model = new Model();
      try (var paths = Files.walk(root)) {
        for (Path path : (Iterable<Path>) paths.skip(1)::iterator) {
          model.tree.put(
              root.relativize(path).toString(),
              Files.isDirectory(path) ? null : Files.readString(path));
        }
      }
      return model;
    }
  }

  private static <T> T any(RandomGenerator random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static Model randomTree(RandomGenerator random) {
    var model = new Model();
    for (String path : PATHS) {
      switch (random.nextInt(3)) {
        case 0 -> model.apply(new Write(path, any(random, WORDS) + any(random, WORDS)));
        case 1 -> model.apply(new Write(path + "/c", "x"));
        default -> {}
      }
    }
    return model;
  }

  /// Edits of which most can be done.
  private static List<Edit> randomEdits(RandomGenerator random, Model model, int count) {
    var edits = new ArrayList<Edit>();
    var trial = new Model(model);
    while (edits.size() < count) {
      var paths = new ArrayList<>(trial.tree.keySet());
      paths.addAll(PATHS);
      Edit edit =
          switch (random.nextInt(4)) {
            case 0 -> new Write(any(random, paths), any(random, WORDS));
            case 1 -> new Delete(any(random, paths));
            case 2 -> new RenameTo(any(random, paths), any(random, paths));
            default ->
                new Replace(
                    any(random, paths),
                    any(random, WORDS),
                    any(random, WORDS),
                    random.nextBoolean());
          };
      if (trial.apply(edit) || random.nextInt(60) == 0) {
        edits.add(edit);
      }
    }
    return edits;
  }

  private static final class OneEntry implements EditJournal {
    byte @Nullable [] plan;

    @Override
    public long begin(byte[] bytes) {
      plan = bytes;
      return 1;
    }

    @Override
    public void done(long id) {
      plan = null;
    }
  }

  /// Carries edits out on a new tree and gives the tree afterwards.
  private static boolean edit(Path tree, Linux linux, EditJournal journal, List<Edit> edits)
      throws IOException {
    var editor = new FileEditor(linux, new SplittableRandom(7));
    try (var root = Trees.open(tree)) {
      editor.edit(root.fd(), edits, Map.of(), journal);
      return true;
    } catch (RefusalException _) {
      return false;
    }
  }

  private Path newTree(Model model) throws IOException {
    Path tree = Files.createTempDirectory(folder, "tree");
    model.writeTo(tree);
    return tree;
  }

  private static @Nullable Model after(Model before, List<Edit> edits) {
    var after = new Model(before);
    return edits.stream().allMatch(after::apply) ? after : null;
  }

  @Test
  void editsDoWhatTheyDoToAMapOrNothing() {
    Seeds.forEachSeed(random -> {
      var before = randomTree(random);
      var edits = randomEdits(random, before, 1 + random.nextInt(8));
      var after = after(before, edits);
      Path tree = newTree(before);
      var journal = new OneEntry();

      boolean done = edit(tree, Linux.real(), journal, edits);

      assertThat(done).as(() -> before.tree + " " + edits).isEqualTo(after != null);
      assertThat(Model.of(tree).tree)
          .as(() -> before.tree + " " + edits)
          .isEqualTo(after == null ? before.tree : after.tree);
      assertThat(journal.plan).isNull();
    });
  }

  /// Lets the call with a number fail, counting from 1.
  private static final class OneFault implements Faults {
    private final boolean kill;
    private int left;

    OneFault(int number, boolean kill) {
      left = number;
      this.kill = kill;
    }

    @Override
    public void before(String call) throws SystemCallException {
      if (call.equals("close")) {
        return;
      }
      left--;
      if (left < 0 && kill) {
        throw new AssertionError("killed");
      }
      if (left == 0) {
        if (kill) {
          throw new AssertionError("killed");
        }
        throw new SystemCallException(call, Errno.EIO);
      }
    }

    boolean happened() {
      return left <= 0;
    }
  }

  @Test
  void whateverCallFailsAllIsDoneOrNothing() {
    forEachFault(
        false,
        (tree, faults, edits, trees) -> {
          boolean done;
          var journal = new OneEntry();
          try {
            done = edit(tree, Linux.with(faults), journal, edits);
          } catch (SystemCallException _) {
            done = false;
          }
          assertThat(Model.of(tree).tree).isEqualTo((done ? trees.after() : trees.before()).tree);
          assertThat(journal.plan).isNull();
        });
  }

  @Test
  void whereverItIsKilledRecoveryMakesItAllOrNothing() {
    forEachFault(
        true,
        (tree, faults, edits, trees) -> {
          var journal = new OneEntry();
          try {
            edit(tree, Linux.with(faults), journal, edits);
          } catch (AssertionError e) {
            assertThat(e).hasMessageContaining("killed");
          }
          byte[] plan = journal.plan;
          boolean holds = Model.of(tree).tree.equals(trees.after().tree);
          if (plan != null) {
            var editor = new FileEditor(Linux.real(), new SplittableRandom(8));
            try (var root = Trees.open(tree)) {
              holds = editor.recover(root.fd(), plan);
              editor.recover(root.fd(), plan);
            }
          }
          assertThat(Model.of(tree).tree).isEqualTo((holds ? trees.after() : trees.before()).tree);
        });
  }

  private record BeforeAndAfter(Model before, Model after) {}

  @FunctionalInterface
  private interface Attempt {
    void make(Path tree, Faults faults, List<Edit> edits, BeforeAndAfter trees) throws Exception;
  }

  private void forEachFault(boolean kill, Attempt attempt) {
    int[] seeds = {0};
    Seeds.forEachSeed(random -> {
      boolean many = Long.getLong("seeds") != null || Long.getLong("seed") != null;
      if (seeds[0]++ >= FAULTY_SEEDS && !many) {
        return; // Each seed makes some hundred attempts.
      }
      var before = randomTree(random);
      Model after;
      List<Edit> edits;
      do {
        edits = randomEdits(random, before, 1 + random.nextInt(5));
        after = after(before, edits);
      } while (after == null);
      var trees = new BeforeAndAfter(before, after);
      var all = edits;
      for (int n = 1; ; n++) {
        var fault = new OneFault(n, kill);
        String what = "call " + n + " of " + before.tree + " " + edits;
        try {
          attempt.make(newTree(before), fault, all, trees);
        } catch (Exception | AssertionError e) {
          throw new AssertionError(what, e);
        }
        if (!fault.happened()) {
          break;
        }
      }
    });
  }

  @Test
  void aGuardHoldsTheFileToItsDigest() throws IOException {
    Files.writeString(folder.resolve("a"), "1");
    var editor = new FileEditor(Linux.real(), new SplittableRandom(7));
    try (var root = Trees.open(folder)) {
      String digest = Digest.of(new byte[] {'1'});

      var changed =
          editor.edit(
              root.fd(),
              List.of(new Replace("a", "1", "2", false), new Replace("a", "2", "3", false)),
              Map.of("a", digest),
              EditJournal.NONE);

      assertThat(changed)
          .containsExactly(new Changed("a", Changed.Kind.MODIFIED, Digest.of(new byte[] {'3'})));
      assertThatThrownBy(() ->
              editor.edit(
                  root.fd(), List.of(new Delete("a")), Map.of("a", digest), EditJournal.NONE))
          .isInstanceOf(RefusalException.class)
          .hasMessageContaining("its sha256 is " + Digest.of(new byte[] {'3'}));
    }
  }
}
