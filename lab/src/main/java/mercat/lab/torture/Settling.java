package mercat.lab.torture;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import mercat.lab.cluster.Bridge;
import mercat.lab.load.Crowd;
import mercat.lab.provider.ProviderProcess;
import mercat.lab.system.AtRest;
import mercat.lab.system.Awaiting;

/**
 * The end of a run, when no more faults and no more buyers come: the last buyers learn their fate,
 * and everything comes to rest by itself, within bounds.
 *
 * @param troubles where it is told what did not come to rest
 */
record Settling(Scene scene, List<String> troubles) {
  private static final Duration DRAIN_MAX = Duration.ofSeconds(20);
  private static final Duration WHOLE_MAX = Duration.ofSeconds(45);
  private static final Duration REST_MAX = Duration.ofSeconds(40);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  void await(Crowd crowd) {
    scene.bridge().ifPresent(Bridge::heal);
    within(DRAIN_MAX, "some clients were not done", crowd::drain);
    within(
        WHOLE_MAX,
        "not every node was ready",
        most -> Awaiting.until(most, LOOK_EVERY, scene.cluster()::isWhole));
    within(REST_MAX, "not at rest", most -> AtRest.await(scene.cluster().database(), most));
    scene
        .provider()
        .ifPresent(provider ->
            within(
                REST_MAX,
                "hooks of the provider were not taken",
                most -> Awaiting.until(most, LOOK_EVERY, () -> hasSentAllHooks(provider))));
  }

  private static boolean hasSentAllHooks(ProviderProcess provider) {
    return provider.state().at("/hooks/pending").asLong(1) == 0;
  }

  private void within(Duration usual, String complaint, Predicate<Duration> done) {
    var most = scene.pace().of(usual);
    if (!done.test(most)) {
      troubles.add("%s %d s after the end".formatted(complaint, most.toSeconds()));
    }
  }
}
