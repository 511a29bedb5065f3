package mercat.payments;

import static mercat.payments.RunningPayments.pounds;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.sql.SQLException;
import java.util.UUID;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.LedgerBalances.Balance;
import mercat.contracts.payments.LedgerBalances.LedgerSum;
import mercat.contracts.payments.RefundPayment;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerIT {
  private static final String REFUSED_BY_RULE = "23514";

  @AutoClose final RunningPayments payments = new RunningPayments();

  @Test
  void balancesAreTheSumsOfTheirPostingsAndSumToZero() {
    for (int i = 1; i <= 3; i++) {
      var request = new RefundPayment(UUID.randomUUID(), payments.captured(), pounds(i));
      assertThat(payments.ask(request)).isInstanceOf(RefundPayment.Reply.Refunded.class);
    }
    assertThat(payments.ask(new LedgerBalances()).balances())
        .containsExactly(balance("provider:sandbox", 900), balance("sales", -900));
    assertThat(
            payments.rows(
                """
                select account from payments.account_balance b
                 where balance <> (select sum(amount) from payments.posting p
                                    where p.account = b.account and p.currency = b.currency)\
                """))
        .isEmpty();
  }

  @Test
  void booksWhatIsTakenHoweverMuchAnAccountHolds() {
    assertThat(payments.captured()).isNotNull();
    payments.change(
        """
        update payments.account_balance
           set balance = case when balance > 0 then 9223372036854775807 else -9223372036854775807 end\
        """);
    var id = payments.captured();

    assertThat(payments.announced(id)).contains("PaymentCaptured");
    assertThat(payments.ask(new LedgerBalances()).balances())
        .extracting(held -> held.balance().amount())
        .containsExactly(
            BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.valueOf(500)),
            BigInteger.valueOf(-Long.MAX_VALUE).subtract(BigInteger.valueOf(500)));
  }

  @Test
  void showsBalancesToStaffOfFinanceOnly() {
    payments.assertOnlyFor("ledger:read", new LedgerBalances());
  }

  @Test
  void theServerRefusesAnEntryThatDoesNotSumToZero() throws SQLException {
    assertState(insert("('sales', 1, 'GBP')"), REFUSED_BY_RULE);
    assertState(insert("('sales', 1, 'GBP'), ('provider', -2, 'GBP')"), REFUSED_BY_RULE);
    assertState(insert("('sales', 1, 'GBP'), ('provider', -1, 'EUR')"), REFUSED_BY_RULE);
    assertState(insert("('sales', 1, 'GBP'), ('provider', -1, 'GBP')"), TestDatabase.DONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update posting set amount = 0",
        "delete from posting",
        "truncate posting",
        "alter table posting disable trigger all",
        "select from sandbox.charge",
        "update orders.log set first = 1",
        "create table payments.mine (x int)"
      })
  void theRoleMayOnlyInsertAndReadPostingsInItsOwnSchema(String sql) throws SQLException {
    assertState(sql, TestDatabase.PERMISSION_DENIED);
  }

  private void assertState(String sql, String state) throws SQLException {
    try (var connection = payments.connectAsPayments()) {
      assertThat(TestDatabase.stateOf(connection, sql)).as(sql).isEqualTo(state);
    }
  }

  private static Balance balance(String account, long amount) {
    return new Balance(account, new LedgerSum(BigInteger.valueOf(amount), "GBP"));
  }

  private static String insert(String postings) {
    return """
    insert into posting (source_id, kind, account, amount, currency)
    select gen.id, 'capture', p.account, p.amount, p.currency
      from (select gen_random_uuid() as id) gen, (values %s) as p(account, amount, currency)\
    """
        .formatted(postings);
  }
}
