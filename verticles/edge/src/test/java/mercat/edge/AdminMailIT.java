package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mercat.contracts.notifications.ListMails;
import mercat.contracts.notifications.Mail;
import mercat.contracts.notifications.MailKind;
import mercat.contracts.notifications.MailState;
import mercat.contracts.notifications.MailText;
import mercat.contracts.notifications.ReadMail;
import mercat.contracts.notifications.RetryMail;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminMailIT {
  private static final UUID ID = UUID.fromString("019a9f3c-7d10-7a31-8f2e-5b1d0c9e4a01");
  private static final String PATH = "/v1/admin/mails";

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @Test
  void areListedByStateAndSubjectPageByPage() {
    edge.answer(ListMails.class, new ListMails.Listed(List.of(mail(MailState.PARKED)), true));
    var query = "?state=parked&subjectId=" + Samples.ID + "&limit=1";
    var page = edge.get(PATH + query, Samples.ADMIN).is(200);
    assertThat(page.at("/data/0/id")).isEqualTo(ID.toString());
    assertThat(page.at("/data/0/kind")).isEqualTo("order_confirmed");
    assertThat(page.at("/data/0/state")).isEqualTo("parked");
    assertThat(page.at("/data/0/reason")).isEqualTo("smtp_451");
    edge.get(PATH + query + "&cursor=" + page.at("/next"), Samples.ADMIN).is(200);
    var subject = Samples.ID.value();
    assertThat(edge.asked(ListMails.class))
        .containsExactly(
            new ListMails(MailState.PARKED, subject, null, 1),
            new ListMails(MailState.PARKED, subject, ID, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?state=lost", "?subjectId=1", "?cursor=1", "?limit=101", "?email=a@b.c"})
  void areNotListedByWhatTheContractDoesNotKnow(String query) {
    edge.get(PATH + query, Samples.ADMIN).is(400, "invalid_request");
    assertThat(edge.asked(ListMails.class)).isEmpty();
  }

  @Test
  void showWhatTheySay() {
    edge.answer(
        ReadMail.class,
        new ReadMail.Reply.Found(
            mail(MailState.KEPT), new MailText("ada@example.org", "Hello", "text", "<p>html</p>")));
    var read = edge.get(PATH + "/" + ID, Samples.ADMIN).is(200);
    assertThat(read.at("/state")).isEqualTo("kept");
    assertThat(read.at("/content/to")).isEqualTo("ada@example.org");
    assertThat(read.at("/content/html")).isEqualTo("<p>html</p>");
  }

  @Test
  void showNothingOfWhoeverIsForgotten() {
    edge.answer(ReadMail.class, new ReadMail.Reply.Found(mail(MailState.DROPPED), null));
    var read = edge.get(PATH + "/" + ID, Samples.ADMIN).is(200);
    assertThat(read.json().path("content").isNull()).isTrue();
  }

  @Test
  void areNotFoundWhereThereAreNone() {
    edge.answer(ReadMail.class, new ReadMail.Reply.Unknown());
    edge.answer(RetryMail.class, new RetryMail.Reply.Unknown());
    edge.get(PATH + "/" + ID, Samples.ADMIN).is(404);
    retry().is(404);
  }

  @Test
  void areTriedAgain() {
    edge.answer(RetryMail.class, new RetryMail.Reply.Waiting(mail(MailState.WAITING)));
    assertThat(retry().is(202).at("/state")).isEqualTo("waiting");
    assertThat(edge.asked(RetryMail.class)).containsExactly(new RetryMail(ID));
  }

  @Test
  void areNotTriedAgainOnceTheyAreSentOrWhereNobodySends() {
    edge.answer(RetryMail.class, new RetryMail.Reply.Over(mail(MailState.SENT)));
    assertThat(retry().is(409, "conflict").at("/detail")).isEqualTo("the mail is sent");
    edge.answer(RetryMail.class, new RetryMail.Reply.NoServer());
    retry().is(409, "conflict");
  }

  private HttpReply retry() {
    return edge.post(PATH + "/" + ID + "/retry", "", Samples.ADMIN);
  }

  private static Mail mail(MailState state) {
    return new Mail(
        ID,
        MailKind.ORDER_CONFIRMED,
        Samples.ID.value(),
        state,
        3,
        "smtp_451",
        Instant.parse("2026-11-29T07:00:00Z"),
        null);
  }
}
