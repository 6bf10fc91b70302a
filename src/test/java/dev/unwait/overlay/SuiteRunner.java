package dev.unwait.overlay;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Runs the tests of a back end in a JVM of their own and ends with status 1 if one fails.
@NullMarked
final class SuiteRunner {
  private SuiteRunner() {}

  /// @param arguments the names of test classes that are {@link BackendSuite}s
  public static void main(String[] arguments) throws Exception {
    int failed = 0;
    for (var name : arguments) {
      for (var test : tests(Class.forName(name))) {
        var failure = run(Class.forName(name), test);
        System.out.println((failure == null ? "passed: " : "FAILED: ") + test.getName());
        if (failure != null) {
          System.out.println(failure + "\n  at " + List.of(failure.getStackTrace()));
          failed++;
        }
      }
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private static List<Method> tests(Class<?> suite) {
    var tests = new ArrayList<Method>();
    for (Class<?> type = suite; type != null; type = type.getSuperclass()) {
      for (var method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          tests.add(method);
        }
      }
    }
    return tests;
  }

  private static @Nullable Throwable run(Class<?> type, Method test) throws Exception {
    var suite = (BackendSuite) type.getDeclaredConstructor().newInstance();
    suite.home = Files.createTempDirectory("suite");
    suite.start();
    try {
      test.invoke(suite);
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    } finally {
      suite.end();
    }
  }
}
