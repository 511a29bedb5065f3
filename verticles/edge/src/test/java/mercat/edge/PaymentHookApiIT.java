package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import mercat.contracts.payments.ReceivePaymentHook;
import mercat.contracts.payments.ReceivePaymentHook.Reply;
import mercat.edge.contract.ApiContract;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PaymentHookApiIT {
  private static final String PATH = "/v1/hooks/payments/sandbox";
  private static final String[] SIGNED = {
    "Content-Type", "application/json",
    "webhook-id", "msg_1",
    "webhook-timestamp", "1780000000",
    "webhook-signature", "v1,AAAA v1,BBBB"
  };

  @AutoClose private final RunningEdge edge = new RunningEdge("edge.hook-attempts-max", "40");

  @BeforeEach
  void note() {
    edge.answer(ReceivePaymentHook.class, new Reply.Noted());
  }

  /** Blanks, names twice, an unknown field, a card's number, letters of all kinds. */
  @Test
  void goesOnToPaymentsByteForByte() {
    var body =
        "\ufeff {\"a\":1,\"a\":2,\n\t\"card\":\"4242424242424242\",\"\u00e9\":\"\ud83d\ude00\"} ";
    var reply = edge.post(PATH, body, SIGNED).is(204);
    assertThat(reply.text()).isEmpty();
    assertThat(edge.asked(ReceivePaymentHook.class))
        .containsExactly(
            new ReceivePaymentHook("sandbox", "msg_1", "1780000000", "v1,AAAA v1,BBBB", body));
  }

  @Test
  void bearsTheSignatureOfItsProvider() {
    var both = Stream.concat(Stream.of(SIGNED), Stream.of("Stripe-Signature", "t=1,v1=ab"));
    var headers = both.toArray(String[]::new);
    edge.post("/v1/hooks/payments/stripe", "{}", headers).is(204);
    edge.post(PATH, "{}", headers).is(204);
    edge.post("/v1/hooks/payments/stripe", "{}", SIGNED).is(204);
    assertThat(edge.asked(ReceivePaymentHook.class))
        .extracting(ReceivePaymentHook::signature)
        .containsExactly("t=1,v1=ab", "v1,AAAA v1,BBBB", "");
  }

  @Test
  void isForPaymentsToJudgeWhateverIsMissing() {
    edge.post(PATH, "", "Content-Type", "application/json").is(204);
    assertThat(edge.asked(ReceivePaymentHook.class))
        .containsExactly(new ReceivePaymentHook("sandbox", "", "", "", ""));
  }

  static Stream<Arguments> replies() {
    return Stream.of(
        Arguments.of(new Reply.WrongSignature(), 401, "wrong_signature"),
        Arguments.of(new Reply.OutOfTime(), 401, "hook_out_of_time"),
        Arguments.of(new Reply.Unreadable(), 422, "unreadable_hook"),
        Arguments.of(new Reply.UnknownProvider(), 404, "not_found"));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void isRefusedAsPaymentsSays(Reply reply, int status, String code) {
    edge.answer(ReceivePaymentHook.class, reply);
    edge.post(PATH, "{}", SIGNED).is(status, code);
  }

  @Test
  void isNotOpenedByWhoBearsAToken() {
    edge.answer(ReceivePaymentHook.class, new Reply.WrongSignature());
    var headers = Stream.concat(Stream.of(SIGNED), Stream.of(Samples.ADMIN)).toArray(String[]::new);
    edge.post(PATH, "{}", headers).is(401, "wrong_signature");
  }

  @Test
  void isReadUpToABound() {
    int max = ReceivePaymentHook.BODY_BYTES_MAX;
    assertThat(ApiContract.ofEdge().operation("receivePaymentHook").bodyMax()).isEqualTo(max);
    edge.post(PATH, "x".repeat(max), SIGNED).is(204);
    edge.post(PATH, "x".repeat(max + 1), SIGNED).is(413, "too_large");
    assertThat(edge.asked(ReceivePaymentHook.class)).hasSize(1);
  }

  @Test
  void isUnreadableWhereItsBytesAreNoText() {
    for (var latin : List.of("{\"a\":\"\u00e9\"}", "\u00ff\u00fe{\u0000}\u0000")) {
      edge.post(PATH, latin.getBytes(StandardCharsets.ISO_8859_1), SIGNED)
          .is(422, "unreadable_hook");
    }
    assertThat(edge.asked(ReceivePaymentHook.class)).isEmpty();
  }

  @Test
  void isNoFormAndNotCompressed() {
    edge.post(PATH, "a=b", "Content-Type", "application/x-www-form-urlencoded").is(415);
    edge.post(PATH, "{}", "Content-Type", "application/json", "Content-Encoding", "gzip").is(415);
    edge.get(PATH).is(405);
    edge.post("/v1/hooks/payments/Sandbox", "{}", SIGNED).is(404);
    edge.post("/v1/hooks/payments", "{}", SIGNED).is(404);
    assertThat(edge.asked(ReceivePaymentHook.class)).isEmpty();
  }

  @Test
  void isTakenSoOftenInAMinuteFromOneAddress() {
    HttpReply last = edge.post(PATH, "{}", SIGNED);
    for (int i = 0; i < 50; i++) {
      last = edge.post(PATH, "{}", SIGNED);
    }
    last.is(429, "too_many_attempts");
    assertThat(edge.asked(ReceivePaymentHook.class)).hasSizeBetween(40, 45);
  }
}
