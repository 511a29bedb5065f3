package mercat.platform.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.platform.config.Layers.Found;
import mercat.platform.config.Settings.Setting;

/** Lays what is set over a record of defaults. Besides these kinds of settings, lists of texts. */
final class Binding {
  private static final Map<Class<?>, Function<String, Object>> PARSERS =
      Map.of(
          String.class,
          text -> text,
          int.class,
          parser(Integer::valueOf, "a whole number"),
          long.class,
          parser(Long::valueOf, "a whole number"),
          double.class,
          parser(Double::valueOf, "a number"),
          boolean.class,
          Binding::truth,
          Duration.class,
          Durations::parse,
          Secret.class,
          Secret::new);

  private final Layers layers;
  private final Map<String, Setting> inForce = new LinkedHashMap<>();

  Binding(Layers layers) {
    this.layers = layers;
  }

  <C extends Record> C bind(String section, Class<C> type, C defaults) {
    var components = type.getRecordComponents();
    var values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      var component = components[i];
      var name = section + "." + kebab(component.getName());
      values[i] = value(name, component.getType(), read(component, defaults));
    }
    return construct(section, type, components, values);
  }

  List<Setting> inForce() {
    return List.copyOf(inForce.values());
  }

  boolean knows(String name) {
    return inForce.containsKey(name);
  }

  boolean knowsVariable(String variable) {
    return inForce.keySet().stream()
        .map(Layers::variable)
        .anyMatch(name -> variable.equals(name) || variable.equals(name + "_FILE"));
  }

  private Object value(String name, Class<?> type, Object standard) {
    var found = layers.find(name);
    var value = found.map(set -> parse(name, type, set)).orElse(standard);
    inForce.put(name, new Setting(name, print(value), found.map(Found::source).orElse("default")));
    return value;
  }

  private static Object parse(String name, Class<?> type, Found found) {
    if (type == List.class || type == Set.class) {
      var texts = found.list() ? found.values().stream() : Stream.of(found.text().split(",", -1));
      var values = texts.map(String::strip).filter(text -> !text.isEmpty());
      return type == List.class ? values.toList() : values.collect(Collectors.toUnmodifiableSet());
    }
    if (found.list()) {
      throw new SettingsException(name + ": one value is wanted, not a list" + at(found));
    }
    var parser = PARSERS.get(type);
    if (parser == null) {
      throw new IllegalStateException("no setting can be a " + type.getName() + ": " + name);
    }
    try {
      var value = parser.apply(found.text());
      if (name.matches(".*[.-]port") && !isPort(value)) {
        throw new IllegalArgumentException("a port, from 0 to 65535");
      }
      return value;
    } catch (IllegalArgumentException failure) {
      var shown = type == Secret.class ? Secret.MASK : "'" + found.text() + "'";
      throw new SettingsException(
          name + ": " + shown + " is not " + failure.getMessage() + at(found));
    }
  }

  private static boolean isPort(Object value) {
    return value instanceof Integer port && port >= 0 && port <= 65_535;
  }

  private static <C extends Record> C construct(
      String section, Class<C> type, RecordComponent[] components, Object[] values) {
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException failure) {
      throw new SettingsException(section + ": " + failure.getTargetException().getMessage());
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException("cannot make a " + type.getName(), failure);
    }
  }

  private static Object read(RecordComponent component, Record record) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException("cannot read " + component, failure);
    }
  }

  /** {@code holdMax} is written {@code hold-max}. */
  private static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  private static String print(Object value) {
    return switch (value) {
      case Duration duration -> Durations.print(duration);
      case Set<?> set ->
          set.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
      case Collection<?> list ->
          list.stream().map(String::valueOf).collect(Collectors.joining(", "));
      default -> value.toString();
    };
  }

  private static Object truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("true or false");
    };
  }

  private static Function<String, Object> parser(Function<String, Object> parse, String wanted) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException failure) {
        throw new IllegalArgumentException(wanted, failure);
      }
    };
  }

  private static String at(Found found) {
    return " (" + found.source() + ")";
  }
}
