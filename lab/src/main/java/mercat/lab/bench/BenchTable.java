package mercat.lab.bench;

import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;

/** The bench as people read it: what was measured beside what it should be. */
final class BenchTable {
  private BenchTable() {}

  static void print(BenchVerdict bench, Screen screen) {
    var checkout = bench.checkout();
    var floor = bench.floor();
    var latency = bench.latencyAtHalfPeak();
    var start = bench.start();
    var month = bench.month();
    var cluster = bench.cluster();
    var table = new TextTable("what", "measured", "beside", "goal", "");
    table.add(
        "checkout, random articles",
        rate(checkout.random()),
        rate(floor.random()) + " floor",
        ">= 1.25 x floor",
        ratio(checkout.randomRatio(), 1.25, 1.0));
    table.add(
        "checkout, one hot article",
        rate(checkout.hot()),
        rate(floor.hot()) + " floor",
        ">= 2.5 x floor",
        ratio(checkout.hotRatio(), 2.5, 2.0));
    table.add(
        "processor time per order",
        Numbers.decimal(checkout.processorMicrosPerOrder()) + " us",
        "%s us floor, its client %s us"
            .formatted(
                Numbers.decimal(floor.processorMicrosPerOrder()),
                Numbers.decimal(floor.clientMicrosPerOrder())),
        "<= 0.8 x floor",
        Numbers.decimal(checkout.processorRatio()) + " x, " + most(checkout.processorRatio(), 0.8));
    table.add(
        "WAL per order",
        Numbers.count(Math.round(checkout.walBytesPerOrder())) + " bytes",
        Numbers.count(Math.round(floor.walBytesPerOrder())) + " floor",
        "",
        Numbers.decimal(checkout.walRatio()) + " x");
    table.add(
        "rows written per order",
        checkout.rowsPerOrder(),
        Numbers.decimal(floor.rowsPerOrder()) + " floor",
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
            .formatted(Numbers.decimal(latency.p50Ms()), Numbers.decimal(latency.p99Ms())),
        "fsync " + Numbers.decimal(bench.fsyncMs()) + " ms",
        "<= 10, <= 50 ms",
        latency.p50Ms() <= 10 ? most(latency.p99Ms(), 50) : "no");
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
        Numbers.decimal(start.firstOrderMs()) + " ms",
        "",
        "<= 4,000 ms",
        most(start.firstOrderMs(), 4_000));
    table.add(
        "resident under load",
        Numbers.decimal(start.residentMb()) + " MB",
        "",
        "<= 500 MB",
        most(start.residentMb(), 500));
    table.add(
        "a month of real trade",
        Numbers.decimal(month.seconds()) + " s",
        month.toThePenny() ? "to the penny" : "NOT to the penny",
        "<= 20 s",
        most(month.seconds(), 20));
    table.add(
        "checkout, four full nodes",
        rate(cluster.full()),
        "%s one, %s split by role".formatted(rate(cluster.one()), rate(cluster.split())),
        ">= 0.6 x one node",
        ratio(cluster.fullRatio(), 0.6, 0.6));
    screen.table(table);
    screen.print(
        "%d cores, %d rounds, fsync %s ms, floor by %s, its files %s"
            .formatted(
                bench.cores(),
                bench.rounds(),
                Numbers.decimal(bench.fsyncMs()),
                bench.floorRunner(),
                bench.floorSha256()));
    screen.troubles(bench.troubles());
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
