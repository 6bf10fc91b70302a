package dev.unwait.shell;

import dev.unwait.linux.ProcessCalls;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One running command under watch: compares what it uses with the bounds. Used by the watch's
/// thread.
final class Watched {
  /// Finds the folder in which the branch's own differences are.
  @FunctionalInterface
  interface Folder {
    Path find() throws IOException;
  }

  private static final Duration DISK_PERIOD = Duration.ofSeconds(2);
  // Counting must not keep the disk busy: so many times longer between two counts than one takes.
  private static final int DISK_SHARE = 20;

  private final Bounds bounds;
  private final int initPid;
  private final Stopper stopper;
  private final Folder folder;
  private final AtomicBoolean counting = new AtomicBoolean();
  private long cpuBefore = -1;
  private volatile long countAt = System.nanoTime() + DISK_PERIOD.toNanos() / 2;

  Watched(Bounds bounds, int initPid, Stopper stopper, Folder folder) {
    this.bounds = bounds;
    this.initPid = initPid;
    this.stopper = stopper;
    this.folder = folder;
  }

  void look() {
    var all = Kin.below(initPid);
    var usage = Usage.of(all);
    if (cpuBefore < 0) {
      cpuBefore = usage.cpuTicks();
    }
    boolean stopping = stopper.reason() != null;
    if (usage.processes() > bounds.processes()) {
      stopper.stopAll("processes"); // One by one they may be faster than we are.
    } else if (usage.memory() > bounds.memory() && Usage.memoryExactly(all) > bounds.memory()) {
      end("memory", stopping);
    } else if (usage.cpuTicks() - cpuBefore > bounds.cpu().toSeconds() * Usage.TICKS && !stopping) {
      end("cpu", false);
    }
    if (System.nanoTime() - countAt > 0 && counting.compareAndSet(false, true)) {
      Thread.ofVirtual().name("shell-disk").start(this::countDisk);
    }
  }

  /// Ends the command in a way that lets bash keep its state, or if that was tried, all at once.
  private void end(String why, boolean stopping) {
    if (stopping) {
      stopper.stopAll(why);
    } else {
      stopper.stop(why, ProcessCalls.SIGKILL);
    }
  }

  private void countDisk() {
    long began = System.nanoTime();
    if (size() > bounds.disk()) {
      stopper.stop("disk", ProcessCalls.SIGKILL);
    }
    long now = System.nanoTime();
    countAt = now + Math.max(DISK_PERIOD.toNanos(), DISK_SHARE * (now - began));
    counting.set(false);
  }

  private long size() {
    var sum = new Sum();
    try {
      Files.walkFileTree(folder.find(), sum);
    } catch (IOException e) {
      return sum.bytes; // The branch may just be going away.
    }
    return sum.bytes;
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE; // Deleted meanwhile.
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
