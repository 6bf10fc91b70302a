package dev.unwait.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An immutable map in the order of insertion: two arrays, and an index of names once there are
/// many. Most objects on the wire have a handful of members, for which a scan beats hashing.
final class MemberMap extends AbstractMap<String, Json> {
  private static final int SCANNED_MAX = 8;

  private final String[] names;
  private final Json[] values;
  private final int size;
  private final @Nullable Map<String, Integer> index;

  private MemberMap(String[] names, Json[] values, int size, @Nullable Map<String, Integer> index) {
    this.names = names;
    this.values = values;
    this.size = size;
    this.index = index;
  }

  static MemberMap copyOf(Map<String, Json> members) {
    var filling = new Filling();
    members.forEach(filling::add);
    return filling.freeze();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public @Nullable Json get(@Nullable Object name) {
    int at = name instanceof String text ? find(names, size, index, text) : -1;
    return at < 0 ? null : values[at];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return get(name) != null;
  }

  @Override
  public Set<Entry<String, Json>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Entry<String, Json>> iterator() {
        return new Entries();
      }
    };
  }

  private static int find(
      String[] names, int size, @Nullable Map<String, Integer> index, String name) {
    if (index != null) {
      return index.getOrDefault(name, -1);
    }
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /// Collects members for one map and finds repeated names on the way.
  static final class Filling {
    private String[] names = new String[SCANNED_MAX];
    private Json[] values = new Json[SCANNED_MAX];
    private int size;
    private @Nullable Map<String, Integer> index;

    /// Adds a member; false where the name is there already.
    boolean add(String name, Json value) {
      if (find(names, size, index, name) >= 0) {
        return false;
      }
      if (size == names.length) {
        names = Arrays.copyOf(names, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      names[size] = name;
      values[size] = value;
      noteInIndex(name);
      size++;
      return true;
    }

    MemberMap freeze() {
      return new MemberMap(names, values, size, index);
    }

    private void noteInIndex(String name) {
      if (index != null) {
        index.put(name, size);
      } else if (size == SCANNED_MAX) {
        index = new HashMap<>();
        for (int i = 0; i <= size; i++) {
          index.put(names[i], i);
        }
      }
    }
  }

  private final class Entries implements Iterator<Entry<String, Json>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < size;
    }

    @Override
    public Entry<String, Json> next() {
      if (next >= size) {
        throw new NoSuchElementException();
      }
      int at = next++;
      return Map.entry(names[at], values[at]);
    }
  }
}
