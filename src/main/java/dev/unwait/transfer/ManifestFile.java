package dev.unwait.transfer;

import dev.unwait.linux.Names;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/// The form of a manifest on the disk: a mark, a count, the blocks, and a checksum over them all.
final class ManifestFile {
  private static final int MARK = 0x55574d31; // UWM1
  private static final int FRAME = 3 * Integer.BYTES;

  private ManifestFile() {}

  static void write(Map<String, byte[]> blocks, Path file) throws IOException {
    var bytes = encode(blocks);
    var folder = Path.of(String.valueOf(file.toAbsolutePath().getParent()));
    var temporary = folder.resolve(file.getFileName() + ".new");
    try (var channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static ByteBuffer encode(Map<String, byte[]> blocks) {
    var paths = new HashMap<String, byte[]>();
    long length = FRAME;
    for (var entry : blocks.entrySet()) {
      byte[] path = Names.encode(entry.getKey());
      paths.put(entry.getKey(), path);
      length += 2 * Integer.BYTES + path.length + entry.getValue().length;
    }
    var out = ByteBuffer.allocate(Math.toIntExact(length)).putInt(MARK).putInt(blocks.size());
    blocks.forEach((path, block) -> {
      byte[] name = paths.getOrDefault(path, new byte[0]);
      out.putInt(name.length).put(name).putInt(block.length).put(block);
    });
    return out.putInt(checksum(out.array(), out.position())).flip();
  }

  static Manifest read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    var in = ByteBuffer.wrap(bytes);
    if (bytes.length < FRAME
        || in.getInt() != MARK
        || in.getInt(bytes.length - Integer.BYTES)
            != checksum(bytes, bytes.length - Integer.BYTES)) {
      throw new IOException("read of manifest " + file + " failed: it is damaged");
    }
    try {
      return new Manifest(decode(in));
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      throw new IOException("read of manifest " + file + " failed: it is damaged", e);
    }
  }

  private static Map<String, byte[]> decode(ByteBuffer in) {
    int count = in.getInt();
    var blocks = new HashMap<String, byte[]>();
    for (int i = 0; i < count; i++) {
      byte[] path = new byte[in.getInt()];
      in.get(path);
      byte[] block = new byte[in.getInt()];
      in.get(block);
      blocks.put(Names.decode(path), block);
    }
    return blocks;
  }

  private static int checksum(byte[] bytes, int length) {
    var crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
