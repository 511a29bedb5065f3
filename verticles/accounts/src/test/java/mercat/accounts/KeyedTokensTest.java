package mercat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.UUID;
import mercat.contracts.accounts.Credential;
import mercat.platform.config.KeyFile;
import org.junit.jupiter.api.Test;

class KeyedTokensTest {
  private final KeyFile key = new KeyFile("accounts", new byte[32]);
  private final KeyedTokens refresh = new KeyedTokens("refresh", key);
  private final UUID id = UUID.randomUUID();

  @Test
  void nameTheRowThatTheyWereMadeFor() {
    assertThat(refresh.idOf(refresh.of(id))).contains(id);
    assertThat(new KeyedTokens("refresh", key).of(id)).isEqualTo(refresh.of(id));
  }

  @Test
  void openNothingInAnotherForm() {
    var token = refresh.of(id).value();
    for (var wrong : new String[] {"", ".", id.toString(), id + ".", token + "A"}) {
      assertThat(refresh.idOf(new Credential(wrong))).as(wrong).isEmpty();
    }
  }

  @Test
  void openNothingOfAnotherKind() {
    assertThat(refresh.idOf(new KeyedTokens("ticket", key).of(id))).isEmpty();
  }

  @Test
  void openNothingUnderAnotherKey() {
    var bytes = new byte[32];
    Arrays.fill(bytes, (byte) 1);
    var other = new KeyedTokens("refresh", new KeyFile("accounts", bytes));
    assertThat(refresh.idOf(other.of(id))).isEmpty();
  }
}
