package dev.unwait.overlay;

import static dev.unwait.linux.FileCalls.AT_FDCWD;
import static dev.unwait.linux.FileCalls.O_CREAT;
import static dev.unwait.linux.FileCalls.O_EXCL;
import static dev.unwait.linux.FileCalls.O_RDONLY;
import static dev.unwait.linux.FileCalls.O_WRONLY;

import dev.unwait.branch.LayerId;
import dev.unwait.linux.DirEntry;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.MountCalls;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;

/// Tries a kind of back end for real: makes, writes, renames, deletes, freezes and looks.
final class Trial {
  private static final LayerId BASE = new LayerId(0);
  private static final LayerId TOP = new LayerId(1);
  private static final LayerId NEXT = new LayerId(2);
  private static final String ROOTLESS_NOTE =
      "tried and works, but for rename(2) of a directory that comes from the base, which fails with"
          + " EXDEV: mv, npm, cargo, git checkout and git stash copy it or do without; `git mv` of"
          + " a directory fails, use `mv` and `git add -A`";

  private final Linux linux;
  private final FileCalls files;
  private final Path folder;

  Trial(Linux linux, Path folder) {
    this.linux = linux;
    this.files = linux.files();
    this.folder = folder;
  }

  Probe run(Backend.Kind kind) {
    boolean overlay = kind == Backend.Kind.OVERLAY || kind == Backend.Kind.OVERLAY_ROOTLESS;
    try {
      String missing = missing(kind);
      if (!missing.isEmpty()) {
        return new Probe(kind, false, missing);
      }
      clear();
      try {
        attempt(kind, overlay);
      } finally {
        clear();
      }
      return new Probe(
          kind, true, kind == Backend.Kind.OVERLAY_ROOTLESS ? ROOTLESS_NOTE : "tried and works");
    } catch (IOException e) {
      String needs =
          overlay ? "; overlays need Linux 6.15, this is " + System.getProperty("os.version") : "";
      return new Probe(kind, false, e.getMessage() + needs);
    }
  }

  /// Removes what this trial, or one that was killed, left behind.
  private void clear() throws SystemCallException {
    if (files.lstatOrNull(AT_FDCWD, folder.toString()) != null) {
      new Removal(files, AT_FDCWD, () -> false)
          .remove(AT_FDCWD, folder.toString(), DirEntry.DIRECTORY);
    }
  }

  /// What the process lacks for this kind, or nothing.
  private String missing(Backend.Kind kind) throws IOException {
    boolean root = linux.mounts().geteuid() == 0;
    return switch (kind) {
      case OVERLAY -> root && !inUserNamespace() ? "" : "this process is not root of the machine";
      case OVERLAY_ROOTLESS ->
          root && inUserNamespace()
              ? ""
              : "this process is not root of a user namespace, as `unshare -Urm` makes it";
      case REFLINK, COPY -> "";
    };
  }

  /// Whether user numbers here are not those of the machine; see user_namespaces(7).
  static boolean inUserNamespace() throws IOException {
    var map = Files.readString(Path.of("/proc/self/uid_map")).strip().split("\\s+");
    return !List.of(map).equals(List.of("0", "0", "4294967295"));
  }

  private void attempt(Backend.Kind kind, boolean overlay) throws IOException {
    try (var backend = Backends.create(linux, folder.resolve("layers"), kind)) {
      var base = backend.directory(BASE);
      Files.createDirectories(base.resolve("d"));
      Files.writeString(base.resolve("d/kept"), "kept");
      Files.writeString(base.resolve("gone"), "gone");
      if (kind == Backend.Kind.REFLINK) {
        reflink(base);
      }
      if (!overlay) {
        use(backend, List.of());
        return;
      }
      var place = Files.createDirectories(folder.resolve("place"));
      int namespace = namespace();
      try {
        use(backend, List.of(new Place(namespace, place.toString())));
      } finally {
        files.close(namespace);
      }
    }
  }

  /// A mount namespace that nobody else is in, so that a trial leaves no trace.
  private int namespace() throws IOException {
    var opened =
        new FutureTask<>(() -> {
          linux.mounts().unshare(MountCalls.CLONE_NEWNS);
          linux.mounts().makePrivate();
          return files.openat(AT_FDCWD, "/proc/thread-self/ns/mnt", O_RDONLY, 0);
        });
    Thread.ofPlatform().name("trial").start(opened);
    return Namespaces.await(opened);
  }

  private void reflink(Path base) throws SystemCallException {
    int source = files.openat(AT_FDCWD, base + "/d/kept", O_RDONLY, 0);
    try {
      int target = files.openat(AT_FDCWD, base + "/clone", O_WRONLY | O_CREAT | O_EXCL, 0600);
      try {
        files.ficlone(target, source);
      } finally {
        files.close(target);
      }
    } finally {
      files.close(source);
    }
  }

  private void use(Backend backend, List<Place> places) throws IOException {
    var tree = backend.open(TOP, List.of(BASE));
    try {
      for (var place : places) {
        backend.show(tree, place);
      }
      int fd = files.openat2(tree.fd(), "new", O_WRONLY | O_CREAT | O_EXCL, 0644);
      files.writeAll(fd, "new".getBytes(StandardCharsets.UTF_8));
      files.close(fd);
      files.renameat2(tree.fd(), "d/kept", tree.fd(), "d/moved", 0);
      files.unlinkat(tree.fd(), "gone", 0);
      var frozen = backend.freeze(tree, NEXT, places, false);
      tree = frozen.live();
      expect(tree);
    } finally {
      tree.close();
    }
  }

  private void expect(Tree tree) throws IOException {
    boolean right =
        files.lstatOrNull(tree.fd(), "new") != null
            && files.lstatOrNull(tree.fd(), "d/moved") != null
            && files.lstatOrNull(tree.fd(), "d/kept") == null
            && files.lstatOrNull(tree.fd(), "gone") == null;
    if (!right) {
      throw new IOException("a branch that was frozen shows other files than before");
    }
  }
}
