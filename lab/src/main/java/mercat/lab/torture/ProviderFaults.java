package mercat.lab.torture;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import mercat.lab.provider.ProviderProcess;
import mercat.lab.system.Awaiting;

/** What befalls a payment provider that is a process of its own: each time it is killed too. */
final class ProviderFaults {
  private static final Duration AWAY = Duration.ofSeconds(3);

  /** Of its answers: lost after the act, late for ever, 5xx, 429, garbage, of another charge. */
  private static final double FAILING = 0.5;

  private static final double FAILING_BESIDE_HOOKS = 0.2;
  private static final int COPIES = 2;
  private static final int LATE_MS = 3_000;

  private ProviderFaults() {}

  /** A bad day: half of its answers fail, and in the middle it dies and is started again. */
  static void fail(ProviderProcess provider, Incident incident, Duration lasts) {
    incident.say("half of the provider's answers fail, and kill -9 of the provider");
    provider.behave(provider.usual().failing(FAILING));
    try {
      Awaiting.pause(lasts.dividedBy(2));
      die(provider, incident);
      Awaiting.pause(lasts.dividedBy(2));
    } finally {
      recover(provider);
    }
  }

  /**
   * Its own hooks come twice, late, in another order, and badly signed ones between; a fifth of its
   * answers fail.
   *
   * @param half is done once before and once after its death
   */
  static void confuse(ProviderProcess provider, Incident incident, Runnable half) {
    incident.say("the provider's own hooks twice, late and badly signed, and kill -9 of it");
    var before = provider.state();
    provider.behave(provider.usual().failing(FAILING_BESIDE_HOOKS).confused(COPIES, LATE_MS));
    try {
      half.run();
      note(incident, before, provider.state());
      die(provider, incident);
      before = provider.state();
      half.run();
      note(incident, before, provider.state());
    } finally {
      recover(provider);
    }
  }

  private static void die(ProviderProcess provider, Incident incident) {
    provider.kill();
    incident.note(Figure.PROVIDER_DEATHS, 1);
    Awaiting.pause(AWAY);
    provider.startAgain();
  }

  private static void recover(ProviderProcess provider) {
    if (!provider.isAlive()) {
      provider.startAgain();
    }
    provider.behave(provider.usual());
  }

  /** What was told of its badly signed hooks since. */
  private static void note(Incident incident, JsonNode before, JsonNode after) {
    incident.note(Figure.HOOKS_REFUSED, since("badlySignedRefused", before, after));
    long taken = since("badlySignedTaken", before, after);
    if (taken > 0) {
      incident.complain("%d hooks of the provider were taken though badly signed".formatted(taken));
    }
  }

  private static long since(String count, JsonNode before, JsonNode after) {
    return after.path("hooks").path(count).asLong() - before.path("hooks").path(count).asLong();
  }
}
