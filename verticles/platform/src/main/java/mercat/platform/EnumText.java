package mercat.platform;

import java.util.Locale;

/** Enums as tables and JSON name them: {@code PARTLY_SHIPPED} is {@code partly_shipped}. */
public final class EnumText {
  private EnumText() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The constant that a text names.
   *
   * @throws IllegalStateException when it names none: whoever reads what clients send checks first
   */
  public static <E extends Enum<E>> E parse(Class<E> type, String text) {
    for (var constant : type.getEnumConstants()) {
      if (of(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalStateException("no " + type.getSimpleName() + " is named " + text);
  }
}
