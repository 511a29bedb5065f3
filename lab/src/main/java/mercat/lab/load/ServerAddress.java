package mercat.lab.load;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.URI;

/** Where a server listens, and the path its resources stand under. */
public record ServerAddress(String host, int port, String prefix) {

  /** Reads {@code http://host:port/prefix}; the lab measures plain HTTP only. */
  @JsonCreator
  public static ServerAddress of(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("not a URL: " + url, malformed);
    }
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("not a URL of the form http://host:port: " + url);
    }
    var path = uri.getPath() == null ? "" : uri.getPath();
    return new ServerAddress(
        uri.getHost(),
        uri.getPort() < 0 ? 80 : uri.getPort(),
        path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
  }

  @Override
  @JsonValue
  public String toString() {
    return "http://" + host + ":" + port + prefix;
  }
}
