package dev.unwait.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.base.RefusalException;
import dev.unwait.files.Changed;
import dev.unwait.files.Edit;
import dev.unwait.files.EditJournal;
import dev.unwait.files.FileEditor;
import dev.unwait.store.Batch;
import dev.unwait.store.Column;
import dev.unwait.store.Durability;
import dev.unwait.store.Scan;
import dev.unwait.store.Store;
import dev.unwait.workspace.Branches;
import dev.unwait.workspace.Pin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Edits whose plans are kept in the store while they are carried out, so that one which a crash
/// interrupts is undone or finished at the next start.
public final class JournaledEdits {
  private final FileEditor editor;
  private final Store store;
  private final AtomicLong next;

  public JournaledEdits(FileEditor editor, Store store) throws IOException {
    this.editor = editor;
    this.store = store;
    long last = 0;
    for (var entry : store.list(Scan.all(Column.EDITS))) {
      last = Math.max(last, ByteBuffer.wrap(entry.key()).getLong());
    }
    next = new AtomicLong(last + 1);
  }

  List<Changed> edit(Pin pin, List<Edit> edits, Map<String, String> ifSha256) throws IOException {
    return editor.edit(pin.tree().fd(), edits, ifSha256, journal(pin.branch().toString()));
  }

  private EditJournal journal(String branch) {
    byte[] name = branch.getBytes(UTF_8);
    return new EditJournal() {
      @Override
      public long begin(byte[] plan) throws IOException {
        long id = next.getAndIncrement();
        byte[] value =
            ByteBuffer.allocate(Short.BYTES + name.length + plan.length)
                .putShort((short) name.length)
                .put(name)
                .put(plan)
                .array();
        store.write(new Batch().put(Column.EDITS, key(id), value), Durability.LOGGED);
        return id;
      }

      @Override
      public void done(long id) throws IOException {
        store.write(new Batch().delete(Column.EDITS, key(id)), Durability.LOGGED);
      }
    };
  }

  private static byte[] key(long id) {
    return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
  }

  /// Brings branches in order whose edits a crash interrupted.
  ///
  /// @return what was repaired, a sentence each
  public List<String> recover(Branches branches) throws IOException {
    var repairs = new ArrayList<String>();
    for (var entry : store.list(Scan.all(Column.EDITS))) {
      var value = ByteBuffer.wrap(entry.value());
      byte[] name = new byte[value.getShort()];
      value.get(name);
      byte[] plan = new byte[value.remaining()];
      value.get(plan);
      repairs.add(recover(branches, new String(name, UTF_8), plan));
      store.write(new Batch().delete(Column.EDITS, entry.key()), Durability.LOGGED);
    }
    return repairs;
  }

  private String recover(Branches branches, String branch, byte[] plan) throws IOException {
    try (var pin = branches.pin(branches.find(branch))) {
      boolean holds = editor.recover(pin.tree().fd(), plan);
      return "An edit of " + branch + " that was interrupted " + (holds ? "holds." : "was undone.");
    } catch (RefusalException e) {
      return "An edit was interrupted in a branch that is gone: " + branch + ".";
    }
  }
}
