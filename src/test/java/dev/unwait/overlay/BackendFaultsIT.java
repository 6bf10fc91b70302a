package dev.unwait.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.unwait.branch.LayerId;
import dev.unwait.linux.Errno;
import dev.unwait.linux.Faults;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Every system call of every operation is made to fail once; afterwards nothing is left open or
/// mounted, and the tree is as it was. Alone, because it counts the descriptors of this JVM.
@NullMarked
@Isolated
class BackendFaultsIT {
  private static final int CALLS_MAX = 400;

  private final Trees trees = new Trees(Linux.real());
  private final FailingCall fault = new FailingCall();
  private final Linux linux = Linux.with(fault);
  @TempDir Path home;

  /// Lets one call fail, counted from when it is armed.
  private static final class FailingCall implements Faults {
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicBoolean struck = new AtomicBoolean();

    void arm(int calls) {
      struck.set(false);
      left.set(calls);
    }

    /// @return whether a call failed since it was armed
    boolean disarm() {
      left.set(0);
      return struck.get();
    }

    @Override
    public void before(String call) throws SystemCallException {
      // A descriptor that is closed is gone in any case; the sweeper only tidies.
      if (call.equals("close") || Thread.currentThread().getName().equals("sweeper")) {
        return;
      }
      if (left.getAndUpdate(n -> Math.max(0, n - 1)) == 1) {
        struck.set(true);
        throw new SystemCallException(call, Errno.EIO);
      }
    }
  }

  /// An operation on a live tree that is shown at a place.
  @FunctionalInterface
  private interface Operation {
    /// @return the tree that goes on, if it is another one
    LiveTree run(Backend backend, LiveTree tree, List<Place> places) throws IOException;
  }

  private Backend create(Backend.Kind kind, Linux calls) throws IOException {
    return Backends.create(calls, home.resolve(kind.name()), kind);
  }

  private LayerId fill(Backend backend) throws IOException {
    var base = trees.next();
    trees.fillBase(backend.directory(base));
    return base;
  }

  private void everyCallFails(Backend.Kind kind, Operation operation) throws Exception {
    var path = Files.createDirectories(home.resolve("place"));
    try (var one = new Shell(Linux.real());
        var two = new Shell(Linux.real());
        var backend = create(kind, linux)) {
      var base = fill(backend);
      var places =
          List.of(
              new Place(one.namespace(), path.toString()),
              new Place(two.namespace(), path.toString()));
      strike(backend, base, places, operation, CALLS_MAX); // None fails; all classes are loaded.
      clear(path, one, two);
      var gone = home.resolve(kind.name()).resolve(LayerFolders.GONE);
      trees.await(() -> trees.isEmpty(gone));
      long open = descriptors();
      // A copy makes the same calls for each file; every one of them would take a quarter minute.
      int step = kind == Backend.Kind.COPY ? 5 : 1;
      int call = 1;
      while (strike(backend, base, places, operation, call)) {
        clear(path, one, two);
        trees.await(() -> descriptors() == open);
        call += step;
        assertThat(call).as("an operation of few calls").isLessThan(CALLS_MAX);
      }
      assertThat(call).as("calls that could fail").isGreaterThan(5);
    }
  }

  /// @return whether the call was reached
  private boolean strike(
      Backend backend, LayerId base, List<Place> places, Operation operation, int call)
      throws Exception {
    var tree = backend.open(trees.next(), List.of(base));
    for (var place : places) {
      backend.show(tree, place);
    }
    var live = tree;
    fault.arm(call);
    try {
      live = operation.run(backend, tree, places);
    } catch (IOException e) {
      assertThat(e).hasStackTraceContaining("EIO");
    }
    boolean struck = fault.disarm();
    checkShown(backend, live, places, call);
    live.close();
    return struck;
  }

  /// Takes the tree away from the places, where nothing may be mounted then.
  private static void clear(Path path, Shell... shells) throws IOException {
    for (var shell : shells) {
      shell.run("umount " + path);
      assertThat(shell.run("grep -c ' %s ' /proc/self/mountinfo".formatted(path))).isEqualTo("0\n");
    }
  }

  /// The tree that goes on can be written to, and shows at all places.
  private void checkShown(Backend backend, LiveTree live, List<Place> places, int call)
      throws Exception {
    trees.append(live, "after", "call " + call);
    assertThat(backend.directory(live.top()).resolve("after")).hasContent("call " + call);
    try (var namespaces = new Namespaces(Linux.real())) {
      for (var place : places) {
        var shown =
            namespaces.send(() ->
                namespaces.inside(
                    place.namespace(),
                    () -> {
                      var files = Linux.real().files();
                      int fd =
                          files.openat(
                              FileCalls.AT_FDCWD, place.path() + "/after", FileCalls.O_WRONLY, 0);
                      files.close(fd);
                      return files.lstat(FileCalls.AT_FDCWD, place.path()).ino();
                    }));
        assertThat(shown).isEqualTo(Linux.real().files().fstat(live.fd()).ino());
      }
    }
  }

  private static long descriptors() throws IOException {
    return Linux.real().files().list(FileCalls.AT_FDCWD, "/proc/self/fd").size();
  }

  private static LiveTree freeze(LiveTree tree, Backend backend, List<Place> places, LayerId next)
      throws IOException {
    return backend.freeze(tree, next, places, false).live();
  }

  @Test
  void anOverlayThatFailsToFreezeGoesOn() throws Exception {
    everyCallFails(
        overlay(), (backend, tree, places) -> freeze(tree, backend, places, trees.next()));
  }

  @Test
  void anOverlayThatFailsToBeExchangedGoesOn() throws Exception {
    everyCallFails(overlay(), this::exchange);
  }

  @Test
  void anOverlayThatFailsToBeCopiedGoesOn() throws Exception {
    everyCallFails(
        overlay(),
        (backend, tree, places) -> {
          trees.append(tree, "new", "1");
          return backend.freeze(tree, trees.next(), places, true).live();
        });
  }

  @Test
  void aCopyThatFailsToBeExchangedGoesOn() throws Exception {
    everyCallFails(Backend.Kind.COPY, this::exchange);
  }

  @Test
  void aCopyThatFailsToBeCopiedGoesOn() throws Exception {
    everyCallFails(
        Backend.Kind.COPY, (backend, tree, places) -> freeze(tree, backend, places, trees.next()));
  }

  private LiveTree exchange(Backend backend, LiveTree tree, List<Place> places) throws IOException {
    var lowers = tree.layers().subList(1, tree.layers().size());
    return backend.exchange(tree, trees.next(), lowers, places).orElse(tree);
  }

  private static Backend.Kind overlay() throws IOException {
    return Trial.inUserNamespace() ? Backend.Kind.OVERLAY_ROOTLESS : Backend.Kind.OVERLAY;
  }

  @Test
  void whatFailsToOpenLeavesNothing() throws Exception {
    for (var kind : List.of(overlay(), Backend.Kind.COPY)) {
      boolean struck = true;
      for (int call = 1; struck; call++) {
        long open = descriptors();
        fault.arm(call);
        var top = trees.next();
        try (var backend = create(kind, linux)) {
          var base = fill(backend);
          backend.open(top, List.of(base)).close();
          backend.view(List.of(base)).close();
          struck = fault.disarm();
        } catch (IOException e) {
          assertThat(e).hasStackTraceContaining("EIO");
          struck = fault.disarm();
        }
        trees.await(() -> descriptors() == open);
        if (call > CALLS_MAX) {
          fail("an operation of few calls");
        }
      }
    }
  }
}
