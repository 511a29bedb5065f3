package mercat.lab.bench;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mercat.lab.load.Address;
import mercat.lab.load.HttpText;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.LoadReport;
import mercat.lab.load.UnreachableException;
import mercat.lab.shop.Waiting;
import mercat.lab.system.SystemLaunch;

/** One product, read over and over: from the system, and from a bare server with the same bytes. */
final class ReadRace {
  private static final Duration START_MAX = Duration.ofSeconds(20);

  private ReadRace() {}

  /** Medians of alternating rounds, reads a second. */
  record Reads(double bare, double product) {
    double ratio() {
      return bare == 0 ? 0 : product / bare;
    }
  }

  static Reads run(BenchShop bench, Path folder, BenchPlan plan) {
    var path = "/v1/products/" + BenchShop.sku(0);
    var product = bench.shop().address();
    var answer = bench.shop().call(HttpText.get(product, path)).answer();
    if (answer == null || answer.status() != 200) {
      throw new UnreachableException("the product cannot be read");
    }
    var port =
        SystemLaunch.onFreePorts(folder, Optional.empty(), Optional.empty(), Optional.empty())
            .port();
    var bare = new Address("127.0.0.1", port, "");
    Process server = null;
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("product.head"), answer.head());
      Files.write(folder.resolve("product.body"), answer.body());
      server =
          new ProcessBuilder(
                  SystemLaunch.javaCommand(
                      BareServer.class,
                      List.of(
                          String.valueOf(port),
                          folder.resolve("product.head").toString(),
                          folder.resolve("product.body").toString())))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("bare-server.log").toFile())
              .start();
      awaitPort(server, bare);
      return race(bench.load(), bare, product, path, plan);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      stop(server);
    }
  }

  private static Reads race(
      LoadGenerator load, Address bare, Address product, String path, BenchPlan plan) {
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
    return new Reads(bares.median(), products.median());
  }

  private static LoadReport round(
      LoadGenerator load, Address address, Buffer request, Duration length) {
    return load.closedLoop(
        address, BenchShop.CONNECTIONS, length, Long.MAX_VALUE, number -> request);
  }

  private static double rate(LoadReport report) {
    return report.count(200) / report.seconds();
  }

  private static void awaitPort(Process server, Address address) {
    var up =
        Waiting.until(
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

  private static void stop(@org.jspecify.annotations.Nullable Process server) {
    if (server == null) {
      return;
    }
    server.destroy();
    try {
      if (!server.waitFor(5, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      server.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
