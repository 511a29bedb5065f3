package mercat.accounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import mercat.platform.BoundedContext;
import mercat.platform.config.SecretFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the token with which a fresh Mercat is administered, or stores the one that was given:
 * written beside the file that only its owner may read, before its hash is stored, and put in its
 * place after. Of nodes that start at once, the one whose hash is stored has made it. It stays
 * valid until somebody revokes it.
 */
record FirstStaffToken(StaffTokenStore store, AccountsConfig config) {
  private static final Logger LOG = LoggerFactory.getLogger(FirstStaffToken.class);
  private static final String FIRST = "first";
  private static final Set<String> ADMIN = Set.of("admin");

  void ensure(BoundedContext accounts) {
    var given = config.adminToken().value();
    if (!given.isEmpty()) {
      if (accounts.patiently(store::isEmpty)
          && store.add(PersonalAccessTokens.sha256(given), FIRST, ADMIN)) {
        LOG.info("the staff token that was given is stored");
      }
      return;
    }
    if (config.tokenFile().isEmpty()) {
      return;
    }
    var file = Path.of(config.tokenFile());
    if (accounts.patiently(store::isEmpty)) {
      make(file);
    } else if (!Files.exists(file)) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .log(
              "a staff token exists, but its file is gone; if nobody has one, see docs/runbooks/staff-token.md");
    }
  }

  private void make(Path file) {
    var token = PersonalAccessTokens.fresh("admin");
    try {
      var written = SecretFile.writeBeside(file, token + "\n");
      if (store.add(PersonalAccessTokens.sha256(token), FIRST, ADMIN)) {
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        LOG.atInfo().addKeyValue("file", file).log("staff token made");
      } else {
        Files.delete(written);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot write " + file, unwritable);
    }
  }
}
