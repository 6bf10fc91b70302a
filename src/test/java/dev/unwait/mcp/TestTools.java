package dev.unwait.mcp;

import dev.unwait.base.RefusalException;
import dev.unwait.tool.Call;
import dev.unwait.tool.CallObserver;
import dev.unwait.tool.Catalogue;
import dev.unwait.tool.Doc;
import dev.unwait.tool.Tool;
import dev.unwait.tool.ToolSpec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullMarked;

/// Small tools for tests of the doors.
@NullMarked
public final class TestTools {
  private TestTools() {}

  public record Words(@Doc("what to say") String text) {}

  public record Nothing() {}

  @FunctionalInterface
  public interface Body<I, O> {
    O call(I input, Call call) throws IOException, InterruptedException;
  }

  public static <I extends Record, O extends Record> Tool<I, O> tool(
      String name, Class<I> input, Class<O> output, Body<I, O> body) {
    var spec =
        new ToolSpec<>(
            name,
            "Does " + name + ".",
            input,
            output,
            ToolSpec.Effect.READS,
            ToolSpec.Audience.AGENTS,
            List.of());
    return new Tool<>() {
      @Override
      public ToolSpec<I, O> spec() {
        return spec;
      }

      @Override
      public O call(I in, Call call) throws IOException, InterruptedException {
        return body.call(in, call);
      }
    };
  }

  /// `echo`, `refuse`, `bug`, `who`, `count` (with progress) and `batch`.
  public static Catalogue catalogue() {
    return Catalogue.of(
            List.of(
                tool("echo", Words.class, Words.class, (words, _) -> words),
                tool(
                    "refuse",
                    Words.class,
                    Words.class,
                    (words, _) -> {
                      throw RefusalException.conflict("refuse " + words.text, "it moved", "Wait.");
                    }),
                tool(
                    "bug",
                    Nothing.class,
                    Nothing.class,
                    (_, _) -> {
                      throw new IllegalStateException("a bug");
                    }),
                tool("who", Nothing.class, Words.class, (_, call) -> new Words(call.agent())),
                tool(
                    "count",
                    Nothing.class,
                    Nothing.class,
                    (nothing, call) -> {
                      call.progress(1, 2, "one");
                      call.progress(2, 2, "");
                      return nothing;
                    })))
        .withBatch();
  }

  public static McpServer server(Catalogue catalogue) {
    return McpServer.of(
        catalogue,
        new ServerIdentity("unwait", "1", "Fork, then work."),
        CallObserver.NONE,
        ToolSpec.Audience.AGENTS);
  }

  /// A tool that runs until it is interrupted or let go.
  public static final class Blocking {
    public final CountDownLatch entered = new CountDownLatch(1);
    public final CountDownLatch release = new CountDownLatch(1);
    public final CountDownLatch interrupted = new CountDownLatch(1);

    public Tool<Nothing, Nothing> tool() {
      return TestTools.tool(
          "block",
          Nothing.class,
          Nothing.class,
          (nothing, _) -> {
            entered.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              interrupted.countDown();
              throw e;
            }
            return nothing;
          });
    }
  }
}
