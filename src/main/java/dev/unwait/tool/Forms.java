package dev.unwait.tool;

import dev.unwait.json.Json;
import dev.unwait.json.JsonException;
import dev.unwait.tool.Form.Range;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Derives forms from classes by reflection, once; what runs later are method handles.
final class Forms {
  /// The classes being looked at, from the outermost inwards: one that comes twice would never end.
  private final Deque<Class<?>> within = new ArrayDeque<>();

  RecordForm ofRecord(Class<?> type) {
    if (within.contains(type)) {
      throw new IllegalArgumentException(type.getName() + " contains itself: it has no shape");
    }
    within.push(type);
    try {
      var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      var components = type.getRecordComponents();
      var parts = new ArrayList<RecordForm.Part>();
      for (var component : components) {
        parts.add(part(component, lookup));
      }
      return new RecordForm(
          type.getSimpleName(), doc(type), parts, maker(type, components, lookup));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("the record " + type.getName() + " cannot be reached", e);
    } finally {
      within.pop();
    }
  }

  static String wireName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// `ifSha256` becomes `if_sha256`, `new_` becomes `new`.
  static String wireName(String component) {
    var name = new StringBuilder();
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (Character.isUpperCase(c)) {
        name.append('_').append(Character.toLowerCase(c));
      } else {
        name.append(c);
      }
    }
    int last = name.length() - 1;
    if (name.charAt(last) == '_') {
      name.setLength(last);
    }
    return name.toString();
  }

  private static MethodHandle maker(
      Class<?> type, RecordComponent[] components, MethodHandles.Lookup lookup)
      throws ReflectiveOperationException {
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return lookup
        .findConstructor(type, MethodType.methodType(void.class, types))
        .asFixedArity()
        .asType(MethodType.genericMethodType(types.length))
        .asSpreader(Object[].class, types.length);
  }

  private RecordForm.Part part(RecordComponent component, MethodHandles.Lookup lookup)
      throws ReflectiveOperationException {
    boolean wrapped = component.getType() == Optional.class;
    var doc = component.getAnnotation(Doc.class);
    Type type = wrapped ? argument(component.getGenericType(), 0) : component.getGenericType();
    var form = ofType(type, doc == null ? Range.ALL : new Range(doc.min(), doc.max()));
    Json byDefault = doc == null ? null : byDefault(component, form, doc.byDefault());
    boolean optional = wrapped || byDefault != null || nullable(component);
    var reader =
        lookup
            .unreflect(component.getAccessor())
            .asType(MethodType.methodType(Object.class, Object.class));
    return new RecordForm.Part(
        wireName(component.getName()),
        form,
        doc(component),
        !optional,
        wrapped,
        byDefault,
        absent(component, form, byDefault, wrapped),
        reader);
  }

  private static @Nullable Object absent(
      RecordComponent component, Form form, @Nullable Json byDefault, boolean wrapped) {
    if (byDefault == null) {
      return wrapped ? Optional.empty() : null;
    }
    try {
      var decoded = form.decode(byDefault);
      return wrapped ? Optional.of(decoded) : decoded;
    } catch (JsonException e) {
      throw new IllegalArgumentException("the default of " + component + " does not fit it", e);
    }
  }

  /// Texts and choices need no quotes in the annotation.
  private static @Nullable Json byDefault(RecordComponent component, Form form, String text) {
    if (text.isEmpty()) {
      return null;
    }
    boolean word = form instanceof Form.TextForm || form instanceof Form.ChoiceForm;
    if (word && !text.startsWith("\"")) {
      return Json.of(text);
    }
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      throw new IllegalArgumentException("the default of " + component + " is not JSON", e);
    }
  }

  private static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private Form ofType(Type type, Range range) {
    if (type instanceof ParameterizedType generic) {
      if (generic.getRawType() == List.class) {
        return new Form.ListForm(ofType(argument(type, 0), Range.ALL), range);
      }
      if (generic.getRawType() == Map.class && argument(type, 0) == String.class) {
        return new Form.MapForm(ofType(argument(type, 1), Range.ALL), range);
      }
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalArgumentException(type.getTypeName() + " has no JSON form");
    }
    return ofClass(plain, range);
  }

  private Form ofClass(Class<?> type, Range range) {
    if (type == String.class) {
      return new Form.TextForm(range);
    }
    if (type == int.class || type == Integer.class) {
      return new Form.WholeForm(true, range);
    }
    if (type == long.class || type == Long.class) {
      return new Form.WholeForm(false, range);
    }
    if (type == double.class || type == Double.class) {
      return new Form.RealForm(range);
    }
    if (type == boolean.class || type == Boolean.class) {
      return new Form.TruthForm();
    }
    if (type == Json.class) {
      return new Form.FreeForm();
    }
    if (type.isEnum()) {
      return choice(type);
    }
    if (type.isRecord()) {
      return ofRecord(type);
    }
    if (type.isSealed() && type.isInterface()) {
      return union(type);
    }
    throw new IllegalArgumentException(type.getName() + " has no JSON form");
  }

  private static Form choice(Class<?> type) {
    var constants = new LinkedHashMap<String, Enum<?>>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(wireName((Enum<?>) constant), (Enum<?>) constant);
    }
    return new Form.ChoiceForm(constants);
  }

  private Form union(Class<?> type) {
    var variants = new ArrayList<RecordForm>();
    var byClass = new LinkedHashMap<Class<?>, RecordForm>();
    for (var permitted : type.getPermittedSubclasses()) {
      if (!permitted.isRecord()) {
        throw new IllegalArgumentException(permitted.getName() + " is no record: no JSON form");
      }
      var variant = ofRecord(permitted);
      variants.add(variant);
      byClass.put(permitted, variant);
    }
    return new UnionForm(variants, byClass);
  }

  private static Type argument(Type type, int at) {
    return ((ParameterizedType) type).getActualTypeArguments()[at];
  }

  private static String doc(AnnotatedElement element) {
    var doc = element.getAnnotation(Doc.class);
    return doc == null ? "" : doc.value();
  }
}
