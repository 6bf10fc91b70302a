package dev.unwait.store;

import dev.unwait.base.Refusal;
import dev.unwait.base.RefusalException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// Turns what RocksDB says into refusals, in one place.
final class Problems {
  private Problems() {}

  static RefusalException of(String attempted, Path folder, RocksDBException e) {
    return new RefusalException(refusal(attempted + " " + folder, e), e);
  }

  private static Refusal refusal(String attempted, RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    if (isOutOfSpace(e)) {
      return new Refusal(
          Refusal.Kind.LIMIT,
          attempted,
          "the disk is full (" + message + ")",
          "Free space there and call again; nothing that was acknowledged is lost");
    }
    if (message.contains("LOCK") || message.contains("lock hold by current process")) {
      return new Refusal(
          Refusal.Kind.UNAVAILABLE,
          attempted,
          "another process has it open (" + message + ")",
          "Stop that daemon, or choose another home");
    }
    if (code(e) == Status.Code.Corruption) {
      return new Refusal(
          Refusal.Kind.FAILED,
          attempted,
          "its files are damaged (" + message + ")",
          "Put the folder aside, or restore it from a copy");
    }
    return new Refusal(
        Refusal.Kind.FAILED, attempted, message, "Look at the disk and its file LOG");
  }

  static boolean isOutOfSpace(RocksDBException e) {
    Status status = e.getStatus();
    String message = String.valueOf(e.getMessage());
    return (status != null && status.getSubCode() == Status.SubCode.NoSpace)
        || message.contains("No space left")
        || message.contains("Disk quota exceeded");
  }

  private static Status.@Nullable Code code(RocksDBException e) {
    Status status = e.getStatus();
    return status == null ? null : status.getCode();
  }
}
