package dev.unwait.files;

import dev.unwait.files.EditStep.Content;
import dev.unwait.files.EditStep.MakeDirectory;
import dev.unwait.files.EditStep.Put;
import dev.unwait.files.EditStep.Remove;
import dev.unwait.files.EditStep.Rename;
import dev.unwait.linux.Names;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What an edit is going to do, in order; as bytes for the journal it leaves the contents out.
///
/// @param marker the beginning of the name, in the root, that tells how far a plan of several steps
///   has come; the number of the next step follows
record EditPlan(String marker, List<EditStep> steps) {
  private static final int VERSION = 1;
  private static final int STEPS_MAX = 100_000;

  EditPlan {
    steps = List.copyOf(steps);
  }

  /// Whether the last step alone decides, so that nothing needs to be kept for undoing it: whatever
  /// comes before makes directories only.
  boolean decidedByOneStep() {
    return steps.stream().filter(step -> !(step instanceof MakeDirectory)).count() == 1
        && !(steps.getLast() instanceof MakeDirectory);
  }

  BranchPath markerAt(int step) {
    return new BranchPath(marker + step);
  }

  byte[] encode() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      write(out, new BranchPath(marker));
      out.writeInt(steps.size());
      for (EditStep step : steps) {
        write(out, step);
      }
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, EditStep step) throws IOException {
    switch (step) {
      case MakeDirectory(var path) -> {
        out.writeByte('m');
        write(out, path);
      }
      case Put(var path, var temp, boolean replaces, var content) -> {
        out.writeByte('p');
        write(out, path);
        write(out, temp);
        out.writeBoolean(replaces);
        out.writeUTF(content.sha256());
      }
      case Rename(var from, var to) -> {
        out.writeByte('r');
        write(out, from);
        write(out, to);
      }
      case Remove(var path, var backup, boolean directory) -> {
        out.writeByte('d');
        write(out, path);
        write(out, backup);
        out.writeBoolean(directory);
      }
    }
  }

  private static void write(DataOutputStream out, BranchPath path) throws IOException {
    byte[] bytes = Names.encode(path.text());
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  static EditPlan decode(byte[] bytes) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IOException("read an edit's plan failed: unknown version " + version);
      }
      String marker = readPath(in).text();
      int count = in.readInt();
      if (count < 0 || count > STEPS_MAX) {
        throw new IOException("read an edit's plan failed: " + count + " steps");
      }
      var steps = new ArrayList<EditStep>();
      for (int i = 0; i < count; i++) {
        steps.add(readStep(in));
      }
      return new EditPlan(marker, steps);
    }
  }

  private static EditStep readStep(DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case 'm' -> new MakeDirectory(readPath(in));
      case 'p' ->
          new Put(
              readPath(in),
              readPath(in),
              in.readBoolean(),
              new Content(in.readUTF(), new byte[0], null, null));
      case 'r' -> new Rename(readPath(in), readPath(in));
      case 'd' -> new Remove(readPath(in), readPath(in), in.readBoolean());
      default -> throw new IOException("read an edit's plan failed: unknown step " + kind);
    };
  }

  private static BranchPath readPath(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return new BranchPath(Names.decode(bytes));
  }
}
