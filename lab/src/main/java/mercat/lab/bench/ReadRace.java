package mercat.lab.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mercat.lab.bench.BenchPlan.Part;
import mercat.lab.load.HttpText;
import mercat.lab.load.RetryPolicy;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.Io;
import mercat.lab.system.SystemLaunch;
import mercat.lab.terminal.Numbers;
import mercat.verify.UnreachableException;

/** One product, read over and over: from the system, and from a bare server with the same bytes. */
final class ReadRace {
  private static final Duration STOP_MAX = Duration.ofSeconds(5);

  private ReadRace() {}

  static BenchVerdict.Read run(OrderLoad orders, Path folder, BenchPlan plan) {
    var request = orders.shop().readProduct(OrderLoad.sku(0));
    var response = orders.shop().call(request).response();
    if (response == null || response.status() != 200) {
      throw new UnreachableException("the product cannot be read");
    }
    var head = folder.resolve("product.head");
    var body = folder.resolve("product.body");
    Io.write(head, response.head());
    Io.write(body, response.body());
    var bare = new ServerAddress(SystemLaunch.LOOPBACK, SystemLaunch.freePort(), "");
    var server =
        ChildProcess.start(
            SystemLaunch.javaCommand(
                BareServer.class,
                List.of(String.valueOf(bare.port()), head.toString(), body.toString())),
            folder.resolve("bare-server.log"),
            Map.of());
    try {
      var fromBare = HttpText.get(bare, request.path());
      // It answers as soon as it stands; until then the client knocks.
      var unused = new ShopClient(orders.load(), bare, "", RetryPolicy.USUAL).call(fromBare);
      return race(orders, fromBare, request, plan);
    } finally {
      ChildProcess.stop(server, STOP_MAX);
    }
  }

  private static BenchVerdict.Read race(
      OrderLoad load, HttpText fromBare, HttpText fromProduct, BenchPlan plan) {
    // Once unmeasured on either side: both servers must be as warm as they will get.
    var unused = round(load, fromBare, plan) + round(load, fromProduct, plan);
    var bares = new ArrayList<Double>();
    var products = new ArrayList<Double>();
    for (var i = 0; i < plan.rounds(Part.REST); i++) {
      bares.add(round(load, fromBare, plan));
      products.add(round(load, fromProduct, plan));
    }
    return new BenchVerdict.Read(
        Numbers.median(bares), Numbers.median(products), Numbers.medianRatio(products, bares));
  }

  /** Reads a second. */
  private static double round(OrderLoad load, HttpText read, BenchPlan plan) {
    var bytes = read.render();
    var report =
        load.load()
            .closedLoop(read.address(), OrderLoad.CONNECTIONS, plan.reads(), number -> bytes);
    return report.count(200) / report.seconds();
  }
}
