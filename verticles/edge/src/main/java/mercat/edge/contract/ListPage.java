package mercat.edge.contract;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import mercat.edge.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next the cursor of the next page, null after the last; written so that nobody makes one by
 *     hand
 */
public record ListPage<T>(List<T> data, @Nullable String next) {
  /** A page, and the position at which the next one begins. */
  public static <T> ListPage<T> before(@Nullable Object position, List<T> data) {
    return new ListPage<>(
        data,
        position == null
            ? null
            : Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(position.toString().getBytes(StandardCharsets.UTF_8)));
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
