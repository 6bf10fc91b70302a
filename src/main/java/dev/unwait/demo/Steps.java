package dev.unwait.demo;

import dev.unwait.json.Json;
import dev.unwait.json.ObjectBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The steps of one tour as they are told, and the account of them in the end.
final class Steps {
  private static final double MILLI = 1e6;

  /// Does a step and returns what it came to, one clause.
  @FunctionalInterface
  interface Step {
    String take() throws IOException, InterruptedException;
  }

  private final Narrator narrator;
  private final List<Json> account = new ArrayList<>();
  private @Nullable SideBySide table;
  private String current = "";

  Steps(Narrator narrator) {
    this.narrator = narrator;
  }

  void title(String text) {
    narrator.title(text);
  }

  void take(String name, Step step) throws IOException, InterruptedException {
    current = name;
    long start = System.nanoTime();
    var what = step.take();
    double nanos = System.nanoTime() - start;
    narrator.done(name, what, nanos);
    account.add(
        Json.object()
            .put("name", name)
            .put("what", what)
            .put("millis", nanos / MILLI)
            .put("ok", true)
            .build());
    current = "";
  }

  void detail(boolean good, String text) {
    narrator.detail(good, text);
  }

  void failed(String why) {
    var step = current.isEmpty() ? "tour" : current;
    narrator.failed(step, why);
    account.add(Json.object().put("name", step).put("what", why).put("ok", false).build());
  }

  void table(SideBySide measured) {
    table = measured;
    narrator.line("");
    narrator.title("The same steps with people's tools and with Unwait, medians of this run:");
    narrator.lines(measured.lines());
  }

  void next() {
    narrator.line("");
    narrator.title("What next");
    narrator.line(
        "  ./unwait import .                          take in the working tree you stand in");
    narrator.line(
        "  claude mcp add unwait -- $PWD/unwait mcp   give it to an agent; README has others");
    narrator.line(
        "  ./unwait bench                             measure every goal on this machine");
    narrator.line(
        "  ./unwait doctor                            what this machine allows, and what not");
  }

  ObjectBuilder toJson() {
    var json = Json.object().put("steps", account);
    var measured = table;
    return measured == null ? json : json.put("table", measured.toJson());
  }
}
