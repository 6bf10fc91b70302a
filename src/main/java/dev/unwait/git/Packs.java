package dev.unwait.git;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/// Carries objects from one repository to another as a pack, and checks each on arrival.
final class Packs {
  private Packs() {}

  /// Copies a commit with all that it needs and the target lacks.
  static void copy(Repository source, Repository target, ObjectId commit) throws IOException {
    var file = Files.createTempFile("unwait", ".pack");
    try {
      var none = NullProgressMonitor.INSTANCE;
      try (var writer = new PackWriter(source);
          var out = new BufferedOutputStream(Files.newOutputStream(file))) {
        writer.preparePack(none, Set.of(commit), shared(source, target));
        writer.writePack(none, none, out);
      }
      try (var inserter = target.newObjectInserter();
          var in = new BufferedInputStream(Files.newInputStream(file))) {
        var parser = inserter.newPackParser(in);
        parser.setObjectChecker(new ObjectChecker());
        parser.parse(none);
        inserter.flush();
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Set<ObjectId> shared(Repository source, Repository target) throws IOException {
    var shared = new HashSet<ObjectId>();
    try (var reader = source.newObjectReader()) {
      for (var ref : target.getRefDatabase().getRefs()) {
        var id = ref.getObjectId();
        if (id != null && reader.has(id)) {
          shared.add(id);
        }
      }
    }
    return shared;
  }
}
