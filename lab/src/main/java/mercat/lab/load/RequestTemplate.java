package mercat.lab.load;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A request rendered once, of which only fixed-width numbers change: to send one costs a copy of
 * its bytes. Where a number goes in path, headers or body, the text has a {@linkplain #slot slot}.
 */
public final class RequestTemplate {
  /** Digits of every number; so the length of the request never changes. */
  private static final int DIGITS = 9;

  private static final Pattern SLOT = Pattern.compile("\\{(\\d)_{6}}");

  private record Slot(int number, int at) {}

  private final byte[] bytes;
  private final List<Slot> slots;

  public RequestTemplate(HttpText request) {
    bytes = request.render().getBytes();
    slots =
        SLOT.matcher(new String(bytes, StandardCharsets.ISO_8859_1))
            .results()
            .map(found -> new Slot(Integer.parseInt(found.group(1)), found.start()))
            .toList();
  }

  /** The place of a number, as wide as the number: the first is 0. */
  public static String slot(int number) {
    return "{" + number + "______}";
  }

  public static String digits(long number) {
    return String.format(Locale.ROOT, "%0" + DIGITS + "d", number);
  }

  public Buffer render(long... numbers) {
    var copy = bytes.clone();
    for (var slot : slots) {
      var rest = numbers[slot.number()];
      for (var at = slot.at() + DIGITS - 1; at >= slot.at(); at--) {
        copy[at] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
    }
    return Buffer.buffer(copy);
  }
}
