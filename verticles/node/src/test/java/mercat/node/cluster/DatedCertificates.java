package mercat.node.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Certificates of a node that are valid for other days than those of {@code certs}. */
public final class DatedCertificates {
  private DatedCertificates() {}

  /** Writes them, of an authority that began a month ago. */
  public static void write(Path directory, Instant from, Instant until) throws IOException {
    ClusterAuthority.of(Instant.now().minus(Duration.ofDays(30)))
        .issue("n1", directory, false, from, until);
  }
}
