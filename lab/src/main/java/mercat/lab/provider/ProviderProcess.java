package mercat.lab.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mercat.lab.load.HttpText;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.HttpReads;
import mercat.lab.system.SystemLaunch;
import mercat.provider.Conduct;
import mercat.verify.UnreachableException;

/**
 * {@code provider} as a child of this process, which can be killed and started again on the same
 * book. Not for more than one thread at a time.
 */
public final class ProviderProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofMinutes(1);
  private static final Duration STOP_MAX = Duration.ofSeconds(10);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  /** For the book of a run of an hour or so. */
  private static final int HEAP_MB = 256;

  private static final String HOOKS = "/v1/hooks/payments/stripe";

  private final Path data;
  private final int port = SystemLaunch.freePort();
  private final int controlPort = SystemLaunch.freePort();
  private final Thread onInterrupt = new Thread(this::end, "stop-the-provider");
  private Conduct conduct = Conduct.well(List.of());
  private Process process;
  private int deaths;

  private ProviderProcess(Path data) {
    this.data = data;
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(onInterrupt);
  }

  /** Starts one with a book of its own in a directory, and waits until it answers. */
  public static ProviderProcess start(Path data) {
    var provider = new ProviderProcess(data);
    try {
      provider.awaitReady();
      return provider;
    } catch (RuntimeException failure) {
      provider.close();
      throw failure;
    }
  }

  private Process launch() {
    var words =
        List.of(
            "provider",
            "--data",
            data.toString(),
            "--port",
            String.valueOf(port),
            "--control-port",
            String.valueOf(controlPort));
    var command = SystemLaunch.Program.small(ChildProcess.ownSession(), HEAP_MB).command(words);
    return ChildProcess.start(command, log(), Map.of());
  }

  private void awaitReady() {
    ChildProcess.awaitReady(
        process,
        log(),
        START_MAX,
        () -> HttpReads.json(control(), "/", Duration.ofSeconds(1)).isPresent());
  }

  private ServerAddress control() {
    return new ServerAddress(SystemLaunch.LOOPBACK, controlPort, "");
  }

  private Path log() {
    return data.resolve("provider.log");
  }

  /** The file of its book. */
  public Path journal() {
    return data.resolve("provider").resolve("provider.journal");
  }

  /** The settings of a shop that takes cards there. */
  public Path shopSettings() {
    return data.resolve("provider").resolve("shop.yaml");
  }

  /** Sends its hooks to some edges in turn, from now on, and behaves as it should. */
  public void hooksTo(List<ServerAddress> edges) {
    behave(Conduct.well(edges.stream().map(edge -> edge + HOOKS).toList()));
  }

  /** How it behaves as a rule. */
  public Conduct usual() {
    return Conduct.well(conduct.hooks());
  }

  /** Behaves so, also after its next death. */
  public void behave(Conduct next) {
    conduct = next;
    tell();
  }

  private void tell() {
    var request = HttpText.put(control(), "/conduct", conduct.toJson().encode());
    try {
      var response = HttpReads.send(request, ANSWER_MAX);
      if (response.status() != 200) {
        throw new UnreachableException("the provider refuses to behave: " + response.json());
      }
    } catch (IOException silent) {
      throw new UnreachableException("the provider does not answer: " + silent, silent);
    }
  }

  /** How it stands, by its own account. */
  public JsonNode state() {
    return HttpReads.json(control(), "/", ANSWER_MAX)
        .orElseThrow(() -> new UnreachableException("the provider does not answer"));
  }

  /** As {@code kill -9} does; it is gone when this returns. */
  public void kill() {
    var unused = process.destroyForcibly().onExit().join();
    deaths++;
  }

  /** How often it was killed. */
  public int deaths() {
    return deaths;
  }

  /** Starts it on the book that it had; it behaves as before its death. */
  public void startAgain() {
    process = launch();
    awaitReady();
    tell();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  private void end() {
    ChildProcess.stop(process, STOP_MAX);
  }

  @Override
  public void close() {
    end();
    ChildProcess.forget(onInterrupt);
  }
}
