package mercat.lab.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mercat.lab.fuzz.Fuzz.FuzzVerdict;
import mercat.lab.fuzz.Fuzz.FuzzVerdict.Fault;
import mercat.lab.fuzz.Requests.FuzzRequest;
import mercat.lab.load.RawResponse;
import mercat.lab.shop.ShopClient.PlacedOrder;
import mercat.lab.terminal.VerifyVerdict;
import mercat.verify.Ack;
import org.jspecify.annotations.Nullable;

/** What came back so far. Many threads count at once. */
final class FuzzTally {
  private static final int FAULTS_KEPT = 50;
  private static final int ALIKE_KEPT = 2;
  private static final int REQUEST_SHOWN_MAX = 4_000;
  private static final int ANSWER_SHOWN_MAX = 2_000;

  private final String adminToken;
  private final Map<Integer, Long> answers = new TreeMap<>();
  private final Map<String, Long> sorts = new TreeMap<>();
  private final Map<String, Integer> alike = new HashMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Ack> acks = new ArrayList<>();
  private long requests;
  private long shed;
  private long unanswered;
  private long faultCount;

  FuzzTally(String adminToken) {
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
    }
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

  synchronized List<Ack> acks() {
    return List.copyOf(acks);
  }

  synchronized FuzzVerdict verdict(
      long seed, boolean answersAtTheEnd, @Nullable VerifyVerdict invariants, double seconds) {
    return new FuzzVerdict(
        faultCount == 0 && answersAtTheEnd && (invariants == null || invariants.ok()),
        seed,
        requests,
        answers,
        sorts,
        shed,
        unanswered,
        faultCount,
        faults,
        answersAtTheEnd,
        invariants,
        seconds);
  }

  /** Bytes as {@code printf '%b'} takes them. */
  private String shown(byte[] bytes) {
    var request = new String(bytes, StandardCharsets.ISO_8859_1).replace(adminToken, "ADMIN_TOKEN");
    return cut(
        request
            .chars()
            .limit(REQUEST_SHOWN_MAX)
            .mapToObj(FuzzTally::shown)
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
