package dev.unwait.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The ways in which people's tools make a working tree of their own, as far as this machine has
/// them.
final class Peers {
  static final String NATIVE = "native";
  static final String WORKTREE = "git worktree add";
  static final String COPY = "cp -a";
  static final String REFLINK = "cp -a --reflink";
  static final String FUSE = "fuse-overlayfs";
  static final String MOUNT = "mount -t overlay";
  static final String BASH = "bash -c";
  static final String BWRAP = "bwrap … bash -c";
  static final String GREP = "grep -rn";
  static final String RIPGREP = "ripgrep";
  static final String SOCKET = "socket";

  private final Bed bed;
  private final Repository repository;
  private final Path scratch;

  Peers(Bed bed, Repository repository) throws IOException {
    this.bed = bed;
    this.repository = repository;
    scratch = bed.scratch("peers");
  }

  /// All that make a tree of the repository's files and are here; notes name the others.
  List<Contender> trees() throws InterruptedException {
    var peers = new ArrayList<Contender>();
    peers.add(worktree());
    peers.add(copy(COPY, "-a"));
    if (reflinks()) {
      peers.add(copy(REFLINK, "-a", "--reflink=always"));
    } else {
      bed.note(REFLINK + ": this file system cannot share blocks");
    }
    if (Programs.exists("fuse-overlayfs")) {
      peers.add(overlay(FUSE, "fuse-overlayfs", "-o"));
    } else {
      bed.note(FUSE + ": not installed");
    }
    peers.add(mount());
    return peers;
  }

  /// The kernel's own overlay through the program `mount`, which only root may.
  Contender mount() {
    return overlay(MOUNT, "mount", "-t", "overlay", "overlay", "-o");
  }

  Contender worktree() {
    return new Contender(
        WORKTREE,
        1,
        () -> {
          var folder = scratch.resolve("worktree").toString();
          var programs = bed.programs();
          var root = repository.folder();
          double spent =
              programs.time(root, "git", "worktree", "add", "-q", "--detach", folder, "HEAD");
          programs.run(root, "git", "worktree", "remove", "--force", folder);
          settle();
          return spent;
        });
  }

  Contender copy(String name, String... options) {
    var command = new ArrayList<>(List.of("cp"));
    command.addAll(List.of(options));
    var folder = scratch.resolve("copy");
    command.addAll(List.of(repository.folder().toString(), folder.toString()));
    return new Contender(
        name,
        1,
        () -> {
          double spent = Contender.nanos(() -> bed.programs().run(scratch, command));
          bed.programs().run(scratch, "rm", "-rf", folder.toString());
          settle();
          return spent;
        });
  }

  /// Has the disk take what was written now, so that the next one to be measured need not wait.
  private void settle() throws IOException, InterruptedException {
    bed.programs().run(scratch, "sync", "-f", ".");
  }

  private Contender overlay(String name, String... mount) {
    return new Contender(
        name,
        1,
        () -> {
          var folder = Files.createTempDirectory(scratch, "overlay");
          for (var part : List.of("upper", "work", "tree")) {
            Files.createDirectory(folder.resolve(part));
          }
          var upper = folder.resolve("upper");
          var command = new ArrayList<>(List.of(mount));
          command.add(
              String.format(
                  "lowerdir=%s,upperdir=%s,workdir=%s",
                  repository.folder(), upper, folder.resolve("work")));
          command.add(folder.resolve("tree").toString());
          double spent = Contender.nanos(() -> bed.programs().run(folder, command));
          bed.programs().run(scratch, "umount", folder.resolve("tree").toString());
          bed.programs().run(scratch, "rm", "-rf", folder.toString());
          return spent;
        });
  }

  private boolean reflinks() throws InterruptedException {
    try {
      var probe = Files.writeString(scratch.resolve("probe"), "x").toString();
      bed.programs().run(scratch, "cp", "--reflink=always", probe, probe + "2");
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
