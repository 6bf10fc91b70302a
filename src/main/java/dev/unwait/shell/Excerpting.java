package dev.unwait.shell;

import java.util.Arrays;

/// Collects the beginning and the end of a stream, within a budget.
final class Excerpting {
  private static final byte[] NOTHING = {};

  private final int headMax;
  private final int tailMax;
  private byte[] head = NOTHING;
  // A ring once it is full; `at` is where the next byte goes.
  private byte[] tail = NOTHING;
  private int at;
  private boolean wrapped;
  private long total;

  Excerpting(int max) {
    headMax = max / 2;
    tailMax = max - headMax;
  }

  long total() {
    return total;
  }

  void add(byte[] bytes) {
    total += bytes.length;
    int toHead = Math.min(bytes.length, headMax - head.length);
    if (head.length == 0 && toHead == bytes.length) {
      head = bytes;
      return;
    }
    if (toHead > 0) {
      int from = head.length;
      head = Arrays.copyOf(head, from + toHead);
      System.arraycopy(bytes, 0, head, from, toHead);
    }
    for (int i = Math.max(toHead, bytes.length - tailMax); i < bytes.length; ) {
      if (at == tail.length && tail.length < tailMax) {
        tail = Arrays.copyOf(tail, Math.min(tailMax, Math.max(256, tail.length * 4)));
      }
      int length = Math.min(bytes.length - i, tail.length - at);
      System.arraycopy(bytes, i, tail, at, length);
      i += length;
      at += length;
      if (at == tailMax) {
        at = 0;
        wrapped = true;
      }
    }
  }

  Excerpt result() {
    byte[] end;
    if (wrapped) {
      end = new byte[tailMax];
      System.arraycopy(tail, at, end, 0, tailMax - at);
      System.arraycopy(tail, 0, end, tailMax - at, at);
    } else {
      end = Arrays.copyOf(tail, at);
    }
    return new Excerpt(head, end, total);
  }
}
