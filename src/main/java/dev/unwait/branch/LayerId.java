package dev.unwait.branch;

/// The number of a layer, never used twice in a home. Its text is short: it is a folder's name.
public record LayerId(long value) implements Comparable<LayerId> {
  private static final int RADIX = 36;

  public LayerId {
    if (value < 0) {
      throw new IllegalArgumentException("negative layer " + value);
    }
  }

  public static LayerId parse(String text) {
    return new LayerId(Long.parseLong(text, RADIX));
  }

  @Override
  public int compareTo(LayerId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value, RADIX);
  }
}
