package dev.unwait.workspace;

import dev.unwait.overlay.Place;

/// Something that shows a branch, such as a shell: told when the tree beneath it is exchanged.
public interface Attachment {
  Place place();

  /// Whether a command is running that must not be cut off.
  boolean busy();

  /// The tree at the place was exchanged: a working directory must be entered again before the next
  /// command.
  void exchanged();

  /// The branch is gone; end at once.
  void end();
}
