package dev.unwait.branch;

import java.util.regex.Pattern;

/// The name of a branch within its project: letters, digits, `.`, `_`, `-`; at most 64 characters.
public record BranchName(String value) implements Comparable<BranchName> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /// The trunk of each project.
  public static final BranchName MAIN = new BranchName("main"); // Needs the pattern above.

  public BranchName {
    if (!isValid(value)) {
      throw new IllegalArgumentException("no branch name: " + value);
    }
  }

  public static boolean isValid(String value) {
    return FORM.matcher(value).matches();
  }

  @Override
  public int compareTo(BranchName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
