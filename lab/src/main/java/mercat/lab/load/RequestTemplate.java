package mercat.lab.load;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A request rendered once, of which only fixed-width numbers change: to send one costs a copy of
 * its bytes. A number's place is written {@code {0}}, {@code {1}}, … in path, headers and body.
 */
public final class RequestTemplate {
  /** Digits of every number; so the length of the request never changes. */
  public static final int DIGITS = 9;

  private record Slot(int number, int at) {}

  private final byte[] bytes;
  private final List<Slot> slots;

  private RequestTemplate(byte[] bytes, List<Slot> slots) {
    this.bytes = bytes;
    this.slots = List.copyOf(slots);
  }

  /** Renders a template as {@link HttpText} renders a request. */
  public static RequestTemplate of(HttpText request) {
    var zeros = "0".repeat(DIGITS);
    var text = request.replaceAll("\\{\\d}", zeros).render();
    var marked = request.replaceAll("\\{(\\d)}", "{$1" + "_".repeat(DIGITS - 3) + "}").render();
    var bytes = text.getBytes();
    var slots = new ArrayList<Slot>();
    var places = new String(marked.getBytes(), StandardCharsets.ISO_8859_1);
    for (var at = places.indexOf('{'); at >= 0; at = places.indexOf('{', at + 1)) {
      if (places.startsWith("_".repeat(DIGITS - 3) + "}", at + 2)) {
        slots.add(new Slot(places.charAt(at + 1) - '0', at));
      }
    }
    return new RequestTemplate(bytes, slots);
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
