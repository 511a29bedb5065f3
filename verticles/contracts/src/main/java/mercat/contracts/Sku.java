package mercat.contracts;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A stock keeping unit: what a shop calls one thing it sells.
 *
 * @param value 1 to 64 characters, letters, digits and {@code . _ / -} with inner spaces
 */
public record Sku(String value) implements Comparable<Sku> {
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9 ._/-]{0,62}[A-Za-z0-9._/-])?");

  public Sku {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a SKU has 1 to 64 letters, digits or . _ / -");
    }
  }

  /** The key of events about this SKU: they are kept in order under it. */
  public UUID key() {
    return UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int compareTo(Sku other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
