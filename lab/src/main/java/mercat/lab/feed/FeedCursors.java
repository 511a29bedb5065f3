package mercat.lab.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mercat.lab.load.HttpText;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Awaiting;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;
import mercat.verify.UnreachableException;

/** How far the feed is: by SQL, and moved back as staff does it. */
final class FeedCursors implements AutoCloseable {
  private static final String FOLLOWERS = "/v1/admin/followers";
  private static final String FEED = "feed";
  private static final Duration LOOK = Duration.ofMillis(200);
  static final Duration WRITTEN_MAX = Duration.ofMinutes(10);

  private final ReadSession session;
  private final String waiting;

  FeedCursors(DatabaseAccess database) {
    this.session = ReadSession.on(database);
    this.waiting =
        session.contexts().stream()
            .map(FeedCursors::waiting)
            .collect(Collectors.joining(" + ", "select ", ""));
  }

  private static String waiting(String source) {
    return """
    coalesce((select max(position) from %1$s.log), 0)
    - coalesce((select position from feed.cursor where source = '%1$s'), 0)
    """
        .formatted(source);
  }

  /** Events of all logs that the feed has not come to. */
  long waiting() {
    return session.number(waiting);
  }

  /** Waits until the feed has come to all there is, for ten minutes at most; whether it has. */
  static boolean awaitWritten(DatabaseAccess database, Screen screen, Supplier<String> state) {
    try (var cursors = new FeedCursors(database)) {
      return Progress.during(
          screen, state, () -> Awaiting.until(WRITTEN_MAX, LOOK, () -> cursors.waiting() == 0));
    }
  }

  /**
   * Resets every follower of the feed to the beginning of its log.
   *
   * @return the logs that it follows
   * @throws UnreachableException when one is refused
   */
  static List<String> reset(ShopClient shop) {
    var listed = shop.call(asStaff(shop, HttpText.get(shop.address(), FOLLOWERS)));
    if (!listed.isSuccess()) {
      throw new UnreachableException("followers cannot be listed: " + listed.describe());
    }
    var sources = new ArrayList<String>();
    for (var follower : listed.json().path("data")) {
      if (follower.path("context").asText().equals(FEED)) {
        var source = follower.path("source").asText();
        reset(shop, source, follower.path("log").path("incarnation").asText());
        sources.add(source);
      }
    }
    return sources;
  }

  private static void reset(ShopClient shop, String source, String incarnation) {
    var body =
        new ObjectMapper()
            .createObjectNode()
            .put("position", 0)
            .put("incarnation", incarnation)
            .toString();
    var path = FOLLOWERS + "/" + FEED + "/" + ShopClient.segment(source) + "/position";
    var reset = shop.call(asStaff(shop, HttpText.put(shop.address(), path, body)));
    if (!reset.isSuccess()) {
      throw new UnreachableException(
          "the feed of %s cannot be reset: %s".formatted(source, reset.describe()));
    }
  }

  private static HttpText asStaff(ShopClient shop, HttpText request) {
    return request.with("Authorization", "Bearer " + shop.adminToken());
  }

  @Override
  public void close() {
    session.close();
  }
}
