package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import mercat.lab.torture.FinalState.Order;
import mercat.verify.UnreachableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Books of a provider that are wrong in one way each. */
class ProviderVerdictTest {
  @TempDir private Path folder;
  private final StringBuilder journal = new StringBuilder();
  private final List<Order> orders = new ArrayList<>();

  @BeforeEach
  void isWellWithTwoOrders() {
    line(new JsonObject("{\"journal\":\"mercat provider\",\"version\":1}"));
    confirmed("o1");
    confirmed("o2");
    intent("pi_1", "o1", "requires_payment_method", 0, false);
    intent("pi_1", "o1", "requires_capture", 0, true);
    intent("pi_1", "o1", "succeeded", 500, true);
    intent("pi_2", "o2", "succeeded", 500, true);
    intent("pi_3", "o3", "canceled", 0, true);
    intent("pi_4", "o4", "requires_payment_method", 0, true);
    intent("pi_5", "o2", "requires_payment_method", 0, false);
  }

  private void line(JsonObject entry) {
    var json = entry.encode();
    var sum = new CRC32();
    sum.update(json.getBytes(StandardCharsets.UTF_8));
    journal
        .append(HexFormat.of().toHexDigits((int) sum.getValue()))
        .append(' ')
        .append(json)
        .append('\n');
  }

  private void object(JsonObject object) {
    line(new JsonObject().put("objects", new JsonArray().add(object)));
  }

  private void intent(String id, String order, String status, long received, boolean isConfirmed) {
    object(
        new JsonObject()
            .put("id", id)
            .put("object", "payment_intent")
            .put("amount", 500)
            .put("amount_received", received)
            .put("payment_method", isConfirmed ? "pm_card_visa" : null)
            .put("metadata", new JsonObject().put("order", order))
            .put("status", status));
  }

  private void confirmed(String id) {
    orders.add(new Order(id, "key-" + id, "confirmed", true, 500, "GBP", "S", 1));
  }

  private ProviderVerdict verdict(long booked, long unknown, Map<Figure, Long> figures)
      throws IOException {
    var file = Files.writeString(folder.resolve("provider.journal"), journal);
    var incident = new Incident("F17", Pace.USUAL, 0, said -> {});
    figures.forEach(incident::note);
    var shop = new FinalState(orders, List.of(), List.of(), 0, 0);
    return ProviderVerdict.of(ProviderBook.read(file), shop, booked, unknown, List.of(incident));
  }

  private List<String> broken() throws IOException {
    return verdict(1_000, 0, Map.of()).broken();
  }

  @Test
  void countsChargesAndWhatWasDoneToTheProvider() throws IOException {
    journal.append("00000000 {\"obj"); // the provider is just writing
    var verdict = verdict(1_000, 0, Map.of(Figure.HOOKS_REFUSED, 70L, Figure.PROVIDER_DEATHS, 2L));
    assertThat(verdict).isEqualTo(new ProviderVerdict(5, 4, 2, 0, 0, 1_000, 1_000, 0, 70, 0, 2));
    assertThat(verdict.broken()).isEmpty();
  }

  @Test
  void findsAnOrderThatIsChargedTwice() throws IOException {
    intent("pi_6", "o1", "requires_capture", 0, true);
    assertThat(broken())
        .containsExactly("the provider's book: 1 orders have more than one live charge in it");
  }

  @Test
  void doesNotBlameACopyThatWasGivenBack() throws IOException {
    intent("pi_6", "o1", "succeeded", 500, true);
    object(
        new JsonObject()
            .put("id", "re_1")
            .put("object", "refund")
            .put("amount", 500)
            .put("payment_intent", "pi_6"));
    assertThat(broken()).isEmpty();
  }

  @Test
  void findsAConfirmedOrderThatNobodyPaid() throws IOException {
    confirmed("o5");
    assertThat(broken())
        .containsExactly("the provider's book: 1 confirmed orders have no live charge in it");
  }

  @Test
  void findsMoneyThatIsNotBookedWhatIsUnknownAndRows() throws IOException {
    assertThat(verdict(500, 3, Map.of(Figure.STRANGERS_ROWS, 2L)).broken())
        .containsExactly(
            "the provider's book: 3 payments are still unknown",
            "the provider's book: hooks about charges that nobody knows left 2 rows",
            "the provider's book: it has taken 1000, the ledger says 500");
  }

  @Test
  void readsNoBookThatIsNotAsItWasWritten() {
    journal.setCharAt(journal.length() - 5, 'x');
    assertThatThrownBy(() -> verdict(0, 0, Map.of()))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("is not as it was written");
  }
}
