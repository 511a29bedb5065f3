package mercat.lab.torture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mercat.lab.cluster.Bridge;
import mercat.lab.provider.ProviderProcess;
import mercat.lab.shop.HookSigner;
import mercat.lab.system.Io;
import mercat.lab.terminal.Screen;
import mercat.verify.UnreachableException;

/**
 * What is there before the cluster of a run is: who takes the cards, the network, and the settings
 * of every node.
 */
record TortureSetup(TorturePlan plan, Screen screen, HookSigner signer) {
  /** What takes minutes in production, so that a run of minutes sees its end. */
  private static final String SETTINGS =
      """
      orders:
        patience: 1500ms
        payment-deadline: 20s
        lease: 2s
        recheck: 1s
      payments:
        recheck: 1s
        back-off-max: 5s
      """;

  TortureSetup(TorturePlan plan, Screen screen) {
    this(plan, screen, new HookSigner());
  }

  /** The provider, where that is a process of its own. */
  Optional<ProviderProcess> provider() {
    return plan.taker() == PaymentTaker.STRIPE
        ? Optional.of(ProviderProcess.start(plan.data()))
        : Optional.empty();
  }

  /** A network that can be parted, where this machine lets one be made. */
  Optional<Bridge> bridge() {
    if (plan.taker() == PaymentTaker.STRIPE) {
      screen.note("all nodes share one network: the provider is on this machine's loopback");
      return Optional.empty();
    }
    try {
      return Optional.of(Bridge.make(plan.layout().places().size()));
    } catch (UnreachableException notHere) {
      screen.note("all nodes share one network: " + notHere.getMessage());
      return Optional.empty();
    }
  }

  /** The files of settings, the later ones winning. */
  List<Path> configs(Optional<ProviderProcess> provider) {
    var configs = new ArrayList<>(List.of(settings()));
    provider.ifPresent(process -> configs.add(process.shopSettings()));
    configs.addAll(plan.configs());
    return configs;
  }

  /** Who writes hooks. A version before may not know their setting, and would not start. */
  Optional<HookWording> hooks() {
    if (plan.taker() == PaymentTaker.STRIPE) {
      return Optional.of(new StripeHookWording());
    }
    return plan.previous().isEmpty()
        ? Optional.of(new SandboxHookWording(signer))
        : Optional.empty();
  }

  private Path settings() {
    var file = plan.data().resolve("torture.yaml");
    var secrets = signer.writeTo(plan.data().resolve("hook.secrets"));
    Io.write(file, hooks().isEmpty() ? SETTINGS : SETTINGS + hookSettings(secrets));
    return file;
  }

  private static String hookSettings(Path secrets) {
    return """
    payments.sandbox-hook-secrets-file: "%s"
    edge.hook-attempts-max: 0
    """
        .formatted(secrets);
  }
}
