package dev.unwait.transfer;

import dev.unwait.linux.Linux;
import dev.unwait.linux.Names;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The stamps of all paths of a tree as they once were: one block of bytes for each directory, so
/// that half a million paths take some 25 MB.
public final class Manifest {
  private static final int FIXED = Short.BYTES + Integer.BYTES + 4 * Long.BYTES;

  private final Map<String, byte[]> blocks;

  Manifest(Map<String, byte[]> blocks) {
    this.blocks = Map.copyOf(blocks);
  }

  /// What has happened to a tree since.
  ///
  /// @param added each new path, also below new directories; sorted, as the others are
  /// @param now the stamps as of this look at it
  public record Changes(
      List<String> added, List<String> modified, List<String> deleted, Manifest now) {
    public Changes {
      added = List.copyOf(added);
      modified = List.copyOf(modified);
      deleted = List.copyOf(deleted);
    }

    public boolean isEmpty() {
      return added.isEmpty() && modified.isEmpty() && deleted.isEmpty();
    }
  }

  /// Reads what {@link #write} wrote; an error names what is wrong with the file.
  public static Manifest read(Path file) throws IOException {
    return ManifestFile.read(file);
  }

  /// Writes it beside the file, brings it to the disk, then puts it in the file's place.
  public void write(Path file) throws IOException {
    ManifestFile.write(blocks, file);
  }

  /// How many paths it knows.
  public int size() {
    return blocks.values().stream().mapToInt(block -> entries(block).size()).sum();
  }

  /// The stamp of a path, if it was there.
  public Optional<Stamp> stamp(String path) {
    return Optional.ofNullable(directory(Paths.parent(path)).get(Paths.name(path)));
  }

  /// Looks at the whole live tree, with `lstat` only, on many threads.
  public Changes changes(Linux linux, int live, CopyOptions options) throws IOException {
    return new ManifestWalk(linux, live, options, this).run();
  }

  /// Which of some paths are not what they were; a path that was not there has to be missing still.
  public List<String> moved(Linux linux, int live, Collection<String> paths) throws IOException {
    var moved = new ArrayList<String>();
    for (var path : paths) {
      var was = stamp(path);
      var stat = linux.files().lstatOrNull(live, path);
      boolean same =
          stat == null ? was.isEmpty() : was.isPresent() && was.get().agrees(Stamp.of(stat));
      if (!same) {
        moved.add(path);
      }
    }
    return moved;
  }

  /// What the directory held, in a map of the caller's own.
  Map<String, Stamp> directory(String path) {
    byte[] block = blocks.get(path);
    return block == null ? new HashMap<>() : entries(block);
  }

  private static Map<String, Stamp> entries(byte[] block) {
    var entries = new HashMap<String, Stamp>();
    var in = ByteBuffer.wrap(block);
    while (in.hasRemaining()) {
      byte[] name = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(name);
      var stamp = new Stamp(in.getInt(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
      entries.put(Names.decode(name), stamp);
    }
    return entries;
  }

  /// Gathers the stamps while a tree is walked. Safe for use by many threads.
  static final class Builder {
    private final Map<String, ByteBuffer> blocks = new ConcurrentHashMap<>();

    /// Makes the directory known, even if nothing is in it.
    void directory(String path) {
      blocks.computeIfAbsent(path, _ -> ByteBuffer.allocate(0));
    }

    void add(String path, Stamp stamp) {
      byte[] name = Names.encode(Paths.name(path));
      blocks.compute(Paths.parent(path), (_, block) -> append(block, name, stamp));
    }

    private static ByteBuffer append(@Nullable ByteBuffer block, byte[] name, Stamp stamp) {
      int length = FIXED + name.length;
      var out = block == null ? ByteBuffer.allocate(length) : block;
      if (out.remaining() < length) {
        out = ByteBuffer.allocate(out.capacity() * 2 + length).put(out.flip());
      }
      return out.putShort((short) name.length)
          .put(name)
          .putInt(stamp.mode())
          .putLong(stamp.ino())
          .putLong(stamp.size())
          .putLong(stamp.mtimeNanos())
          .putLong(stamp.ctimeNanos());
    }

    Manifest build() {
      var built = new HashMap<String, byte[]>();
      blocks.forEach((path, block) -> {
        byte[] bytes = new byte[block.position()];
        block.get(0, bytes);
        built.put(path, bytes);
      });
      return new Manifest(built);
    }
  }
}
