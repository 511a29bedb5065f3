package mercat.platform.config;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mercat.platform.config.Layers.Found;

/**
 * What is configured, handed out by section. Errors name the setting in full, and a setting that
 * nobody knows is refused: a typing error must not pass for a default.
 */
public final class Settings {
  private final Sources sources;
  private final Layers layers;
  private final Binding binding;

  /**
   * One value in force and where it was set, fit to be printed: secrets are masked.
   *
   * @param name in full, such as {@code inventory.hold-max}
   * @param value as one would write it
   * @param source such as {@code default}, a file's path or the name of a variable
   */
  public record Setting(String name, String value, String source) {}

  private Settings(Sources sources) {
    this.sources = sources;
    this.layers = new Layers(sources);
    this.binding = new Binding(layers);
  }

  /**
   * Reads every source once.
   *
   * @throws SettingsException when a file cannot be read or is not YAML
   */
  public static Settings load(Sources sources) {
    return new Settings(sources);
  }

  /** The same, read again, with these flags, which win over all else. */
  public Settings with(Map<String, String> flags) {
    return load(sources.withFlags(flags));
  }

  /**
   * The section {@code name}: the defaults that {@code type} declares in its static method {@code
   * defaults()}, and over them what is set.
   *
   * @throws SettingsException when a value does not fit, or the section has a setting that the
   *     record does not
   */
  public synchronized <C extends Record> C section(String name, Class<C> type) {
    var bound = binding.bind(name, type, defaults(type));
    layers.named(name).forEach(this::refuseUnlessKnown);
    return bound;
  }

  /**
   * Checks a section that nobody here needs, such as that of a context hosted elsewhere.
   *
   * @throws SettingsException as {@link #section} does
   */
  public <C extends Record> void check(String name, Class<C> type) {
    var unused = section(name, type);
  }

  /**
   * Refuses whatever is set and belongs to no section asked for so far. To be called once, when all
   * sections have been asked for or checked.
   *
   * @throws SettingsException naming the setting and where it stands
   */
  public synchronized void refuseUnknown() {
    layers.named("").forEach(this::refuseUnlessKnown);
    for (var variable : layers.variables()) {
      if (!binding.knowsVariable(variable)) {
        throw new SettingsException(variable + ": no setting has this name in the environment");
      }
    }
  }

  /** Every value in force, of the sections asked for so far, in their order; secrets masked. */
  public synchronized List<Setting> inForce() {
    return binding.inForce();
  }

  /** One of {@link #inForce}, as text; empty when no section asked for has it. */
  public String value(String name) {
    return inForce().stream()
        .filter(setting -> setting.name().equals(name))
        .map(Setting::value)
        .findFirst()
        .orElse("");
  }

  private void refuseUnlessKnown(String name, Found found) {
    if (!binding.knows(name)) {
      var section = name.substring(0, Math.max(0, name.lastIndexOf('.')));
      var others =
          binding.inForce().stream()
              .map(Setting::name)
              .filter(other -> !section.isEmpty() && other.startsWith(section + "."))
              .map(other -> other.substring(section.length() + 1))
              .sorted()
              .collect(Collectors.joining(", "));
      var hint = others.isEmpty() ? "" : "; " + section + " has " + others;
      throw new SettingsException(
          name + ": there is no such setting (" + found.source() + ")" + hint);
    }
  }

  private static <C extends Record> C defaults(Class<C> type) {
    try {
      var method = type.getDeclaredMethod("defaults");
      method.setAccessible(true);
      return type.cast(method.invoke(null));
    } catch (InvocationTargetException failure) {
      throw new IllegalStateException(
          "the defaults of " + type.getName() + " are not allowed", failure.getTargetException());
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(
          type.getName() + " needs a static method defaults()", failure);
    }
  }
}
