package dev.unwait.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which entries of a column to read, and in which order.
public final class Scan {
  private static final byte[] START = {};

  private final Column column;
  private final byte[] from;
  private final byte @Nullable [] to;
  private final boolean backward;

  private Scan(Column column, byte[] from, byte @Nullable [] to, boolean backward) {
    this.column = column;
    this.from = from;
    this.to = to;
    this.backward = backward;
  }

  public static Scan all(Column column) {
    return new Scan(column, START, null, false);
  }

  public static Scan prefix(Column column, byte[] prefix) {
    return new Scan(column, prefix, after(prefix), false);
  }

  /// Everything from `from` on that sorts before `to`.
  public static Scan range(Column column, byte[] from, byte[] to) {
    return new Scan(column, from, to, false);
  }

  /// Everything from `from` on.
  public static Scan from(Column column, byte[] from) {
    return new Scan(column, from, null, false);
  }

  /// The same entries, the last one first.
  public Scan backward() {
    return new Scan(column, from, to, true);
  }

  Column column() {
    return column;
  }

  byte[] first() {
    return from;
  }

  byte @Nullable [] end() {
    return to;
  }

  boolean isBackward() {
    return backward;
  }

  boolean isEmpty() {
    return to != null && Arrays.compareUnsigned(from, to) >= 0;
  }

  /// The first key that sorts after all keys with this prefix, null if there is none.
  private static byte @Nullable [] after(byte[] prefix) {
    int length = prefix.length;
    while (length > 0 && prefix[length - 1] == (byte) 0xff) {
      length--;
    }
    if (length == 0) {
      return null;
    }
    byte[] end = Arrays.copyOf(prefix, length);
    end[length - 1]++;
    return end;
  }
}
