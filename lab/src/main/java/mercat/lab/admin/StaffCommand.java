package mercat.lab.admin;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mercat.lab.load.HttpText;
import mercat.lab.load.RawResponse;
import mercat.lab.system.HttpReads;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TargetOptions;
import mercat.verify.UnreachableException;
import picocli.CommandLine.Mixin;

/** One request of the staff to a running system, sent once, and what there is to say of it. */
abstract class StaffCommand implements Callable<Integer> {
  static final ObjectMapper JSON = new ObjectMapper();

  /** Longer than the system itself takes to give up. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(15);

  @Mixin private final TargetOptions target = new TargetOptions();
  @Mixin final CommandOutput output = new CommandOutput();

  /** A request; without a body where that is empty. */
  record StaffRequest(String method, String path, String body) {}

  /**
   * What became of a request.
   *
   * @param answer the system's, as the contract has it
   * @param words the same for a person
   */
  record StaffVerdict(boolean ok, JsonNode answer, @JsonIgnore Consumer<Screen> words)
      implements CommandVerdict {
    @Override
    public void print(Screen screen) {
      words.accept(screen);
    }
  }

  abstract StaffRequest request();

  /** Does what is left to do when the system has done its part, and says it. */
  abstract void finish(Screen screen, JsonNode answer);

  @Override
  public final Integer call() throws Exception {
    return output.conclude(this::verdict);
  }

  /** Does it. */
  StaffVerdict verdict() {
    var response = send(request());
    var answer = response.json();
    return response.status() < 400
        ? new StaffVerdict(true, answer, screen -> finish(screen, answer))
        : new StaffVerdict(false, answer, screen -> refusals(response).forEach(screen::complain));
  }

  /** What the system says of itself before something is done to it. */
  final JsonNode read(String path) {
    var response = send(new StaffRequest("GET", path, ""));
    if (response.status() != 200) {
      throw new UnreachableException(String.join("; ", refusals(response)));
    }
    return response.json();
  }

  /** The texts of a list, one after another. */
  static String words(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).collect(Collectors.joining(" "));
  }

  private RawResponse send(StaffRequest request) {
    var headers =
        request.body().isEmpty()
            ? Map.<String, String>of()
            : Map.of("Content-Type", "application/json");
    var address = target.address();
    var http =
        new HttpText(address, request.method(), request.path(), headers, request.body())
            .with("Authorization", "Bearer " + target.adminToken());
    try {
      var response = HttpReads.send(http, ANSWER_MAX);
      if (response.status() >= 500) {
        throw new UnreachableException(
            address + " cannot do it now: " + response.json().path("detail").asText());
      }
      return response;
    } catch (IOException failure) {
      throw new UnreachableException(
          "nobody answers at %s (%s)".formatted(address, failure.getMessage()), failure);
    }
  }

  /** Why the system did not do it: every fault of the request by its name, or the one reason. */
  private static List<String> refusals(RawResponse refusal) {
    var problem = refusal.json();
    var reasons = new ArrayList<String>();
    for (var fault : problem.path("errors")) {
      reasons.add(
          "mercat: "
              + fault.path("pointer").asText().replaceFirst("^/", "")
              + ": "
              + fault.path("detail").asText());
    }
    if (reasons.isEmpty()) {
      reasons.add(
          "mercat: refused (%d): %s"
              .formatted(refusal.status(), problem.path("detail").asText("no reason given")));
    }
    return reasons;
  }
}
