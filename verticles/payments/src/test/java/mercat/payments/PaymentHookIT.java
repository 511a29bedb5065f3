package mercat.payments;

import static mercat.testkit.LocalNode.eventually;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mercat.contracts.OrderId;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.ReceivePaymentHook.Reply;
import mercat.testkit.Fresh;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What comes in the provider's name. The worker's clock stands still for the hour of the test: what
 * is looked at, is looked at because of a hook.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaymentHookIT {

  private static final OrderId SOMEBODY = Fresh.orderId();

  private final AtomicInteger lookUps = new AtomicInteger();

  @AutoClose
  private final RunningPayments payments =
      new RunningPayments(
          InstantSource.fixed(SignedHook.NOW),
          Map.of(
              "payments.recheck", "1h",
              "payments.back-off-max", "1h",
              "payments.work-every", "30m",
              "payments.sandbox-settle", "1ms",
              "payments.sandbox-hook-secrets-file",
                  RunningPayments.secretsFile(SignedHook.NEXT_SECRET, SignedHook.SECRET)),
          sandbox -> WatchedProvider.counting(lookUps, sandbox));

  @CanIgnoreReturnValue
  private Reply send(SignedHook hook) {
    return payments.ask(hook.to("sandbox"));
  }

  static Stream<SignedHook> signedBySomebodyElseOrNobody() {
    var hook = SignedHook.of(SOMEBODY, "captured");
    var other = SignedHook.of("{}").by("whsec_plJ3nmyCDGBKInavdOK15jsl/hwgxaHL");
    return Stream.of(
        hook.signedLike(""),
        hook.signedLike("v1,"),
        hook.signedLike(hook.signature().substring(3)),
        hook.signedLike(other.signature()),
        hook.by("whsec_plJ3nmyCDGBKInavdOK15jsl/hwgxaHL"),
        hook.saying(hook.body().replace("captured", "declined")),
        hook.saying(hook.body() + " "),
        hook.saying(hook.body().replace(SOMEBODY.toString(), Fresh.orderId().toString())),
        hook.named("msg_another"),
        hook.named(""),
        hook.off(1),
        hook.off(-86_400 * 3),
        new SignedHook(hook.id(), "", hook.signature(), hook.body()));
  }

  @ParameterizedTest
  @MethodSource("signedBySomebodyElseOrNobody")
  void isRefusedAndLeavesNoRowUnlessTheProviderSignedIt(SignedHook hook) {
    assertChangesNothing(hook, new Reply.WrongSignature());
  }

  @ParameterizedTest
  @ValueSource(longs = {-301, 301, -3 * 86_400})
  void isRefusedAndLeavesNoRowWhenItWasNotSignedJustNow(long seconds) {
    var hook = SignedHook.of(SOMEBODY, "captured").off(seconds).by(SignedHook.SECRET);
    assertChangesNothing(hook, new Reply.OutOfTime());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "1",
        "{",
        "{}",
        "{\"data\":null}",
        "{\"data\":[]}",
        "{\"data\":{}}",
        "{\"data\":{\"charge\":null}}",
        "{\"data\":{\"charge\":1}}",
        "{\"data\":{\"charge\":\"1-1-1-1-1\"}}",
        "<html>"
      })
  void isUnreadableWhereItNamesNoCharge(String body) {
    assertChangesNothing(SignedHook.of(body).by(SignedHook.SECRET), new Reply.Unreadable());
  }

  @Test
  void isUnreadableWhereItIsDeep() {
    var deep = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);
    assertChangesNothing(SignedHook.of(deep).by(SignedHook.SECRET), new Reply.Unreadable());
  }

  @Test
  void leavesNoRowOfAChargeThatNobodyKnows() {
    assertChangesNothing(SignedHook.of(Fresh.orderId(), "captured"), new Reply.Noted());
  }

  @Test
  void isOfNobodyHereWhereNoSecretIsKnown() {
    var hook = SignedHook.of(SOMEBODY, "captured");
    assertThat(payments.ask(hook.to("stripe"))).isEqualTo(new Reply.UnknownProvider());
    try (var without = new RunningPayments()) {
      assertThat(without.ask(hook.to("sandbox"))).isEqualTo(new Reply.UnknownProvider());
    }
  }

  private void assertChangesNothing(SignedHook hook, Reply reply) {
    var before = payments.everyRow();
    assertThat(send(hook)).isEqualTo(reply);
    assertThat(payments.everyRow()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 300})
  void hasWhatIsInDoubtLookedUpNow(long seconds) {
    var id = payments.inDoubt();
    assertThat(payments.payment(id)).isEqualTo("unknown");
    var hook = SignedHook.of(id, "declined").off(seconds).by(SignedHook.NEXT_SECRET);
    assertThat(send(hook)).isEqualTo(new Reply.Noted());
    payments.awaitPayment(id, "authorized");
    assertThat(payments.announced(id))
        .containsExactly("PaymentUnknown", "PaymentAuthorized", "PaymentResolved");
  }

  @Test
  void asksTheProviderOnceHoweverManyCome() {
    var id = payments.asked("tok_unavailable", new AuthorizePayment.Reply.InDoubt());
    int before = lookUps.get();
    sendAll(hooks(id, 100));
    eventually(() -> assertThat(attempts(id)).containsExactly("1"));
    sendAll(hooks(id, 100));
    // Whatever the hooks before it made due, was taken when this one has been looked up.
    var last = payments.inDoubt();
    send(SignedHook.of(last, "captured"));
    payments.awaitPayment(last, "authorized");
    assertThat(attempts(id)).containsExactly("1");
    assertThat(lookUps.get() - before).isEqualTo(2);
    assertThat(
            payments.rows(
                """
                select next_at between now() + interval '29 m' and now() + interval '30 m'
                  from payments.payment where order_id = '%s'\
                """,
                id))
        .as("sooner than planned, and not at once")
        .containsExactly("t");
  }

  private List<String> attempts(OrderId id) {
    return payments.rows("select attempts from payments.payment where order_id = '%s'", id);
  }

  /**
   * Twice each, out of order, some of them as old as a provider tries; all claim what is wrong.
   *
   * @param charged what the provider's record says
   * @param left the payment's state and wanted end
   * @param look when the worker would look, as SQL
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # charged  | left                | look                    | payment                   | announced
          authorized | sent                | null                    | authorized                | PaymentAuthorized PaymentResolved
          declined   | sent                | null                    | declined                  | PaymentDeclined PaymentResolved
          captured   | unknown captured    | now() + interval '20 m' | unknown, wanted captured  |
          captured   | unknown captured    | now() + interval '70 m' | captured, wanted captured | PaymentAuthorized PaymentResolved PaymentCaptured
          authorized | unknown nothing     | now() + interval '70 m' | voided, wanted nothing    | PaymentAuthorized PaymentResolved PaymentVoided
          captured   | capturing captured  | now() + interval '70 m' | captured, wanted captured | PaymentCaptured
          authorized | capturing captured  | null                    | capturing, wanted captured |
          authorized | authorized nothing  | now() + interval '70 m' | voided, wanted nothing    | PaymentVoided
          authorized | authorized          | null                    | authorized                |
          captured   | captured captured   | null                    | captured, wanted captured |
          voided     | voided nothing      | null                    | voided, wanted nothing    |
          declined   | declined            | null                    | declined                  |
          captured   | declined            | null                    | declined                  |
          """)
  void movesAPaymentOnceAtMostAndOnlyByWhatTheProviderShows(
      String charged, String left, String look, String payment, @Nullable String announced) {
    var id = Fresh.orderId();
    payments.charged(id, charged);
    payments.left(id, left, look);
    sendInDisorder(id);
    payments.awaitPayment(id, payment);
    sendInDisorder(id);
    // The worker has seen to all that was due.
    payments.awaitRows("select count(*) from payments.payment where next_at <= now()", "0");
    assertThat(payments.payment(id)).isEqualTo(payment);
    assertThat(payments.announced(id))
        .containsExactly(announced == null ? new String[0] : announced.split(" ", -1));
    assertThat(
            payments.rows(
                "select amount, currency from payments.posting where source_id = '%s'", id))
        .hasSize(payment.startsWith("captured") && announced != null ? 2 : 0)
        .allMatch(row -> row.matches("-?500 GBP"));
  }

  /** Before the provider's answer there is somebody who waits for it. */
  @Test
  void leavesAloneWhatIsJustBeingAskedFor() {
    var id = Fresh.orderId();
    int before = lookUps.get();
    var reply = payments.asking(RunningPayments.authorization(id, "tok_slow"));
    payments.awaitPayment(id, "sent");
    hooks(id, 5).forEach(this::send);
    assertThat(get(reply)).isEqualTo(new AuthorizePayment.Reply.Authorized());
    payments.confirm(id);
    payments.awaitPayment(id, "captured, wanted captured");
    sendInDisorder(id);
    assertThat(payments.announced(id)).containsExactly("PaymentAuthorized", "PaymentCaptured");
    assertThat(attempts(id)).containsExactly("0");
    assertThat(lookUps.get()).isEqualTo(before);
  }

  private void sendInDisorder(OrderId id) {
    var hooks = new ArrayList<SignedHook>();
    hooks(id, 6).forEach(hook -> hooks.addAll(List.of(hook, hook)));
    Collections.shuffle(hooks, new Random(7));
    sendAll(hooks);
  }

  private void sendAll(List<SignedHook> hooks) {
    var requests = hooks.stream().map(hook -> hook.to("sandbox")).toList();
    assertThat(payments.askAll(requests)).containsOnly(new Reply.Noted());
  }

  private static List<SignedHook> hooks(OrderId id, int number) {
    var types = List.of("refunded", "captured", "voided", "authorized", "declined");
    return Stream.iterate(0, i -> i + 1)
        .limit(number)
        .map(i -> SignedHook.of(id, types.get(i % types.size())))
        .toList();
  }
}
