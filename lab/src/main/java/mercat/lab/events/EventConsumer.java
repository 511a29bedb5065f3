package mercat.lab.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mercat.lab.load.HttpText;
import mercat.lab.load.RawResponse;
import mercat.lab.load.RetryPolicy;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Awaiting;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.HttpReads;
import mercat.lab.system.Io;
import mercat.lab.terminal.Numbers;
import mercat.verify.UnreachableException;

/**
 * A program of its own: reads the events of a shop over HTTP, page by page, and keeps each page in
 * a journal together with the cursor of the next. It begins where the journal ends.
 */
public final class EventConsumer {
  /** So small that a death at any page is one among many. */
  static final int PAGE_EVENTS_MAX = 20;

  private static final String PATH = "/v1/admin/events";
  private static final int WAIT_SECONDS = 5;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
  private static final Duration SILENCE_MAX = Duration.ofMinutes(1);
  private static final Duration HOLD_MAX = Duration.ofMinutes(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final ServerAddress server;
  private final String token;
  private final EventJournal journal;
  private final Path mark;

  /** Where it is to be killed; empty for one that ends by itself at the end of all logs. */
  private final Optional<PlannedDeath> death;

  private EventConsumer(
      ServerAddress server,
      String token,
      EventJournal journal,
      Path mark,
      Optional<PlannedDeath> death) {
    this.server = server;
    this.token = token;
    this.journal = journal;
    this.mark = mark;
    this.death = death;
  }

  /**
   * Takes the server's URL, the token's file, the journal, the file to make when it is where it is
   * to be killed; then the position and the point of that. Without those two it ends at the end.
   */
  public static void main(String[] arguments) throws IOException {
    try (var journal = EventJournal.open(Path.of(arguments[2]))) {
      new EventConsumer(
              ServerAddress.of(arguments[0]),
              DataDirectory.adminToken(Path.of(arguments[1])),
              journal,
              Path.of(arguments[3]),
              death(List.of(arguments).subList(4, arguments.length)))
          .consume();
    }
  }

  private static Optional<PlannedDeath> death(List<String> words) {
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PlannedDeath(
                Long.parseLong(words.getFirst()), DyingPoint.valueOf(words.getLast()), 0));
  }

  private void consume() {
    while (true) {
      var page = read();
      var events = ConsumedEvent.in(page);
      if (!events.isEmpty()) {
        keep(events, page.path("next").asText());
      } else if (death.isEmpty()) {
        if (page.path("unavailable").isEmpty()) {
          return;
        }
        Awaiting.pause(LOOK_AGAIN);
      }
    }
  }

  private void keep(List<ConsumedEvent> events, String next) {
    if (death.isEmpty() || !death.get().isReachedBy(events)) {
      journal.append(events, next);
      return;
    }
    switch (death.get().point()) {
      case PAGE_READ -> hold();
      case HALF_WRITTEN -> {
        journal.appendHalf(events, next);
        hold();
      }
      case WRITTEN -> {
        journal.append(events, next);
        hold();
      }
      case ANYWHERE -> {
        mark();
        journal.append(events, next);
      }
    }
  }

  private void mark() {
    Io.write(mark, "here\n");
  }

  /** Stands still until it is killed. */
  private void hold() {
    mark();
    Awaiting.pause(HOLD_MAX);
    throw new IllegalStateException("nobody killed it");
  }

  /** The next page, asked for until somebody answers. */
  private JsonNode read() {
    var startNanos = System.nanoTime();
    for (int attempt = 0; Numbers.secondsSince(startNanos) < SILENCE_MAX.toSeconds(); attempt++) {
      try {
        var response = HttpReads.send(request(), ANSWER_MAX);
        if (response.status() == 200) {
          return page(response);
        }
        if (response.status() != 429 && response.status() / 100 != 5) {
          throw refused(response);
        }
        Awaiting.pause(Duration.ofMillis(RetryPolicy.asked(response, attempt)));
      } catch (IOException silent) {
        Awaiting.pause(Duration.ofMillis(RetryPolicy.grown(attempt)));
      }
    }
    throw new UnreachableException(
        "no page of events in %d s from %s".formatted(SILENCE_MAX.toSeconds(), server));
  }

  private HttpText request() {
    var after = journal.next().isEmpty() ? "" : "&after=" + journal.next();
    var wait = death.isPresent() ? WAIT_SECONDS : 0;
    return HttpText.get(
            server, "%s?limit=%d&wait=%d%s".formatted(PATH, PAGE_EVENTS_MAX, wait, after))
        .with("Authorization", "Bearer " + token);
  }

  private static JsonNode page(RawResponse response) {
    var page = response.json();
    if (!page.path("data").isArray() || page.path("next").asText().isEmpty()) {
      throw refused(response);
    }
    return page;
  }

  private static UnreachableException refused(RawResponse response) {
    return new UnreachableException(
        "the feed of events answers %d: %s".formatted(response.status(), response.bodyText()));
  }
}
