package dev.unwait.branch;

/// Which branch of which project; written `PROJECT/NAME`.
public record BranchRef(ProjectName project, BranchName name) implements Comparable<BranchRef> {
  @Override
  public int compareTo(BranchRef other) {
    int byProject = project.compareTo(other.project);
    return byProject != 0 ? byProject : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return project + "/" + name;
  }
}
