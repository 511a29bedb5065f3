package mercat.platform;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Enums as tables and JSON name them: {@code PARTLY_SHIPPED} is {@code partly_shipped}. */
public final class EnumText {
  private static final ClassValue<Texts> TEXTS =
      new ClassValue<>() {
        @Override
        protected Texts computeValue(Class<?> type) {
          return Texts.of(type);
        }
      };

  private EnumText() {}

  private record Texts(Map<Object, String> byConstant, Map<String, Object> byText) {
    static Texts of(Class<?> type) {
      var byConstant = new HashMap<Object, String>();
      var byText = new HashMap<String, Object>();
      for (var constant : type.getEnumConstants()) {
        var text = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
        byConstant.put(constant, text);
        byText.put(text, constant);
      }
      return new Texts(byConstant, byText);
    }
  }

  /** The text of a constant. */
  public static String of(Enum<?> constant) {
    return requireNonNull(TEXTS.get(constant.getDeclaringClass()).byConstant().get(constant));
  }

  /**
   * The constant that a text names.
   *
   * @throws IllegalStateException when it names none: whoever reads what clients send checks first
   */
  public static <E extends Enum<E>> E parse(Class<E> type, String text) {
    var constant = TEXTS.get(type).byText().get(text);
    if (constant == null) {
      throw new IllegalStateException("no " + type.getSimpleName() + " is named " + text);
    }
    return type.cast(constant);
  }
}
