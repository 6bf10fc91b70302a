package dev.unwait.workspace;

import dev.unwait.branch.Branch;
import dev.unwait.overlay.LiveTree;
import dev.unwait.overlay.Place;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// One branch in memory: its record, its open tree and what shows it.
///
/// The record and the tree change under the exclusive lock only; a tree is opened under the shared
/// lock and {@link #opening}.
final class Node {
  final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  final ReentrantLock opening = new ReentrantLock();

  private final List<Attachment> attachments = new CopyOnWriteArrayList<>();
  private volatile Branch branch;
  private volatile @Nullable LiveTree tree;
  private volatile boolean gone;
  private volatile boolean unsaved;
  private volatile long usedNanos = System.nanoTime();

  Node(Branch branch) {
    this.branch = branch;
  }

  Branch branch() {
    return branch;
  }

  void become(Branch next) {
    branch = next;
  }

  @Nullable LiveTree tree() {
    return tree;
  }

  void opened(@Nullable LiveTree opened) {
    tree = opened;
  }

  boolean gone() {
    return gone;
  }

  void end() {
    gone = true;
  }

  /// Whether the record in memory is ahead of the one on the disk.
  boolean unsaved() {
    return unsaved;
  }

  void unsaved(boolean ahead) {
    unsaved = ahead;
  }

  void used() {
    usedNanos = System.nanoTime();
  }

  long usedNanos() {
    return usedNanos;
  }

  List<Attachment> attachments() {
    return attachments;
  }

  Collection<Place> places() {
    return attachments.stream().map(Attachment::place).toList();
  }

  /// Whether a command runs that must not be cut off.
  boolean busy() {
    return attachments.stream().anyMatch(Attachment::busy);
  }

  void exchanged() {
    attachments.forEach(Attachment::exchanged);
  }
}
