package mercat.lab.system;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What a node tells of its meters.
 *
 * @param text in the format of Prometheus
 */
public record MetersText(String text) {
  /** The first series of this name, whatever its labels; nothing when there is none. */
  public OptionalDouble find(String name) {
    var line = Pattern.compile("(?m)^" + Pattern.quote(name) + "(?:\\{[^}]*})? (\\S+)$");
    var found = line.matcher(text);
    return found.find()
        ? OptionalDouble.of(Double.parseDouble(found.group(1)))
        : OptionalDouble.empty();
  }

  /**
   * The first series of this name.
   *
   * @throws IllegalStateException when there is none
   */
  public double value(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException("the system does not tell " + name));
  }
}
