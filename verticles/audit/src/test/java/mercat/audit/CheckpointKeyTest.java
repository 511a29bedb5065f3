package mercat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CheckpointKeyTest {
  /** What an X.509 key of Ed25519 begins with (RFC 8410). */
  private static final String X509 = "302a300506032b6570032100";

  /** The second test of RFC 8032, 7.1: the message is one byte. */
  @Test
  void signsAsTheStandardDoes() {
    var key =
        new CheckpointKey(
            HexFormat.of()
                .parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    assertThat(HexFormat.of().formatHex(key.publicKey()))
        .isEqualTo(X509 + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assertThat(HexFormat.of().formatHex(key.sign("r")))
        .isEqualTo(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  }
}
