package mercat.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Numbers;
import mercat.verify.ReadSession;

/** One side of the race: how fast its rounds were, and what they cost besides time. */
final class RaceSide {
  private final ReadSession session;
  private final LongSupplier processorMicros;
  private final Rounds rounds;
  private final List<Double> random = new ArrayList<>();
  private final List<Double> hot = new ArrayList<>();
  private long micros;
  private long walBytes;
  private long transactionIds;

  /** Gives the orders a second of one round. */
  @FunctionalInterface
  interface Rounds {
    double round(int skus, Duration length);
  }

  RaceSide(ReadSession session, LongSupplier processorMicros, Rounds rounds) {
    this.session = session;
    this.processorMicros = processorMicros;
    this.rounds = rounds;
  }

  /** The side of a whole system: its processor time is the Java process's and the server's. */
  static RaceSide of(SystemProcess system, ReadSession session, Rounds rounds) {
    return new RaceSide(
        session, () -> ProcessorTime.of(system.pid()) + ProcessorTime.ofServer(session), rounds);
  }

  double round(int skus, Duration length) {
    var walBefore = walPosition();
    var idsBefore = nextTransactionId();
    var microsBefore = processorMicros.getAsLong();
    var rate = rounds.round(skus, length);
    micros += processorMicros.getAsLong() - microsBefore;
    transactionIds += nextTransactionId() - idsBefore;
    walBytes += walPosition() - walBefore;
    (skus == 1 ? hot : random).add(rate);
    return rate;
  }

  private long walPosition() {
    return session.number("select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint");
  }

  /** Moved on by each transaction of the server that writes, whoever it is: exact at once. */
  private long nextTransactionId() {
    return session.number("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
  }

  double random() {
    return Numbers.median(random);
  }

  double hot() {
    return Numbers.median(hot);
  }

  double randomBeside(RaceSide other) {
    return Numbers.medianRatio(random, other.random);
  }

  double hotBeside(RaceSide other) {
    return Numbers.medianRatio(hot, other.hot);
  }

  double microsPer(double orders) {
    return micros / orders;
  }

  double walBytesPer(double orders) {
    return walBytes / orders;
  }

  double transactionIdsPer(double orders) {
    return transactionIds / orders;
  }
}
