package mercat.lab.provider;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import mercat.contracts.Command;
import mercat.lab.system.Io;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput.ExitCode;
import mercat.lab.terminal.DataOption;
import mercat.lab.terminal.QuietOption;
import mercat.lab.terminal.Screen;
import mercat.provider.Conduct;
import mercat.provider.ProviderControl;
import mercat.provider.StripeEvents;
import mercat.provider.StripeServer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code provider}: a payment provider like Stripe, in a process of its own. */
@CommandLine.Command(
    name = "provider",
    mixinStandardHelpOptions = true,
    description = {
      "Serves Stripe's API on this machine's loopback: payment intents, refunds, search, idempotency",
      "keys and signed hooks. What it did is on the disk before it answers, and is taken up again",
      "at the next start, also after kill -9. By its control address it is told to fail.",
      "Serves until Ctrl-C.",
    })
public final class ProviderCommand implements Command {
  private static final int PORT_MAX = 65_535;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = "--port",
      description = "where it serves Stripe's API; 0 for any (default: ${DEFAULT-VALUE})")
  private int port = 12_111;

  @Option(
      names = "--control-port",
      description = "where it is told how to behave; 0 for any (default: ${DEFAULT-VALUE})")
  private int controlPort = 12_112;

  @Mixin private final DataOption data = new DataOption();

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "its book (default: provider/provider.journal in the data directory)")
  private @Nullable Path journal;

  @Option(
      names = "--hooks",
      paramLabel = "URL",
      description =
          "where it sends hooks, such as http://127.0.0.1:8080/v1/hooks/payments/stripe; of several,"
              + " in turn (default: nowhere)")
  private List<String> hooks = List.of();

  @Mixin private final QuietOption quiet = new QuietOption();

  @Override
  public Integer call() throws InterruptedException {
    var screen = quiet.screen();
    var conduct = Bounds.checked(spec, this::conduct);
    var folder = data.folder("provider").toAbsolutePath().normalize();
    var book = journal == null ? folder.resolve("provider.journal") : journal.toAbsolutePath();
    var broken = new CountDownLatch(1);
    var why = new AtomicReference<>("");
    try (var provider =
            new StripeServer(
                port,
                book,
                conduct,
                screen::note,
                disk -> {
                  why.set("%s cannot be written: %s".formatted(book, disk.getMessage()));
                  broken.countDown();
                });
        var control = new ProviderControl(provider, controlPort)) {
      describe(provider, control, book, shopSettings(folder, provider.url()), screen);
      // Until the process is told to end, or its disk takes no more.
      broken.await();
    } catch (IOException unusable) {
      why.set(String.valueOf(unusable.getMessage()));
    }
    screen.complain("mercat: " + why.get());
    return ExitCode.UNAVAILABLE;
  }

  private Conduct conduct() {
    Bounds.check("port", port, 0, PORT_MAX);
    Bounds.check("control port", controlPort, 0, PORT_MAX);
    return Conduct.well(hooks);
  }

  /** Writes how a shop takes cards here, and the secret that signs hooks; gives the settings. */
  private static Path shopSettings(Path folder, String url) {
    var file = folder.resolve("shop.yaml");
    var secrets = folder.resolve("hook.secrets");
    Io.write(secrets, StripeEvents.SECRET + "\n");
    // The key opens nothing but this provider.
    Io.write(
        file,
        """
        payments.providers: [card=stripe]
        payments.provider-timeout: 2s
        payments.stripe-url: "%s"
        payments.stripe-key: "%s"
        payments.stripe-hook-secrets-file: "%s"
        """
            .formatted(url, StripeServer.KEY, secrets));
    return file;
  }

  private static void describe(
      StripeServer provider, ProviderControl control, Path book, Path settings, Screen screen) {
    screen.print("  provider    " + provider.url() + " (Stripe's API)");
    screen.print("  its key     " + StripeServer.KEY);
    screen.print("  cards       pm_card_visa, pm_card_chargeDeclined, and others of Stripe's");
    screen.print("  control     " + control.url() + " (GET /, PUT /conduct)");
    screen.print("  its book    " + book);
    screen.print("  a shop      ./mercat up --config " + settings);
    screen.print(
        "  let it fail curl -X PUT -d '{\"failing\":0.5}' %s/conduct".formatted(control.url()));
    screen.print("  until Ctrl-C");
  }
}
