package dev.unwait.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.unwait.branch.Branch;
import dev.unwait.branch.BranchRef;
import dev.unwait.branch.LayerId;
import dev.unwait.branch.Project;
import dev.unwait.branch.ProjectName;
import dev.unwait.store.Batch;
import dev.unwait.store.Column;
import dev.unwait.store.Durability;
import dev.unwait.store.EventLog;
import dev.unwait.store.Scan;
import dev.unwait.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The records of projects and branches on disk, and the journal of what happened to them; both
/// change together, whole or not at all.
final class Register {
  static final Durability LOGGED = Durability.LOGGED;
  static final Durability SYNCED = Durability.SYNCED;

  private static final byte[] BRANCH = "branch/".getBytes(UTF_8);
  private static final byte[] PROJECT = "project/".getBytes(UTF_8);
  private static final byte[] LAYERS = "layers".getBytes(UTF_8);

  /// How many layer numbers are taken from the store at once.
  private static final int BLOCK = 4_096;

  private final Store store;
  private final EventLog journal;
  private final InstantSource clock;
  private long nextLayer; // Guarded by this register, as is the next.
  private long layersTaken;

  private Register(Store store, EventLog journal, InstantSource clock, long nextLayer) {
    this.store = store;
    this.journal = journal;
    this.clock = clock;
    this.nextLayer = nextLayer;
    this.layersTaken = nextLayer;
  }

  static Register open(Store store, InstantSource clock) throws IOException {
    long next = store.get(Column.STATE, LAYERS).map(b -> ByteBuffer.wrap(b).getLong()).orElse(1L);
    return new Register(store, EventLog.open(store, "branches"), clock, next);
  }

  /// A number that no layer of this home ever had.
  synchronized LayerId newLayer() throws IOException {
    if (nextLayer == layersTaken) {
      long taken = layersTaken + BLOCK;
      var value = ByteBuffer.allocate(Long.BYTES).putLong(taken).array();
      store.write(new Batch().put(Column.STATE, LAYERS, value), LOGGED);
      layersTaken = taken;
    }
    return new LayerId(nextLayer++);
  }

  List<Project> projects() throws IOException {
    var projects = new ArrayList<Project>();
    for (var entry : store.list(Scan.prefix(Column.STATE, PROJECT))) {
      projects.add(Records.project(entry.value()));
    }
    return projects;
  }

  List<Branch> branches() throws IOException {
    var branches = new ArrayList<Branch>();
    for (var entry : store.list(Scan.prefix(Column.STATE, BRANCH))) {
      branches.add(Records.branch(entry.value()));
    }
    return branches;
  }

  Change change() {
    return new Change();
  }

  /// Puts one record, without a word in the journal.
  void put(Branch branch) throws IOException {
    var batch = new Batch().put(Column.STATE, key(branch.ref()), Records.encode(branch));
    store.write(batch, LOGGED);
  }

  /// Writes a change whole; when this returns it survives what the durability says.
  void write(Change change, Durability durability) throws IOException {
    if (change.events.isEmpty()) {
      store.write(change.batch, durability);
    } else {
      journal.append(change.events, change.batch, durability);
    }
  }

  private static byte[] key(BranchRef branch) {
    return key(BRANCH, branch.toString());
  }

  private static byte[] key(byte[] prefix, String name) {
    byte[] text = name.getBytes(UTF_8);
    return ByteBuffer.allocate(prefix.length + text.length).put(prefix).put(text).array();
  }

  /// Records to put and to remove, and what the journal says of it.
  final class Change {
    private final Batch batch = new Batch();
    private final List<byte[]> events = new ArrayList<>(1);

    Change put(Branch branch) {
      batch.put(Column.STATE, key(branch.ref()), Records.encode(branch));
      return this;
    }

    Change put(Collection<Branch> branches) {
      branches.forEach(this::put);
      return this;
    }

    Change put(Project project) {
      batch.put(Column.STATE, key(PROJECT, project.name().value()), Records.encode(project));
      return this;
    }

    Change remove(BranchRef branch) {
      batch.delete(Column.STATE, key(branch));
      return this;
    }

    Change remove(ProjectName project) {
      batch.delete(Column.STATE, key(PROJECT, project.value()));
      return this;
    }

    /// Adds a line to the journal: when, what, on which branch or project, and anything else.
    Change event(String what, Object on, Object detail) {
      var line = clock.instant() + "\t" + what + "\t" + on + "\t" + detail;
      events.add(line.getBytes(UTF_8));
      return this;
    }
  }
}
