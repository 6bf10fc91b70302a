package dev.unwait.files;

import java.io.IOException;

/// Where the plan of an edit is kept while it is carried out, so that {@link FileEditor#recover}
/// can undo or finish it after a crash.
public interface EditJournal {
  /// Keeps nothing: an edit that is interrupted by a crash leaves what it had done.
  EditJournal NONE =
      new EditJournal() {
        @Override
        public long begin(byte[] plan) {
          return 0;
        }

        @Override
        public void done(long id) {}
      };

  /// Keeps a plan until {@link #done}; it must outlive this process when this returns.
  long begin(byte[] plan) throws IOException;

  /// Forgets the plan.
  void done(long id) throws IOException;
}
