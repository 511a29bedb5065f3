package mercat.lab.timing;

import io.vertx.core.buffer.Buffer;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import mercat.lab.load.HttpText;
import mercat.lab.load.RawConnection;
import mercat.lab.load.RequestTemplate;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.system.Io;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;

/**
 * Asks by addresses that have an account and by such as have none, one at a time over one
 * connection. Which kind comes next is left to chance: what an earlier request left to be done
 * delays either kind as often.
 *
 * @param samples addresses of either kind
 */
record Questions(ShopClient shop, int samples, Random chance, Screen screen) {
  private static final int WARM_UP = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** What may stand in an answer that is of one request only. */
  private static final String OWN = "[0-9a-f]{16,}";

  /** What one kind of address was answered, and in how many milliseconds each time. */
  record Answers(Set<String> said, List<Double> millis) {
    Answers() {
      this(new TreeSet<>(), new ArrayList<>());
    }
  }

  private record Asked(Buffer request, Answers answers) {}

  List<TimingVerdict.Question> ask() {
    SignedInBuyers.register(shop, addresses("known"), screen);
    var password = SignedInBuyers.password(shop);
    return List.of(
        ask("sign in", email -> shop.signIn(email, "not the password")),
        ask("reset the password", shop::passwordReset),
        // The last one: whoever was unknown has an account then.
        ask("register", email -> shop.registration(email, password)));
  }

  private List<String> addresses(String kind) {
    return IntStream.range(0, samples)
        .mapToObj(number -> kind + "-" + RequestTemplate.digits(number) + "@example.org")
        .toList();
  }

  private TimingVerdict.Question ask(String what, Function<String, HttpText> question) {
    var known = new Answers();
    var other = new Answers();
    var all = new ArrayList<Asked>();
    addresses("known").forEach(email -> all.add(asked(question.apply(email), known)));
    addresses("other").forEach(email -> all.add(asked(question.apply(email), other)));
    Collections.shuffle(all, chance);
    var unmeasured = new Answers();
    addresses("first").stream()
        .limit(WARM_UP)
        .map(email -> asked(question.apply(email), unmeasured))
        .forEach(first -> all.addFirst(first));
    Progress.during(
        screen,
        () -> "%s: %d of %d answers".formatted(what, other.millis.size(), samples),
        () -> Io.run("the system does not answer", () -> send(all)));
    return TimingVerdict.Question.of(what, known, other);
  }

  private static Asked asked(HttpText request, Answers answers) {
    return new Asked(request.render(), answers);
  }

  private void send(List<Asked> all) throws IOException {
    try (var connection = new RawConnection()) {
      connection.open(shop.address(), PATIENCE);
      for (var asked : all) {
        var bytes = asked.request.getBytes();
        var startNanos = System.nanoTime();
        connection.send(bytes);
        var response = connection.next(true, false);
        var millis = (System.nanoTime() - startNanos) / 1e6;
        if (response == null) {
          throw new EOFException("no response");
        }
        asked.answers.millis.add(millis);
        asked.answers.said.add(response.status() + " " + response.bodyText().replaceAll(OWN, "…"));
      }
    }
  }
}
