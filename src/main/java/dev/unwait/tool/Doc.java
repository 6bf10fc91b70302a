package dev.unwait.tool;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a part of a tool's input or output means, for schemas and `--help`: terse, one line.
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Doc {
  String value();

  /// The value taken where the part is left out, as JSON (a text or an enum may do without its
  /// quotes); a part with a default is optional.
  String byDefault() default "";

  /// The smallest number, or shortest text or list, that is taken.
  long min() default Long.MIN_VALUE;

  /// The largest number, or longest text or list, that is taken.
  long max() default Long.MAX_VALUE;
}
