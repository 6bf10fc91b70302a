package dev.unwait.files;

/// Ends a search that takes too long, or that nobody waits for any more.
final class Clock {
  private static final int WATCHED_CHARS_MIN = 64 * 1024;
  private static final int LOOK_EVERY = 4096;

  private final long deadlineNanos;
  private volatile boolean over;

  Clock(long nanos) {
    deadlineNanos = System.nanoTime() + nanos;
  }

  boolean isOver() {
    return over;
  }

  /// Looks at the time; to be called now and then.
  void look() {
    if (System.nanoTime() - deadlineNanos > 0) {
      over = true;
    }
  }

  void end() {
    over = true;
  }

  /// The text, which looks empty from the moment on when time is over, if it is a long one.
  CharSequence watching(String text) {
    return text.length() < WATCHED_CHARS_MIN ? text : new Watching(text);
  }

  private final class Watching implements CharSequence {
    private final String text;
    private int left = LOOK_EVERY;

    Watching(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      left--;
      if (left == 0) {
        left = LOOK_EVERY;
        look();
        if (over) {
          throw new OutOfTime();
        }
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// Leaves a match that has no other way out.
  static final class OutOfTime extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutOfTime() {
      super("the search ran out of time", null, false, false);
    }
  }
}
