package mercat.payments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import mercat.platform.config.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets by which a provider signs its hooks, one a line of a file. It is read again while the
 * node runs: a secret takes another's place without a restart, and for a while both count.
 */
final class HookSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(HookSecrets.class);
  private static final long BYTES_MAX = 1_024;

  private final String setting;
  private final Path file;
  private final Function<List<String>, HookSignature> signing;
  private final AtomicReference<HookSignature> signature;
  private final AtomicReference<String> refused = new AtomicReference<>("");

  /**
   * The secrets of a file.
   *
   * @param setting that names the file, for who must repair it
   * @param signing what the provider does with its secrets; refuses those that cannot be its own
   * @throws SettingsException when they cannot be used
   */
  HookSecrets(String setting, Path file, Function<List<String>, HookSignature> signing) {
    this.setting = setting;
    this.file = file;
    this.signing = signing;
    this.signature = new AtomicReference<>(read());
  }

  HookSignature signature() {
    return signature.get();
  }

  /** Uses what the file says now; where that is of no use, what it said before. */
  void readAgain() {
    try {
      signature.set(read());
      refused.set("");
    } catch (SettingsException unusable) {
      var why = String.valueOf(unusable.getMessage());
      if (!why.equals(refused.getAndSet(why))) {
        LOG.atWarn().addKeyValue("error", why).log("goes on with the secrets it has");
      }
    }
  }

  private HookSignature read() {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new SettingsException("%s: %s is too large".formatted(setting, file));
      }
      var lines = Files.readString(file).lines().map(String::strip);
      return signing.apply(lines.filter(line -> !line.isEmpty()).toList());
    } catch (IOException unreadable) {
      throw new SettingsException("%s: cannot read %s".formatted(setting, file));
    } catch (IllegalArgumentException wrong) {
      throw new SettingsException("%s: %s: %s".formatted(setting, file, wrong.getMessage()));
    }
  }
}
