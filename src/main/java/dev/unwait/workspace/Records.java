package dev.unwait.workspace;

import dev.unwait.branch.Branch;
import dev.unwait.branch.BranchName;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.Exactness;
import dev.unwait.branch.LayerId;
import dev.unwait.branch.Project;
import dev.unwait.branch.ProjectName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Branches and projects as bytes. The first byte is the version of the form.
final class Records {
  private static final int VERSION = 1;

  private Records() {}

  static byte[] encode(Branch branch) {
    return bytes(out -> {
      out.writeUTF(branch.ref().project().value());
      out.writeUTF(branch.ref().name().value());
      var parent = branch.parent();
      out.writeUTF(parent == null ? "" : parent.value());
      out.writeLong(branch.top().value());
      layers(out, branch.lowers());
      layers(out, branch.fork());
      out.writeLong(branch.generation());
      out.writeLong(branch.createdMicros());
      out.writeUTF(branch.exactness().name());
    });
  }

  static Branch branch(byte[] bytes) throws IOException {
    var in = open(bytes);
    var ref = new BranchRef(new ProjectName(in.readUTF()), new BranchName(in.readUTF()));
    var parent = in.readUTF();
    return new Branch(
        ref,
        parent.isEmpty() ? null : new BranchName(parent),
        new LayerId(in.readLong()),
        layers(in),
        layers(in),
        in.readLong(),
        in.readLong(),
        Exactness.valueOf(in.readUTF()));
  }

  static byte[] encode(Project project) {
    return bytes(out -> {
      out.writeUTF(project.name().value());
      out.writeUTF(project.path());
      layers(out, project.origin());
      out.writeLong(project.manifest());
    });
  }

  static Project project(byte[] bytes) throws IOException {
    var in = open(bytes);
    return new Project(new ProjectName(in.readUTF()), in.readUTF(), layers(in), in.readLong());
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static DataInputStream open(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("a record has form " + version + ", this Unwait reads " + VERSION);
    }
    return in;
  }

  private static void layers(DataOutputStream out, List<LayerId> layers) throws IOException {
    out.writeShort(layers.size());
    for (var layer : layers) {
      out.writeLong(layer.value());
    }
  }

  private static List<LayerId> layers(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    var layers = new ArrayList<LayerId>(count);
    for (int i = 0; i < count; i++) {
      layers.add(new LayerId(in.readLong()));
    }
    return layers;
  }
}
