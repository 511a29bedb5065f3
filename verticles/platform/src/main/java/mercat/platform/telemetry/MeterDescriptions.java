package mercat.platform.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** What each of Mercat's meters tells, and the buckets of those whose distribution matters. */
final class MeterDescriptions implements MeterFilter {
  /** The name of each, and what it tells. */
  private static final String HELP =
      """
      mercat.build.info: Always 1; what runs here stands in the labels
      http.server.request.duration: Time to answer a request of the API
      mercat.edge.requests: Time to answer a request of the API, by route
      mercat.edge.orders: Orders admitted, and shed before anything was done for them (outcome)
      mercat.edge.orders.limit: Orders that are seen through at once; fewer while the machine is \
      late
      mercat.edge.orders.underway: Orders that have arrived whole and have no answer yet
      mercat.edge.recommendations.missed: Lists of recommendations left empty because they could \
      not be had in time
      mercat.edge.event.readers: Requests that read events, or wait for some
      mercat.bus.asks: Time a caller waited for a context's answer, repeats included, by outcome
      mercat.bus.breaker: Breaker to a node: 0 closed, 1 half open, 2 open
      mercat.bus.single_writer: 1 while a context's writes go to one node, else 0
      mercat.mailbox.depth: Requests that wait in a mailbox
      mercat.mailbox.wait: Time a request waited in a mailbox for its batch
      mercat.mailbox.batch.size: Requests that were decided in one transaction
      mercat.mailbox.transaction: Time of one transaction of a mailbox
      mercat.follower.lag: Age of the oldest event that a follower has not applied
      mercat.follower.parked: Events that a follower could not apply
      mercat.follower.position: Position up to which a follower has read a log
      mercat.follower.transaction: Time of one transaction of a follower
      mercat.log.position: Position of the last event of a context's log
      mercat.audit.uncovered: Time since every log was last covered by a checkpoint
      mercat.accounts.password.hashes: Time of hashing or comparing a password
      mercat.accounts.password.parallel: Passwords that are hashed at once
      mercat.accounts.password.waiting: Passwords that wait to be hashed
      mercat.notifications.mails: Mails wanted, and what came of attempts to send them (outcome)
      mercat.notifications.mails.waiting: Mails that wait to be sent
      mercat.notifications.mails.parked: Mails that were given up
      mercat.notifications.mails.oldest: Age of the oldest mail that waits
      mercat.notifications.webhooks: Webhooks wanted, what came of attempts to send them, and \
      endpoints switched off (outcome)
      mercat.notifications.webhooks.waiting: Webhooks that wait to be sent
      mercat.notifications.webhooks.oldest: Age of the oldest webhook that waits
      mercat.notifications.webhooks.resting: Endpoints that a node lets alone, as they answer \
      nothing or fail
      mercat.notifications.smtp.breaker: Breaker to the mail server: 0 closed, 1 half open, 2 open
      mercat.payments.stripe.breaker: Breaker to Stripe: 0 closed, 1 half open, 2 open
      mercat.payments.hooks: Hooks of payment providers, noted or refused (outcome)
      db.client.connection.open: Connections of a pool, by state
      db.client.connection.max: Connections that a pool may have
      db.client.connection.pending_requests: Requests that wait for a connection
      mercat.telemetry.spans: Spans sent, lost and dropped (outcome)
      mercat.telemetry.spans.waiting: Spans that wait to be sent
      mercat.discovery.listed: 1 while clients find this edge in the registry, as far as it is \
      known, else 0
      mercat.discovery.renewals: Attempts to register this edge or to renew that, by outcome
      mercat.certificate.expiry: Time left until the first certificate of the event bus expires\
      """;

  private static final Map<String, String> BY_NAME =
      HELP.lines()
          .map(line -> line.split(": ", 2))
          .collect(Collectors.toUnmodifiableMap(line -> line[0], line -> line[1]));

  /** Against the rules that promtool checks: nanoseconds, and a gauge named as a count. */
  private static final Set<String> LEFT_OUT = Set.of("process.cpu.time", "system.cpu.count");

  private static final Set<String> HISTOGRAMS = Set.of("mercat.bus.asks", "mercat.mailbox.wait");

  private static final double[] BUCKETS_NANOS =
      DoubleStream.of(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5)
          .map(seconds -> seconds * 1e9)
          .toArray();

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    return LEFT_OUT.contains(id.getName()) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    var help = BY_NAME.get(id.getName());
    return help == null
        ? id
        : new Meter.Id(id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), help, id.getType());
  }

  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    return HISTOGRAMS.contains(id.getName())
        ? DistributionStatisticConfig.builder()
            .serviceLevelObjectives(BUCKETS_NANOS)
            .build()
            .merge(config)
        : config;
  }
}
