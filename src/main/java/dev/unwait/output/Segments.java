package dev.unwait.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of one output: a folder of numbered segments, each a row of chunks behind small heads,
/// and a last file that says how it ended.
final class Segments {
  private static final int HEAD = 24;
  private static final int MAGIC = 0x554F5554;
  private static final String END = "end";

  private final Path folder;
  private final long size;
  private final int keptFirst;
  private int segment;
  private long segmentRaw;
  private long bytes;

  /// @param size the uncompressed bytes in one segment
  /// @param keptFirst the first so many segments never roll away
  Segments(Path folder, long size, int keptFirst) {
    this.folder = folder;
    this.size = size;
    this.keptFirst = keptFirst;
  }

  long bytes() {
    return bytes;
  }

  Chunk write(Chunk chunk, byte[] packed) throws IOException {
    if (segmentRaw >= size) {
      segment++;
      segmentRaw = 0;
    }
    Files.createDirectories(folder);
    var head = ByteBuffer.allocate(HEAD + packed.length);
    head.putInt(MAGIC).putLong(chunk.firstLine()).putInt(chunk.lines());
    head.putInt(chunk.length()).putInt(packed.length).put(packed).flip();
    try (var file =
        FileChannel.open(file(segment), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long at = file.size();
      file.position(at);
      try {
        while (head.hasRemaining()) {
          file.write(head);
        }
      } catch (IOException e) {
        file.truncate(at); // Half a chunk would hide what comes after it.
        throw e;
      }
      segmentRaw += chunk.length();
      bytes += HEAD + packed.length;
      return new Chunk(
          chunk.firstLine(), chunk.lines(), chunk.length(), segment, at + HEAD, packed.length);
    }
  }

  byte[] read(Chunk chunk) throws IOException {
    var packed = ByteBuffer.allocate(chunk.packed());
    try (var file = FileChannel.open(file(chunk.segment()))) {
      while (packed.hasRemaining()) {
        if (file.read(packed, chunk.offset() + packed.position()) < 0) {
          throw new IOException("read output " + folder.getFileName() + " failed: it ends early");
        }
      }
    }
    return packed.array();
  }

  /// Finds what an earlier daemon wrote; a chunk that was cut short ends its segment.
  List<Chunk> scan() throws IOException {
    var chunks = new ArrayList<Chunk>();
    try (var files = Files.list(folder)) {
      for (var file : files.filter(f -> !f.endsWith(END)).sorted().toList()) {
        scan(file, chunks);
      }
    }
    return chunks;
  }

  private void scan(Path path, List<Chunk> chunks) throws IOException {
    segment = Integer.parseInt(path.getFileName().toString());
    try (var file = FileChannel.open(path)) {
      long at = 0;
      var head = ByteBuffer.allocate(HEAD);
      while (file.read(head.clear(), at) == HEAD && head.flip().getInt() == MAGIC) {
        long first = head.getLong();
        int lines = head.getInt();
        int length = head.getInt();
        int packed = head.getInt();
        if (at + HEAD + packed > file.size()) {
          break;
        }
        chunks.add(new Chunk(first, lines, length, segment, at + HEAD, packed));
        at += HEAD + packed;
      }
      bytes += file.size();
    }
  }

  /// The oldest segment that may roll away: neither of the first ones nor the one being written.
  int oldestRolling(List<Chunk> chunks) {
    return chunks.stream()
        .mapToInt(Chunk::segment)
        .filter(number -> number >= keptFirst && number < segment)
        .findFirst()
        .orElse(-1);
  }

  void finish(@Nullable Integer exit) throws IOException {
    if (Files.isDirectory(folder)) {
      Files.writeString(folder.resolve(END), exit == null ? "" : exit.toString());
    }
  }

  /// How it ended: empty where the daemon ended first.
  @Nullable Integer exit() throws IOException {
    try {
      String text = Files.readString(folder.resolve(END));
      return text.isEmpty() ? null : Integer.valueOf(text);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  void delete(int number) {
    delete(file(number));
  }

  void deleteAll() {
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        files.toList().forEach(this::delete);
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        bytes = 0; // What cannot be deleted is found and counted again at the next start.
      }
    }
  }

  private void delete(Path file) {
    try {
      bytes -= Files.size(file);
      Files.delete(file);
    } catch (IOException e) {
      bytes = Math.max(0, bytes); // As above.
    }
  }

  private Path file(int number) {
    return folder.resolve("%06d".formatted(number));
  }
}
