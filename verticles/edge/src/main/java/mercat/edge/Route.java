package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way in.
 *
 * @param template the path; a part in braces stands for any one part
 * @param role what a member of staff must hold, empty for everybody
 * @param bodyMax bytes, or {@link #STREAMED}
 * @param isRationed whether a request counts as an order that {@link Admission} may shed
 */
record Route(
    HttpMethod method,
    String template,
    String role,
    int bodyMax,
    boolean isRationed,
    Handler handler,
    List<String> parts) {
  /** The handler reads the body as it comes. */
  static final int STREAMED = 0;

  static final int BODY_MAX = 256 * 1024;
  static final int ORDER_BODY_MAX = 1024 * 1024;

  /** What a route does with a request. */
  @FunctionalInterface
  interface Handler {
    Future<Answer> handle(Exchange exchange);
  }

  static Route open(HttpMethod method, String template, Handler handler) {
    return new Route(method, template, "", BODY_MAX, false, handler, split(template));
  }

  static Route staff(String role, HttpMethod method, String template, Handler handler) {
    return new Route(method, template, role, BODY_MAX, false, handler, split(template));
  }

  Route withBodyMax(int bytes) {
    return new Route(method, template, role, bytes, isRationed, handler, parts);
  }

  Route rationed() {
    return new Route(method, template, role, bodyMax, true, handler, parts);
  }

  static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  /** What stands where the template has names, null when the path is another. */
  @Nullable List<String> match(List<String> path) {
    if (path.size() != parts.size()) {
      return null;
    }
    var named = new ArrayList<String>(1);
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).startsWith("{")) {
        named.add(path.get(i));
      } else if (!parts.get(i).equals(path.get(i))) {
        return null;
      }
    }
    return named;
  }
}
