package dev.unwait.overlay;

import static dev.unwait.linux.FileCalls.O_DIRECTORY;
import static dev.unwait.linux.FileCalls.O_PATH;

import dev.unwait.base.RefusalException;
import dev.unwait.branch.LayerId;
import dev.unwait.linux.FileCalls;
import dev.unwait.linux.Linux;
import dev.unwait.linux.MountCalls;
import dev.unwait.linux.SystemCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Makes detached overlay mounts out of layers. A mount is a descriptor; closing it dissolves it.
final class OverlayMounts {
  /// The kernel takes 500 layers; one is kept free for the empty one below a single layer.
  static final int LOWERS_MAX = 499;

  // The kernel's limit for the value of an option is 256 with the zero; a layer's path is the
  // root's and at most 20 characters.
  private static final int PATH_BYTES_MAX = 250;

  private final FileCalls files;
  private final MountCalls mounts;
  private final LayerFolders folders;
  private final boolean rootless;
  private final boolean byDescriptor;

  OverlayMounts(Linux linux, LayerFolders folders, boolean rootless) {
    files = linux.files();
    mounts = linux.mounts();
    this.folders = folders;
    this.rootless = rootless;
    byDescriptor = needsDescriptor(folders.path(new LayerId(Long.MAX_VALUE)).toString());
  }

  // A backslash or a colon in an option's text has a meaning of its own.
  private static boolean needsDescriptor(String path) {
    return path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX
        || path.indexOf('\\') >= 0
        || path.indexOf(':') >= 0
        || path.indexOf(',') >= 0;
  }

  /// The writable layer above the lower ones, top first.
  int writable(LayerId top, List<LayerId> lowers) throws IOException {
    check(lowers);
    return mount(
        fs -> {
          addLowers(fs, lowers);
          set(fs, "upperdir", LayerFolders.tree(top));
          set(fs, "workdir", LayerFolders.work(top));
          mounts.fsconfigFlag(fs, "volatile");
          if (!rootless) {
            mounts.fsconfigString(fs, "redirect_dir", "on");
          }
        },
        0);
  }

  /// The layers, top first, as they are. A single one too is seen through the overlay, which hides
  /// its whiteouts and keeps writers out.
  int readOnly(List<LayerId> layers) throws IOException {
    check(layers);
    return mount(
        fs -> {
          addLowers(fs, layers);
          if (layers.size() == 1) {
            set(fs, "lowerdir+", LayerFolders.EMPTY);
          }
          if (!rootless) {
            mounts.fsconfigString(fs, "redirect_dir", "follow");
          }
        },
        MountCalls.MOUNT_ATTR_RDONLY);
  }

  private static void check(List<LayerId> layers) throws RefusalException {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("no layers");
    }
    if (layers.size() > LOWERS_MAX) {
      throw RefusalException.limit(
          "mount " + layers.size() + " layers",
          "the kernel takes at most " + LOWERS_MAX + " below a branch",
          "Compact the layers of the branch first");
    }
  }

  @FunctionalInterface
  private interface Description {
    void of(int fs) throws SystemCallException;
  }

  private int mount(Description description, int attributes) throws SystemCallException {
    int fs = mounts.fsopen("overlay");
    try {
      mounts.fsconfigString(fs, "source", "unwait");
      description.of(fs);
      mounts.fsconfigString(fs, "index", "off");
      mounts.fsconfigString(fs, "xino", "off");
      mounts.fsconfigString(fs, "metacopy", "off");
      if (rootless) {
        mounts.fsconfigFlag(fs, "userxattr");
      }
      mounts.fsconfigCreate(fs);
      return mounts.fsmount(fs, attributes);
    } finally {
      files.close(fs);
    }
  }

  private void addLowers(int fs, List<LayerId> layers) throws SystemCallException {
    for (var layer : layers) {
      set(fs, "lowerdir+", LayerFolders.tree(layer));
    }
  }

  private void set(int fs, String key, String path) throws SystemCallException {
    if (!byDescriptor) {
      mounts.fsconfigString(fs, key, folders.root() + "/" + path);
      return;
    }
    int directory = files.openat(folders.fd(), path, O_PATH | O_DIRECTORY, 0);
    try {
      mounts.fsconfigFd(fs, key, directory);
    } finally {
      files.close(directory);
    }
  }
}
