package mercat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusCertificatesTest {
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @TempDir private Path folder;
  private Path files;

  @BeforeEach
  void makeThem() throws IOException {
    files = folder.resolve("files");
    DatedCertificates.write(files, now.minus(Duration.ofDays(2)), now.plus(Duration.ofDays(5)));
    DatedCertificates.write(folder.resolve("others"), now, now.plus(Duration.ofDays(5)));
  }

  @Test
  void tellsWhenTheFirstOfThemExpires() {
    assertThat(BusCertificates.read(files).validUntil()).isEqualTo(now.plus(Duration.ofDays(5)));
  }

  @ParameterizedTest
  @CsvSource({"-20, -1, node.pem expired on", "1, 20, node.pem is not valid before"})
  void refusesThoseThatAreNotValidToday(int from, int until, String why) throws IOException {
    DatedCertificates.write(
        files, now.plus(Duration.ofDays(from)), now.plus(Duration.ofDays(until)));
    assertRefused(why);
  }

  @ParameterizedTest
  @CsvSource({
    "ca.pem, node.pem is not of the authority in ca.pem",
    "node.key, node.key is not the key of node.pem"
  })
  void refusesAFileOfAnother(String file, String why) throws IOException {
    Files.copy(
        folder.resolve("others").resolve(file),
        files.resolve(file),
        StandardCopyOption.REPLACE_EXISTING);
    assertRefused(why);
  }

  @ParameterizedTest
  @CsvSource({
    "ca.pem, ca.pem holds no certificate",
    "node.pem, node.pem holds no certificate",
    "node.key, node.key holds no private key"
  })
  void refusesAFileThatIsHalfWritten(String file, String why) throws IOException {
    Files.writeString(files.resolve(file), "");
    assertRefused(why);
    Files.delete(files.resolve(file));
    assertRefused(file + " cannot be read");
  }

  @Test
  void anAuthorityRenewsWhatItIssued() throws IOException {
    ClusterAuthority.in(folder).issue("n1", files, false, now, now.plus(Duration.ofDays(1)));
    var before = BusCertificates.read(files);
    ClusterAuthority.in(folder).issue("n1", files, false, now, now.plus(Duration.ofDays(9)));
    var after = BusCertificates.read(files);
    assertThat(after.authority()).isEqualTo(before.authority());
    assertThat(after.validUntil()).isEqualTo(now.plus(Duration.ofDays(9)));
  }

  private void assertRefused(String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BusCertificates.read(files))
        .withMessageContaining("cluster.certificates: ")
        .withMessageContaining(why);
  }
}
