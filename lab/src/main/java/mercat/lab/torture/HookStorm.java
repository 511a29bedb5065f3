package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.load.RetryPolicy;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Awaiting;
import mercat.lab.torture.HookWording.SentHook;
import mercat.verify.ReadSession;

/**
 * Hooks about the newest payments, many of them just being asked for: each twice and in the wrong
 * order, one a hundred times, all claiming what is not so; some about charges that nobody knows,
 * and some that are forged, changed or old. What they do to orders and money, the books show.
 */
final class HookStorm {
  private static final Duration LASTS = Duration.ofSeconds(8);
  private static final Duration BETWEEN = Duration.ofMillis(300);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final RetryPolicy PATIENCE = new RetryPolicy(ANSWER_MAX, ANSWER_MAX, ANSWER_MAX);

  private static final int IN_FLIGHT = 16;
  private static final int COPIES = 100;

  /** In no currency that anybody pays in. */
  static final String CLAIMED = "XTS";

  private static final String NEWEST =
      """
      select order_id::text
      from (select order_id, state from payments.payment order by number desc limit 300) newest
      order by state in ('sent', 'unknown', 'capturing') desc
      limit 30\
      """;

  private final Scene scene;
  private final HookWording wording;
  private final RandomGenerator chance;
  private final List<String> unknown = new ArrayList<>();
  private final Map<String, Long> wrong = new TreeMap<>();
  private long taken;
  private long refused;
  private long unanswered;

  private HookStorm(Scene scene, HookWording wording, RandomGenerator chance) {
    this.scene = scene;
    this.wording = wording;
    this.chance = chance;
  }

  static void rage(Scene scene, Incident incident, RandomGenerator chance) {
    incident.say(
        "hooks of the provider twice, a hundred times, reordered, old and forged, and half of all"
            + " payments refused, slow or in doubt");
    var storm = new HookStorm(scene, scene.hooks().orElseThrow(), chance);
    try (var session = ReadSession.on(scene.cluster().database())) {
      scene.under(Buyers.Conditions.BAD_PROVIDER, () -> storm.send(session, incident));
      storm.report(incident, session);
    }
  }

  private void send(ReadSession session, Incident incident) {
    if (scene.provider().isEmpty()) {
      send(session, LASTS);
    } else {
      ProviderFaults.confuse(
          scene.provider().get(), incident, () -> send(session, LASTS.dividedBy(2)));
    }
  }

  private void send(ReadSession session, Duration lasts) {
    var endNanos = System.nanoTime() + lasts.toNanos();
    while (System.nanoTime() < endNanos) {
      var edges = scene.cluster().edges();
      var edge = edges.get(chance.nextInt(edges.size()));
      var hooks = hooks(edge, session.texts(NEWEST));
      scene
          .buyers()
          .shopAt(edge)
          .with(PATIENCE)
          .settle(IN_FLIGHT, hooks, SentHook::text, this::note);
      Awaiting.pause(BETWEEN);
    }
  }

  private List<SentHook> hooks(ServerAddress edge, List<String> charges) {
    var hooks = new ArrayList<SentHook>();
    var nobodys = UUID.randomUUID().toString();
    unknown.add(nobodys);
    Stream.concat(charges.stream(), Stream.of(nobodys))
        .flatMap(charge -> wording.types().stream().map(type -> genuine(edge, charge, type)))
        .forEach(hook -> hooks.addAll(List.of(hook, hook)));
    if (!charges.isEmpty()) {
      var chosen = charges.get(chance.nextInt(charges.size()));
      hooks.addAll(Collections.nCopies(COPIES, genuine(edge, chosen, wording.types().get(1))));
      hooks.addAll(wording.forged(edge, chosen));
      hooks.addAll(wording.forged(edge, nobodys));
    }
    Collections.shuffle(hooks, Random.from(chance));
    return hooks;
  }

  private SentHook genuine(ServerAddress edge, String charge, String type) {
    return new SentHook("", wording.genuine(edge, charge, type));
  }

  /** Who is told to come again had an honest answer. */
  private void note(SentHook hook, CallOutcome outcome) {
    if (!outcome.isFinal()) {
      unanswered++;
    } else if (outcome.status() != hook.deserved()) {
      var what = hook.forgery().isEmpty() ? "a genuine hook" : "a hook " + hook.forgery();
      wrong.merge("%s was answered with %d".formatted(what, outcome.status()), 1L, Long::sum);
    } else if (hook.forgery().isEmpty()) {
      taken++;
    } else {
      refused++;
    }
  }

  private void report(Incident incident, ReadSession session) {
    incident.note(Figure.HOOKS_TAKEN, taken);
    incident.note(Figure.HOOKS_REFUSED, refused);
    wrong.forEach((what, times) -> incident.complain("%s, %d times".formatted(what, times)));
    if (taken == 0 || refused == 0) {
      incident.delayed("no hook was answered, of %d".formatted(unanswered));
    }
    var keys = unknown.toArray(String[]::new);
    var rows = session.number(wording.rows(), keys, keys);
    incident.note(Figure.STRANGERS_ROWS, rows);
    if (rows > 0) {
      incident.complain("%d rows of charges that nobody knows".formatted(rows));
    }
    var booked =
        session.number("select count(*) from payments.posting where currency = ?", CLAIMED);
    if (booked > 0) {
      incident.complain("%d postings of what only a hook has claimed".formatted(booked));
    }
  }
}
