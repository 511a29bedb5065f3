package mercat.lab.shop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.system.AtRest;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.Io;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Screen;
import mercat.verify.DatabaseAccess;
import mercat.verify.Findings;
import mercat.verify.Verify;

/** A system of a command's own, its shop open, and what must hold of it when the loads are over. */
public final class OwnShop implements AutoCloseable {
  private final LoadGenerator load = new LoadGenerator();
  private final SystemProcess system;
  private final AckWriter acks;
  private final ShopClient client;
  private final HonestBuyers buyers;

  private OwnShop(SystemProcess system, Screen screen) {
    this.system = system;
    acks = AckWriter.create(system.launch().data().resolve("acks.jsonl"));
    client =
        new ShopClient(load, system.launch().address(), system.adminToken(), RetryPolicy.USUAL);
    buyers = new HonestBuyers(new OrderLoad(client, load), acks, screen);
  }

  /** Starts one with further settings in a folder that is emptied first, and opens its shop. */
  public static OwnShop open(Path folder, Map<String, String> settings, Screen screen) {
    var data = folder.toAbsolutePath().normalize();
    DataDirectory.fresh(data);
    var launch = SystemLaunch.in(data).with(settings);
    return Io.prepared(
        new OwnShop(SystemProcess.startAndAwaitReady(launch, screen), screen),
        shop -> new OrderLoad(shop.client, shop.load).openShop());
  }

  public ShopClient client() {
    return client;
  }

  public HonestBuyers buyers() {
    return buyers;
  }

  /** What the operations listener tells. */
  public String told(String path) {
    return system.told(path);
  }

  public double peakMb() {
    return system.peakMb();
  }

  public double residentMb() {
    return system.residentMb();
  }

  public DatabaseAccess database() {
    return system.database();
  }

  /** Lets everything come to rest and examines every invariant, with what buyers were told. */
  public Findings examine(List<String> troubles) {
    if (!AtRest.await(system.database(), AtRest.SETTLING_MAX)) {
      troubles.add("not at rest after " + AtRest.SETTLING_MAX.toSeconds() + " s");
    }
    var found = Verify.run(system.database(), acks.told());
    troubles.addAll(found.broken());
    return found;
  }

  @Override
  public void close() {
    try (system;
        load) {
      acks.close();
    }
  }
}
