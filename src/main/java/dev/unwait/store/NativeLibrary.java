package dev.unwait.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;

/// The native part of RocksDB, unpacked beside the data.
///
/// Left to itself RocksDB unpacks 17 MB under a new name among the temporary files at every start,
/// and a process that is killed leaves them there; here the next start replaces them. Where
/// `java.library.path` has the library, nothing is unpacked.
final class NativeLibrary {
  private static final System.Logger LOG = System.getLogger(NativeLibrary.class.getName());
  private static final String FOLDER = "native";

  private NativeLibrary() {}

  /// Must come before the first use of any class of RocksDB, which would load it in its own way.
  static void load(Path folder) {
    try {
      var place = Files.createDirectories(folder.resolve(FOLDER));
      NativeLibraryLoader.getInstance().loadLibrary(place.toString());
    } catch (IOException | UnsatisfiedLinkError e) {
      // No room here, or nothing here may be executed; RocksDB's own way needs neither.
      LOG.log(Level.INFO, "RocksDB is unpacked among the temporary files", e);
    }
  }
}
