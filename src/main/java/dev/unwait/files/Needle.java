package dev.unwait.files;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A byte string to look for, eight places at once: a place is looked at closely where the two
/// rarest of its bytes are both right.
final class Needle {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final byte CASE_BIT = 0x20;

  // Bytes by how common they are in source text, the commonest first; those not here are rare.
  private static final String COMMON =
      " etaoinsrlcdupmhgfbyv.wk_,()\n;/*\"=S{}TCIEARxNqPLDjOzMFB@:-0U1>VG2H<'W+K3#Y8645X9QJ7Z[]&!\t|$?";

  /// The bytes; where letters of either case will do, in lower case.
  private final byte[] bytes;

  /// What is set in a byte of the text before it is compared: the case bit for letters of a needle
  /// without case, else nothing.
  private final byte[] masks;

  private final int first;
  private final int second;

  private Needle(byte[] bytes, byte[] masks) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("an empty needle is everywhere");
    }
    this.bytes = bytes;
    this.masks = masks;
    int rarest = 0;
    for (int i = 1; i < bytes.length; i++) {
      if (rarity(bytes[i]) > rarity(bytes[rarest])) {
        rarest = i;
      }
    }
    int next = rarest == 0 ? bytes.length - 1 : 0;
    for (int i = 0; i < bytes.length; i++) {
      if (i != rarest && bytes[i] != bytes[rarest] && rarity(bytes[i]) > rarity(bytes[next])) {
        next = i;
      }
    }
    first = rarest;
    second = next;
  }

  static Needle exact(byte[] bytes) {
    return new Needle(bytes.clone(), new byte[bytes.length]);
  }

  /// A needle of which ASCII letters match in either case.
  static Needle anyCase(byte[] bytes) {
    byte[] lower = bytes.clone();
    byte[] masks = new byte[bytes.length];
    for (int i = 0; i < lower.length; i++) {
      int letter = lower[i] | CASE_BIT;
      if (letter >= 'a' && letter <= 'z') {
        lower[i] = (byte) letter;
        masks[i] = CASE_BIT;
      }
    }
    return new Needle(lower, masks);
  }

  private static int rarity(byte b) {
    int place = COMMON.indexOf((char) (b & 0xFF));
    return place < 0 ? COMMON.length() : place;
  }

  /// The sequences of three bytes in it.
  int[] windows() {
    return Trigrams.windows(bytes);
  }

  /// The first place in a range where the needle lies wholly inside it, or -1.
  int find(byte[] text, int from, int to) {
    int last = to - bytes.length;
    int i = from;
    long firsts = (bytes[first] & 0xFFL) * ONES;
    long firstMask = (masks[first] & 0xFFL) * ONES;
    long seconds = (bytes[second] & 0xFFL) * ONES;
    long secondMask = (masks[second] & 0xFFL) * ONES;
    for (int end = last - Long.BYTES + 1; i <= end; i += Long.BYTES) {
      long difference =
          (((long) WORDS.get(text, i + first) | firstMask) ^ firsts)
              | (((long) WORDS.get(text, i + second) | secondMask) ^ seconds);
      // A byte of zero borrows, which sets its high bit; a false alarm above it does no harm.
      long places = (difference - ONES) & ~difference & HIGHS;
      while (places != 0) {
        int at = i + (Long.numberOfTrailingZeros(places) >> 3);
        if (isAt(text, at)) {
          return at;
        }
        places &= places - 1;
      }
    }
    for (; i <= last; i++) {
      if (isAt(text, i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isAt(byte[] text, int at) {
    for (int i = 0; i < bytes.length; i++) {
      if ((text[at + i] | masks[i]) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
