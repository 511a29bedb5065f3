package mercat.lab.bench;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadReport;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.OrderLoad;
import mercat.lab.system.Awaiting;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.SystemLaunch;
import mercat.verify.UnreachableException;

/** One product, read over and over: from the system, and from a bare server with the same bytes. */
final class ReadRace {
  private static final Duration START_MAX = Duration.ofSeconds(20);
  private static final Duration STOP_MAX = Duration.ofSeconds(5);

  private ReadRace() {}

  static BenchVerdict.Read run(OrderLoad bench, Path folder, BenchPlan plan) {
    var path = "/v1/products/" + OrderLoad.sku(0);
    var product = bench.shop().address();
    var response = bench.shop().call(HttpText.get(product, path)).response();
    if (response == null || response.status() != 200) {
      throw new UnreachableException("the product cannot be read");
    }
    var bare = new ServerAddress(SystemLaunch.LOOPBACK, SystemLaunch.freePort(), "");
    var head = folder.resolve("product.head");
    var body = folder.resolve("product.body");
    try {
      Files.createDirectories(folder);
      Files.write(head, response.head());
      Files.write(body, response.body());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    var server =
        ChildProcess.start(
            SystemLaunch.javaCommand(
                BareServer.class,
                List.of(String.valueOf(bare.port()), head.toString(), body.toString())),
            folder.resolve("bare-server.log"),
            Map.of());
    try {
      awaitPort(server, bare);
      return race(bench, bare, product, path, plan);
    } finally {
      ChildProcess.stop(server, STOP_MAX);
    }
  }

  private static BenchVerdict.Read race(
      OrderLoad load, ServerAddress bare, ServerAddress product, String path, BenchPlan plan) {
    var fromBare = HttpText.get(bare, path).render();
    var fromProduct = HttpText.get(product, path).render();
    // Once unmeasured on either side: both servers must be as warm as they will get.
    var unused = round(load, bare, fromBare, plan.readWarmUp());
    unused = round(load, product, fromProduct, plan.readWarmUp());
    var bares = new Medians();
    var products = new Medians();
    for (var i = 0; i < plan.rounds(); i++) {
      bares.add(rate(round(load, bare, fromBare, plan.readRound())));
      products.add(rate(round(load, product, fromProduct, plan.readRound())));
    }
    return new BenchVerdict.Read(
        bares.median(), products.median(), Bench.ratio(products.median(), bares.median()));
  }

  private static LoadReport round(
      OrderLoad load, ServerAddress address, Buffer request, Duration length) {
    return load.closedLoop(address, OrderLoad.CONNECTIONS, length, number -> request);
  }

  private static double rate(LoadReport report) {
    return report.count(200) / report.seconds();
  }

  private static void awaitPort(Process server, ServerAddress address) {
    var up =
        Awaiting.until(
            START_MAX,
            Duration.ofMillis(50),
            () -> {
              if (!server.isAlive()) {
                throw new UnreachableException("the bare server ended");
              }
              try (var socket = new java.net.Socket(address.host(), address.port())) {
                return socket.isConnected();
              } catch (IOException notYet) {
                return false;
              }
            });
    if (!up) {
      throw new UnreachableException("the bare server does not answer");
    }
  }
}
