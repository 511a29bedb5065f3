package mercat.edge;

import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Every way in. What is not in it does not exist; paths that mean something else once decoded are
 * refused.
 */
final class RouteTable {
  private static final List<String> TRICKS =
      List.of("%2e", "%2f", "%5c", "%00", "%25", "//", "\\", ";", "/../", "/./");

  private final Map<Integer, List<Route>> byLength = new HashMap<>();

  /** A route that fits, and what stands in its path. */
  record Match(Route route, List<String> parameters) {}

  RouteTable(Collection<Route> routes) {
    for (var route : routes) {
      byLength.computeIfAbsent(route.parts().size(), length -> new ArrayList<>()).add(route);
    }
  }

  /**
   * Finds the route of a request.
   *
   * @throws Problem 400 for a tricky path, 404 for an unknown one, 405 for another method
   */
  Match find(HttpMethod method, String rawPath) {
    var path = Route.split(decoded(rawPath));
    var allowed = new TreeSet<String>();
    for (var route : byLength.getOrDefault(path.size(), List.of())) {
      var parameters = route.match(path);
      if (parameters != null) {
        if (route.method().equals(method)) {
          return new Match(route, parameters);
        }
        allowed.add(route.method().name());
      }
    }
    if (allowed.isEmpty()) {
      throw Problem.notFound();
    }
    throw new MethodNotAllowed(String.join(", ", allowed));
  }

  /**
   * The templates with their methods and roles, for the test that holds them against the contract.
   */
  List<Route> all() {
    return byLength.values().stream().flatMap(List::stream).toList();
  }

  /** Says which methods a path has. */
  static final class MethodNotAllowed extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1;

    MethodNotAllowed(String allowed) {
      super(allowed, null, false, false);
    }
  }

  private static String decoded(String raw) {
    if (raw.isEmpty() || raw.charAt(0) != '/') {
      throw Problem.notFound();
    }
    var lower = raw.toLowerCase(Locale.ROOT);
    for (var trick : TRICKS) {
      if (lower.contains(trick)) {
        throw Problem.invalid("path", "this path cannot be meant");
      }
    }
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
      return raw;
    }
    try {
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw Problem.invalid("path", "the path is not well encoded");
    }
  }
}
