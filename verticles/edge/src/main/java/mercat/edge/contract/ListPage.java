package mercat.edge.contract;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import mercat.edge.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next the cursor of the next page, null after the last; written so that nobody makes one by
 *     hand
 */
public record ListPage<T>(List<T> data, @Nullable String next) {
  /**
   * A page of what was found.
   *
   * @param more whether there is more behind the last of them
   * @param position of one, from which its cursor is made
   * @param shown what clients see of one
   */
  public static <F, T> ListPage<T> of(
      List<F> found, boolean more, Function<F, ?> position, Function<F, T> shown) {
    return new ListPage<>(
        found.stream().map(shown).toList(), more ? cursor(position.apply(found.getLast())) : null);
  }

  private static String cursor(Object position) {
    var bytes = position.toString().getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The position that a cursor names.
   *
   * @throws Problem when it is no cursor of ours
   */
  public static String position(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw forged();
    }
  }

  /** Says of a cursor that it names no position. */
  public static Problem forged() {
    return Problem.invalid("query:cursor", "take it from the page before");
  }
}
