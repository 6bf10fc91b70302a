package dev.unwait;

/// Where the process starts.
public final class Main {
  private Main() {}

  static void main(String[] args) {
    System.exit(args.length);
  }
}
