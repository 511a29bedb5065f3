package mercat.lab.provider;

import java.nio.file.Path;
import mercat.lab.system.Io;
import mercat.provider.StripeEvents;
import mercat.provider.StripeServer;

/** The settings by which a shop takes cards at this provider. */
public final class ShopSettings {
  private ShopSettings() {}

  /** Writes them, and the secret that signs hooks, to a folder; gives the file for --config. */
  public static Path write(Path folder, String url) {
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
}
