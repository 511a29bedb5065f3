package mercat.platform.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import mercat.platform.config.Layers.Found;
import mercat.platform.config.Settings.Setting;
import org.jspecify.annotations.Nullable;

/** Lays what is set over a record of defaults. Components that are records are sections within. */
final class Binding {
  private static final Map<Class<?>, Function<String, Object>> PARSERS =
      Map.ofEntries(
          Map.entry(String.class, text -> text),
          Map.entry(int.class, parser(Integer::valueOf, "a whole number")),
          Map.entry(Integer.class, parser(Integer::valueOf, "a whole number")),
          Map.entry(long.class, parser(Long::valueOf, "a whole number")),
          Map.entry(Long.class, parser(Long::valueOf, "a whole number")),
          Map.entry(double.class, parser(Double::valueOf, "a number")),
          Map.entry(boolean.class, Binding::truth),
          Map.entry(Duration.class, Durations::parse),
          Map.entry(Path.class, Path::of),
          Map.entry(URI.class, parser(URI::create, "an address (URI)")),
          Map.entry(Secret.class, Secret::new));

  private final Layers layers;
  private final Map<String, Setting> inForce = new LinkedHashMap<>();

  /** The settings below which any name may stand. */
  private final Set<String> maps = new HashSet<>();

  Binding(Layers layers) {
    this.layers = layers;
  }

  <C extends Record> C bind(String path, Class<C> type, @Nullable Object defaults) {
    var components = type.getRecordComponents();
    var values = new @Nullable Object[components.length];
    for (var i = 0; i < components.length; i++) {
      var component = components[i];
      var standard = defaults == null ? null : read(component, defaults);
      values[i] = value(path + "." + kebab(component.getName()), component, standard);
    }
    return construct(path, type, components, values);
  }

  List<Setting> inForce() {
    return List.copyOf(inForce.values());
  }

  boolean knows(String name) {
    return inForce.containsKey(name) || maps.stream().anyMatch(map -> name.startsWith(map + "."));
  }

  boolean knowsVariable(String variable) {
    return inForce.keySet().stream()
        .map(Layers::variable)
        .anyMatch(name -> variable.equals(name) || variable.equals(name + "_FILE"));
  }

  private @Nullable Object value(
      String name, RecordComponent component, @Nullable Object standard) {
    var type = component.getType();
    if (type.isRecord() && type != Secret.class) {
      return bind(name, type.asSubclass(Record.class), standard);
    }
    if (type == Map.class) {
      return map(name, standard);
    }
    var found = layers.find(name);
    var value = found.isEmpty() ? standard : parse(name, component.getGenericType(), found.get());
    var source = found.map(Found::source).orElse("default");
    inForce.put(name, new Setting(name, print(value), source));
    return value;
  }

  private Map<String, String> map(String name, @Nullable Object standard) {
    maps.add(name);
    var all = new TreeMap<String, String>();
    if (standard instanceof Map<?, ?> map) {
      map.forEach((key, value) -> all.put(String.valueOf(key), String.valueOf(value)));
    }
    layers
        .named(name)
        .forEach((below, found) -> all.put(below.substring(name.length() + 1), found.text()));
    inForce.put(name, new Setting(name, all.toString(), "default and below"));
    return Map.copyOf(all);
  }

  private static Object parse(String name, Type type, Found found) {
    if (type instanceof ParameterizedType generic) {
      var element = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return Optional.of(parse(name, element, found));
      }
      if (generic.getRawType() == List.class || generic.getRawType() == Set.class) {
        var values = new ArrayList<Object>();
        var texts = found.list() ? found.values() : Arrays.asList(found.text().split(",", -1));
        for (var text : texts) {
          if (!text.isBlank()) {
            values.add(scalar(name, (Class<?>) element, text.strip(), found.source()));
          }
        }
        return generic.getRawType() == Set.class ? Set.copyOf(values) : List.copyOf(values);
      }
    }
    if (found.list()) {
      throw new SettingsException(name + ": one value is wanted, not a list" + at(found.source()));
    }
    return scalar(name, (Class<?>) type, found.text(), found.source());
  }

  private static Object scalar(String name, Class<?> type, String text, String source) {
    try {
      if (type.isEnum()) {
        return constant(type, text);
      }
      var parser = PARSERS.get(type);
      if (parser == null) {
        throw new IllegalStateException("no setting can be a " + type.getName() + ": " + name);
      }
      var value = parser.apply(text);
      if (name.matches(".*[.-]port") && !isPort(value)) {
        throw new IllegalArgumentException("a port, from 0 to 65535");
      }
      return value;
    } catch (IllegalArgumentException failure) {
      var shown = type == Secret.class ? Secret.MASK : "'" + text + "'";
      throw new SettingsException(
          name + ": " + shown + " is not " + failure.getMessage() + at(source));
    }
  }

  private static boolean isPort(Object value) {
    return value instanceof Integer port && port >= 0 && port <= 65_535;
  }

  private static Object constant(Class<?> type, String text) {
    for (var constant : type.getEnumConstants()) {
      if (enumName(constant).equals(text.toLowerCase(Locale.ROOT).replace('_', '-'))) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        Arrays.stream(type.getEnumConstants())
            .map(Binding::enumName)
            .collect(Collectors.joining(", ", "one of ", "")));
  }

  private static String enumName(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <C extends Record> C construct(
      String path, Class<C> type, RecordComponent[] components, @Nullable Object[] values) {
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException failure) {
      throw new SettingsException(path + ": " + failure.getTargetException().getMessage());
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException("cannot make a " + type.getName(), failure);
    }
  }

  private static @Nullable Object read(RecordComponent component, Object record) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException("cannot read " + component, failure);
    }
  }

  /** {@code holdMax} is written {@code hold-max}. */
  static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  private static String print(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Optional<?> optional -> optional.map(Binding::print).orElse("");
      case Duration duration -> Durations.print(duration);
      case List<?> list -> list.stream().map(Binding::print).collect(Collectors.joining(", "));
      case Set<?> set ->
          set.stream().map(Binding::print).sorted().collect(Collectors.joining(", "));
      case Enum<?> constant -> enumName(constant);
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

  private static String at(String source) {
    return " (" + source + ")";
  }
}
