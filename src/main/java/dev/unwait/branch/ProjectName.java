package dev.unwait.branch;

import java.util.regex.Pattern;

/// The name of a project: letters, digits, `.`, `_`, `-`; at most 64 characters.
public record ProjectName(String value) implements Comparable<ProjectName> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public ProjectName {
    if (!isValid(value)) {
      throw new IllegalArgumentException("no project name: " + value);
    }
  }

  public static boolean isValid(String value) {
    return FORM.matcher(value).matches();
  }

  @Override
  public int compareTo(ProjectName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
