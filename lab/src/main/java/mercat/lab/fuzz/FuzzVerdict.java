package mercat.lab.fuzz;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mercat.lab.fuzz.Requests.FuzzRequest;
import mercat.lab.load.RawResponse;
import mercat.lab.shop.ShopClient.PlacedOrder;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.VerifyVerdict;
import mercat.verify.Ack;
import org.jspecify.annotations.Nullable;

/** What became of all requests: counted by many threads at once, and read when all is over. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
@JsonPropertyOrder("ok")
public final class FuzzVerdict implements CommandVerdict {
  private static final int FAULTS_KEPT = 50;
  private static final int ALIKE_KEPT = 2;
  private static final int REQUEST_SHOWN_MAX = 4_000;
  private static final int ANSWER_SHOWN_MAX = 2_000;

  private final transient String adminToken;
  private final transient Map<String, Integer> alike = new HashMap<>();
  private final transient List<Ack> acks = new ArrayList<>();
  private final long seed;
  private long requests;
  private final Map<Integer, Long> answers = new TreeMap<>();

  /** Requests by what was special about them. */
  private final Map<String, Long> sorts = new TreeMap<>();

  /** Answers that said "overloaded" as they should; no fault. */
  private long shed;

  /** Answers that came too late; no fault, unless the request alone is answered so as well. */
  private long late;

  /** Late ones that were not sent again, since too many had been late again. */
  private long notSentAgain;

  /** Broken requests on which the system hung up, or of which it wanted more. */
  private long unanswered;

  private long faultCount;
  private final List<Fault> faults = new ArrayList<>();
  private boolean answersAtTheEnd;

  /** None when no database was in reach. */
  private @Nullable VerifyVerdict invariants;

  private double seconds;

  /**
   * An answer that must not be.
   *
   * @param number of the request: {@code --only} sends it again
   * @param request as a shell's {@code printf} takes it; staff's token is left out
   */
  record Fault(long number, String sort, String why, String request, String answer) {}

  FuzzVerdict(long seed, String adminToken) {
    this.seed = seed;
    this.adminToken = adminToken;
  }

  synchronized void answered(FuzzRequest request, List<RawResponse> came) {
    requests++;
    sorts.merge(request.sort(), 1L, Long::sum);
    if (came.isEmpty()) {
      unanswered++;
    }
    for (var answer : came) {
      answers.merge(answer.status(), 1L, Long::sum);
      shed += Judge.isShed(answer) ? 1 : 0;
      late += Judge.isLate(answer) ? 1 : 0;
    }
  }

  void notSentAgain(long requestsLeft) {
    notSentAgain = requestsLeft;
  }

  synchronized void acknowledged(String key, PlacedOrder order) {
    acks.add(order.acknowledged(key));
  }

  synchronized void fault(FuzzRequest request, String why, String answer) {
    faultCount++;
    if (alike.merge(why + " " + request.operation(), 1, Integer::sum) <= ALIKE_KEPT
        && faults.size() < FAULTS_KEPT) {
      faults.add(
          new Fault(
              request.number(),
              request.sort(),
              why,
              shown(request.bytes()),
              cut(answer, ANSWER_SHOWN_MAX)));
    }
  }

  synchronized String progress() {
    return "%,d requests, %,d faults".formatted(requests, faultCount);
  }

  List<Ack> acks() {
    return acks;
  }

  FuzzVerdict ended(boolean standing, @Nullable VerifyVerdict verified, double after) {
    answersAtTheEnd = standing;
    invariants = verified;
    seconds = after;
    return this;
  }

  @Override
  @JsonProperty
  public boolean ok() {
    return faultCount == 0
        && notSentAgain == 0
        && answersAtTheEnd
        && (invariants == null || invariants.ok());
  }

  @Override
  public void print(Screen screen) {
    screen.print("");
    screen.line("sent", "%s requests in %s s, seed %s", requests, seconds, String.valueOf(seed));
    screen.line("sorts", "%s", counts(sorts));
    screen.line("responses", "%s", counts(answers));
    screen.line(
        "besides", "%s overloaded, %s late, %s broken ones unanswered", shed, late, unanswered);
    if (notSentAgain > 0) {
      screen.line("left", "%s late ones, since those before them were late again", notSentAgain);
    }
    for (var fault : faults) {
      screen.print("  " + screen.bad("!") + " request " + fault.number() + ": " + fault.why());
      screen.print("      printf '%b' '" + fault.request() + "'");
      screen.print("      " + fault.answer());
    }
    if (faultCount > faults.size()) {
      screen.print("  and %s more".formatted(Numbers.count(faultCount - faults.size())));
    }
    if (invariants != null) {
      invariants.print(screen);
    } else {
      screen.line("invariants", "not examined: no database is in reach (see --data and --db)");
    }
    screen.verdict(
        ok(),
        "no request did harm",
        Numbers.count(faultCount)
            + " faults"
            + (answersAtTheEnd ? "" : ", and it takes no order any more"));
  }

  private static String counts(Map<?, Long> counts) {
    return counts.entrySet().stream()
        .map(each -> Numbers.count(each.getValue()) + " × " + each.getKey())
        .collect(Collectors.joining(", "));
  }

  /** Bytes as {@code printf '%b'} takes them. */
  private String shown(byte[] bytes) {
    var request = new String(bytes, StandardCharsets.ISO_8859_1).replace(adminToken, "ADMIN_TOKEN");
    return cut(
        request
            .chars()
            .limit(REQUEST_SHOWN_MAX)
            .mapToObj(FuzzVerdict::shown)
            .collect(Collectors.joining()),
        REQUEST_SHOWN_MAX);
  }

  private static String shown(int character) {
    return switch (character) {
      case '\r' -> "\\r";
      case '\n' -> "\\n";
      case '\\' -> "\\\\";
      default ->
          character < ' ' || character >= 0x7f || character == '\''
              ? "\\x%02x".formatted(character)
              : Character.toString(character);
    };
  }

  private static String cut(String text, int most) {
    return text.length() < most ? text : text.substring(0, most) + "… and more";
  }
}
