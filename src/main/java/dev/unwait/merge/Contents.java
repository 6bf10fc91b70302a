package dev.unwait.merge;

import dev.unwait.delta.Content;
import java.io.IOException;

/// What a plan has to know of files that both sides changed.
interface Contents {
  /// Whether child and parent read alike.
  boolean alike(String path) throws IOException;

  /// The child's and the parent's text brought together.
  Merged merge(String path) throws IOException;

  /// What came of bringing two texts together.
  sealed interface Merged {
    record Clean(Content content) implements Merged {}

    record Overlapping() implements Merged {}

    record NoText() implements Merged {}
  }
}
