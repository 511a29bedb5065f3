package mercat.contracts.__context__;

import java.util.UUID;
import mercat.contracts.Text;

/**
 * What __context__ keeps under one id.
 *
 * @param name 1 to 1000 characters
 */
public record __Entity__(UUID id, String name) {
  public __Entity__ {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    Text.require("name", name, 1_000);
  }
}
