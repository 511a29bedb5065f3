package mercat.platform.database;

import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/** What a list is asked for. What is not, stands in no condition: only so is an index used. */
public final class Conditions {
  private Conditions() {}

  /**
   * A condition behind others; empty where there is nothing to compare with.
   *
   * @param condition with {@code $%d} for the value and its type
   * @param parameters of the statement, to which the value is added
   */
  public static String and(String condition, @Nullable Object value, Tuple parameters) {
    return value == null ? "" : " and " + condition.formatted(parameters.addValue(value).size());
  }
}
