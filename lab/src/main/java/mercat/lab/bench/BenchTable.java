package mercat.lab.bench;

import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;

/** The bench as people read it: what was measured beside what it should be. */
final class BenchTable {
  private BenchTable() {}

  static void print(BenchVerdict bench, Screen screen) {
    var table = new TextTable("what", "measured", "beside", "goal", "");
    var checkout = bench.checkout();
    table.add(
        "checkout, random articles",
        rate(checkout.random()),
        rate(bench.floor().random()) + " floor",
        ">= 1.25 x floor",
        ratio(checkout.randomRatio(), 1.25, 1.0));
    table.add(
        "checkout, one hot article",
        rate(checkout.hot()),
        rate(bench.floor().hot()) + " floor",
        ">= 2.5 x floor",
        ratio(checkout.hotRatio(), 2.5, 2.0));
    table.add(
        "rows written per order",
        Numbers.decimal(checkout.rowsPerOrder()),
        Numbers.decimal(bench.floor().rowsPerOrder()) + " floor",
        "",
        "");
    table.add(
        "write transactions per order",
        Numbers.decimal(checkout.transactionsPerOrder()) + " worst context",
        Numbers.decimal(checkout.transactionIdsPerOrder()) + " all together",
        "<= 0.1",
        most(checkout.transactionsPerOrder(), 0.1));
    table.add(
        "latency at half of peak",
        "p50 %s ms, p99 %s ms"
            .formatted(
                Numbers.decimal(bench.latencyAtHalfPeak().p50Ms()),
                Numbers.decimal(bench.latencyAtHalfPeak().p99Ms())),
        "fsync " + Numbers.decimal(bench.fsyncMs()) + " ms",
        "<= 10, <= 50 ms",
        bench.latencyAtHalfPeak().p50Ms() <= 10
            ? most(bench.latencyAtHalfPeak().p99Ms(), 50)
            : "no");
    table.add(
        "rejected to stock free, p99",
        Numbers.decimal(bench.releaseP99Ms()) + " ms",
        Numbers.count(bench.releaseSamples()) + " samples",
        "<= 300 ms",
        most(bench.releaseP99Ms(), 300));
    table.add(
        "cached product read",
        rate(bench.read().product()),
        rate(bench.read().bare()) + " bare",
        ">= 0.8 x bare",
        ratio(bench.read().ratio(), 0.8, 0.8));
    table.add(
        "start to first order",
        Numbers.decimal(bench.start().firstOrderMs()) + " ms",
        "",
        "<= 4,000 ms",
        most(bench.start().firstOrderMs(), 4_000));
    table.add(
        "resident under load",
        Numbers.decimal(bench.start().residentMb()) + " MB",
        "",
        "<= 500 MB",
        most(bench.start().residentMb(), 500));
    table.add(
        "a month of real trade",
        Numbers.decimal(bench.month().seconds()) + " s",
        bench.month().toThePenny() ? "to the penny" : "NOT to the penny",
        "<= 20 s",
        most(bench.month().seconds(), 20));
    table.add(
        "checkout, four full nodes",
        rate(bench.cluster().full()),
        "%s one, %s split by role"
            .formatted(rate(bench.cluster().one()), rate(bench.cluster().split())),
        ">= 0.6 x one node",
        ratio(bench.cluster().fullRatio(), 0.6, 0.6));
    screen.print("");
    table.lines().forEach(screen::print);
    screen.print("");
    screen.print(
        "%d cores, %d rounds, fsync %s ms, floor by %s, its files %s"
            .formatted(
                bench.cores(),
                bench.rounds(),
                Numbers.decimal(bench.fsyncMs()),
                bench.floorRunner(),
                bench.floorSha256()));
    bench.troubles().forEach(trouble -> screen.print(screen.bad("!") + " " + trouble));
  }

  private static String rate(double perSecond) {
    return Numbers.decimal(perSecond) + "/s";
  }

  private static String ratio(double ratio, double goal, double required) {
    var word = ratio >= goal ? "yes" : ratio >= required ? "required, not goal" : "no";
    return Numbers.decimal(ratio) + " x, " + word;
  }

  private static String most(double figure, double goal) {
    return figure <= goal ? "yes" : "no";
  }
}
