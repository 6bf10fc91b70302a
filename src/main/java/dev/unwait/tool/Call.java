package dev.unwait.tool;

/// One call of a tool, as the tool sees it.
public interface Call {
  /// Who calls: the name that the agent gave at the door, or `cli`.
  String agent();

  /// Says how far long work has come; cheap, dropped where nobody listens.
  ///
  /// @param done units done
  /// @param total units in all, 0 where unknown
  void progress(long done, long total, String message);

  /// Notes what the clock should know of this call: which branch it concerned.
  void branch(String branch);

  /// Notes how much of this call was the work itself rather than Unwait's overhead, in nanoseconds;
  /// several notes add up.
  void executed(long nanos);
}
