package mercat.platform.database;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerTest {
  private static final Login LOGIN = new Login("db", 5432, "shop", "u", "secret");

  @Test
  void saysInOneLineWhatItNeeds() {
    assertThatThrownBy(() -> new Server(14, null, true).require(LOGIN))
        .hasMessage("the server at db:5432 is PostgreSQL 14: Mercat needs 15 or a later one");
    assertThatThrownBy(() -> new Server(18, "fsync", true).require(LOGIN))
        .hasMessageStartingWith("the server at db:5432 has fsync = off");
    assertThatCode(() -> new Server(15, null, false).require(LOGIN)).doesNotThrowAnyException();
  }
}
