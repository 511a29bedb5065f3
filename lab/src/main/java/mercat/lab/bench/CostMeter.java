package mercat.lab.bench;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import mercat.verify.ReadSession;

/** What rounds cost besides time: processor time, and bytes of the server's write-ahead log. */
final class CostMeter {
  private final ReadSession session;
  private final LongSupplier processorMicros;
  private long micros;
  private long walBytes;

  /**
   * Counts from nothing.
   *
   * @param processorMicros what those who are counted have used so far
   */
  CostMeter(ReadSession session, LongSupplier processorMicros) {
    this.session = session;
    this.processorMicros = processorMicros;
  }

  /** Runs a round and counts what it costs; gives what the round gives. */
  double during(DoubleSupplier round) {
    var walBefore = walPosition();
    var microsBefore = processorMicros.getAsLong();
    var rate = round.getAsDouble();
    micros += processorMicros.getAsLong() - microsBefore;
    walBytes += walPosition() - walBefore;
    return rate;
  }

  private long walPosition() {
    return session.number("select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint");
  }

  double microsPer(long orders) {
    return (double) micros / Math.max(1, orders);
  }

  double walBytesPer(long orders) {
    return (double) walBytes / Math.max(1, orders);
  }
}
