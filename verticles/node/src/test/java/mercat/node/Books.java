package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What every party of a trade has written down, read by the role that may only read. */
final class Books implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String OF_ORDER =
      """
      select concat_ws(' ', 'order', o.status, o.reason) from orders.orders o where o.id = $1
      union all
      select 'stock ' || r.state from inventory.reservation r where r.order_id = $1
      union all
      select 'payment ' || p.state from payments.payment p where p.order_id = $1
      union all
      select 'provider ' || c.state from sandbox.charge c where c.order_id = $1
      union all
      select 'ledger ' || g.kind || ' ' || g.account || ' ' || g.amount
      from payments.posting g
      where g.source_id = $1\
      """;

  private static final String UNBALANCED =
      """
      select 'entry ' || source_id || ' ' || kind
      from payments.posting
      group by source_id, kind, currency
      having sum(amount) <> 0
      union all
      select 'account ' || b.account
      from payments.account_balance b
      left join payments.posting g using (account, currency)
      group by b.account, b.currency, b.balance
      having b.balance <> coalesce(sum(g.amount), 0)
      union all
      select 'sum of all accounts in ' || currency
      from payments.account_balance
      group by currency
      having sum(balance) <> 0\
      """;

  private final Connection connection;

  private Books(Connection connection) {
    this.connection = connection;
  }

  static Books of(Path data) throws Exception {
    var access = new JsonObject(Files.readString(data.resolve("database.json")));
    var url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(
                access.getString("host"), access.getInteger("port"), access.getString("database"));
    var user = "mercat_verify";
    return new Books(
        DriverManager.getConnection(url, user, access.getJsonObject("users").getString(user)));
  }

  /** Waits until all that is written down about an order is this, in any order. */
  void awaitEntries(String orderId, String... entries) {
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(rows(OF_ORDER.replace("$1", "'" + UUID.fromString(orderId) + "'::uuid")))
                .containsExactlyInAnyOrder(entries));
  }

  void requireBalance() throws SQLException {
    assertThat(rows(UNBALANCED)).isEmpty();
  }

  /** The first column of what a query finds. */
  List<String> rows(String sql) throws SQLException {
    var texts = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
