package dev.unwait.git;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// Opens repositories with a JGit that starts no process, probes no file system and writes no
/// settings of its own.
final class Repositories {
  static {
    SystemReader.setInstance(new Quiet(SystemReader.getInstance()));
  }

  private Repositories() {}

  /// Opens a git directory.
  static Repository open(String gitDirectory) throws IOException {
    return new FileRepositoryBuilder()
        .setGitDir(new File(gitDirectory))
        .setMustExist(true)
        .setBare()
        .build();
  }

  /// Opens the repository whose working tree this directory is, or is in.
  static Repository openAround(Path directory) throws IOException {
    for (var top = directory.toRealPath(); top != null; top = top.getParent()) {
      if (Files.exists(top.resolve(".git"))) {
        return new FileRepositoryBuilder().setWorkTree(top.toFile()).setMustExist(true).build();
      }
    }
    throw new NoSuchFileException(directory + "/.git");
  }

  private static final class Quiet extends SystemReader.Delegate {
    Quiet(SystemReader machine) {
      super(machine);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
      return new UserSettings(parent, super.openUserConfig(parent, fs).getFile(), fs);
    }

    /// Finding the system's file would take running git.
    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
      return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
      return new Nothing(parent, fs);
    }
  }

  /// Settings that are not read from anywhere nor ever saved.
  private static final class Nothing extends FileBasedConfig {
    Nothing(@Nullable Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }
  }

  /// The settings of the user, and what JGit keeps among them: how fine the times of files are. It
  /// would find that out by writing files for three seconds, in the repository.
  private static final class UserSettings extends FileBasedConfig {
    private static final long TIMESTAMPS_NANOS = 10_000_000; // Coarser than any kernel's tick.

    UserSettings(@Nullable Config parent, @Nullable File file, FS fs) {
      super(parent, file, fs);
    }

    @Override
    public long getTimeUnit(
        String section, @Nullable String subsection, String name, long other, TimeUnit unit) {
      return section.equals("filesystem")
          ? unit.convert(TIMESTAMPS_NANOS, TimeUnit.NANOSECONDS)
          : super.getTimeUnit(section, subsection, name, other, unit);
    }
  }
}
