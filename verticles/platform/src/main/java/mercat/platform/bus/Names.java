package mercat.platform.bus;

import java.lang.reflect.ParameterizedType;
import java.util.HashMap;
import java.util.Map;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Vocabulary;
import org.jspecify.annotations.Nullable;

/** The name registry: what may travel, and under which name. Built once from the vocabulary. */
final class Names {
  private static final Map<String, Class<? extends Message>> TYPES = new HashMap<>();
  private static final Map<Class<?>, String> NAMES = new HashMap<>();

  static {
    for (var request : Vocabulary.REQUESTS) {
      register(contextOf(request) + "." + request.getSimpleName(), request);
      var reply = replyOf(request);
      var replyName =
          contextOf(request) + "." + request.getSimpleName() + "." + reply.getSimpleName();
      register(replyName, reply);
      if (reply.isSealed()) {
        for (var variant : reply.getPermittedSubclasses()) {
          NAMES.put(variant, replyName);
        }
      }
    }
  }

  private Names() {}

  /** The context that a message belongs to: the last part of its package. */
  static String contextOf(Class<?> type) {
    var name = type.getPackageName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /**
   * The registered name of a message.
   *
   * @throws IllegalStateException when it is not in the vocabulary
   */
  static String nameOf(Message message) {
    var name = NAMES.get(message.getClass());
    if (name == null) {
      throw new IllegalStateException(message.getClass().getName() + " is not in the vocabulary");
    }
    return name;
  }

  /** The type of a name, null when this version does not know it. */
  static @Nullable Class<? extends Message> typeOf(String name) {
    return TYPES.get(name);
  }

  private static void register(String name, Class<? extends Message> type) {
    TYPES.put(name, type);
    NAMES.put(type, name);
  }

  private static Class<? extends Message> replyOf(Class<?> request) {
    for (var implemented : request.getGenericInterfaces()) {
      if (implemented instanceof ParameterizedType typed && typed.getRawType() == Request.class) {
        return ((Class<?>) typed.getActualTypeArguments()[0]).asSubclass(Message.class);
      }
    }
    throw new IllegalStateException(request.getName() + " does not name its reply");
  }
}
