package dev.unwait.files;

import dev.unwait.base.RefusalException;
import dev.unwait.linux.Errno;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.Reader;
import dev.unwait.linux.Stat;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads text files of a branch by lines.
public final class FileReader {
  public static final int LINES_DEFAULT = 2_000;
  public static final int FILE_BYTES_DEFAULT = 256 * 1024;
  public static final int TOTAL_BYTES_DEFAULT = 1024 * 1024;
  private static final int FILES_MAX = 200;
  private static final int SIZE_MAX = 64 * 1024 * 1024;

  /// What to read of a file.
  ///
  /// @param from the first line, counted from 1
  /// @param lines how many lines at most; null for the default
  public record Wanted(String path, @Nullable Integer from, @Nullable Integer lines) {}

  /// A part of a file, or of a binary file only what it is.
  ///
  /// @param text the lines, line ends included as they are; empty for a binary file
  /// @param from the first line of the text, counted from 1
  /// @param totalLines how many lines the whole file has; 0 for a binary file
  /// @param sha256 the digest of the whole file
  /// @param size in bytes, of the whole file
  /// @param truncated whether lines that were wanted are missing; then the note says how to go on
  public record Part(
      String path,
      String text,
      int from,
      int totalLines,
      String sha256,
      long size,
      boolean truncated,
      boolean binary,
      @Nullable String note) {}

  private final Readers readers;
  private final Suggestions suggestions;

  public FileReader(Linux linux) {
    readers = new Readers(linux);
    suggestions = new Suggestions(linux);
  }

  /// Reads files beneath a directory, in the order given.
  ///
  /// @param totalBytes how much text to answer with at most, over all files
  /// @throws RefusalException if one of them cannot be read; then none is answered
  public List<Part> read(int rootFd, List<Wanted> files, int totalBytes) throws IOException {
    if (files.size() > FILES_MAX) {
      throw RefusalException.limit(
          "read " + files.size() + " files", "more than " + FILES_MAX, "Ask in several calls");
    }
    Reader reader = readers.take();
    try {
      var parts = new ArrayList<Part>(files.size());
      int left = totalBytes;
      for (Wanted wanted : files) {
        Part part = read(reader, rootFd, wanted, Math.min(left, FILE_BYTES_DEFAULT));
        left -= Math.min(left, part.text().length());
        parts.add(part);
      }
      return parts;
    } finally {
      readers.give(reader);
    }
  }

  private Part read(Reader reader, int rootFd, Wanted wanted, int bytesMax) throws IOException {
    BranchPath path = BranchPath.parse("read", wanted.path());
    int from = wanted.from() == null ? 1 : wanted.from();
    int lines = wanted.lines() == null ? LINES_DEFAULT : wanted.lines();
    if (from < 1 || lines < 1) {
      throw RefusalException.invalid(
          "read " + path, "`from` and `lines` begin at 1", "Leave them out for the beginning");
    }
    byte[] bytes = bytes(reader, rootFd, path);
    String sha256 = Digest.of(bytes);
    if (Text.hasNul(bytes, bytes.length) || !Text.isUtf8(bytes, bytes.length)) {
      String note = "binary: " + bytes.length + " bytes, not shown";
      return new Part(wanted.path(), "", 1, 0, sha256, bytes.length, false, true, note);
    }
    return part(wanted.path(), bytes, sha256, new Span(from, lines, bytesMax));
  }

  private record Span(int from, int lines, int bytesMax) {}

  private static Part part(String path, byte[] bytes, String sha256, Span span)
      throws RefusalException {
    int total = Lines.count(bytes);
    if (span.from() > Math.max(1, total)) {
      throw RefusalException.invalid(
          "read " + path + " from line " + span.from(),
          "the file has " + total + " lines",
          "Ask for an earlier line");
    }
    int start = Lines.start(bytes, span.from());
    int end = Lines.skip(bytes, start, span.lines());
    int cut = Lines.cut(bytes, start, end, span.bytesMax());
    int begin = start == 0 && Text.hasBom(bytes) ? Math.min(3, cut) : start;
    String text = new String(bytes, begin, cut - begin, StandardCharsets.UTF_8);
    boolean truncated = cut < bytes.length && (cut < end || span.lines() == LINES_DEFAULT);
    String note = truncated ? note(bytes, span.from(), start, cut, total) : null;
    return new Part(path, text, span.from(), total, sha256, bytes.length, truncated, false, note);
  }

  private static String note(byte[] bytes, int from, int start, int cut, int total) {
    int shown = Lines.count(Arrays.copyOfRange(bytes, start, cut));
    boolean whole = cut == start || bytes[cut - 1] == '\n';
    return whole
        ? "cut after line %d of %d: go on with from=%d"
            .formatted(from + shown - 1, total, from + shown)
        : "cut within line %d of %d, which is too long to show whole"
            .formatted(from + shown - 1, total);
  }

  private byte[] bytes(Reader reader, int rootFd, BranchPath path) throws IOException {
    int fd;
    try {
      fd = reader.openBeneath(rootFd, path.forKernel(), FileCalls.O_NONBLOCK, 0);
    } catch (SystemCallException e) {
      throw suggestions.refusal("read", rootFd, path, e);
    }
    try {
      Stat stat = reader.fstat(fd);
      if (!stat.isRegular()) {
        throw suggestions.notAFile("read", path, stat, fd);
      }
      if (stat.size() > SIZE_MAX) {
        throw RefusalException.limit(
            "read " + path,
            "the file has " + stat.size() + " bytes, more than " + SIZE_MAX,
            "Use a command, such as sed -n");
      }
      return whole(reader, fd, (int) stat.size());
    } catch (SystemCallException e) {
      throw e.is(Errno.EISDIR) ? suggestions.refusal("read", rootFd, path, e) : e;
    } finally {
      reader.close(fd);
    }
  }

  /// Reads an open file to its end, whatever its size was said to be.
  static byte[] whole(Reader reader, int fd, int size) throws IOException {
    byte[] bytes = new byte[size + 1];
    int length = 0;
    while (true) {
      int n = reader.read(fd, bytes, length);
      length += n;
      if (n == 0 || length == size) {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
      }
      if (length == bytes.length) {
        if (length > SIZE_MAX) {
          throw RefusalException.limit("read a file", "it grows while it is read", "Try again");
        }
        bytes = Arrays.copyOf(bytes, length * 2);
      }
    }
  }
}
