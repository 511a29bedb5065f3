package mercat.lab.reactions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails as another program sends them. */
class SmtpInboxTest {
  private static final String ADA = "ada@example.org";
  private static final String WELCOME = "Welcome to Lantern House";

  @AutoClose private final SmtpInbox inbox = new SmtpInbox();

  @Test
  void countsAMailOnceHoweverOftenItComes() throws MessagingException {
    send("<1@shop>", ADA, WELCOME);
    send("<1@shop>", ADA, WELCOME);
    send("<2@shop>", "bob@example.org", WELCOME);
    assertThat(inbox.mails(MailSubject.WELCOME)).isEqualTo(2);
    assertThat(inbox.mails(MailSubject.WELCOME, Set.of(ADA))).isEqualTo(1);
    assertThat(inbox.repeats(MailSubject.WELCOME)).isEqualTo(1);
    assertThat(inbox.unrecognised(MailSubject.WELCOME)).isZero();
  }

  @Test
  void seesWhenAMailComesAgainUnderAnotherMessageId() throws MessagingException {
    send("<1@shop>", ADA, "Your order M7 at Lantern House");
    send("<2@shop>", ADA, "Your order M7 at Lantern House");
    send("<3@shop>", ADA, "Your order M8 at Lantern House");
    assertThat(inbox.mails(MailSubject.ORDER_CONFIRMED)).isEqualTo(3);
    assertThat(inbox.unrecognised(MailSubject.ORDER_CONFIRMED)).isEqualTo(1);
  }

  @Test
  void tellsMailsApartByTheirSubjects() throws MessagingException {
    send("<1@shop>", ADA, "Your order M7 at Lantern House is on its way");
    send("<2@shop>", ADA, "You already have an account at Lantern House");
    send("<3@shop>", ADA, "Welcome to another house");
    assertThat(inbox.mails(MailSubject.OTHER)).isEqualTo(2);
    assertThat(inbox.mails(MailSubject.REGISTERED_AGAIN)).isEqualTo(1);
    assertThat(inbox.mails()).isEqualTo(3);
  }

  @Test
  void keepsTheLinkOfAWelcomeMail() throws MessagingException {
    assertThat(inbox.link(ADA)).isEmpty();
    send("<1@shop>", ADA, WELCOME);
    assertThat(inbox.link(ADA)).contains("abc-1");
  }

  @Test
  void tellsOfAMailBeforeItsSenderKnowsThatItWasTaken() throws MessagingException {
    var told = new ArrayList<MailSubject>();
    inbox.watch(subject -> {
      told.add(subject);
      throw new IllegalStateException("the connection is gone");
    });
    assertThatThrownBy(() -> send("<1@shop>", ADA, WELCOME)).isInstanceOf(MessagingException.class);
    assertThat(told).containsExactly(MailSubject.WELCOME);
    inbox.watch(any -> {});
    send("<1@shop>", ADA, WELCOME);
    assertThat(inbox.repeats(MailSubject.WELCOME)).isEqualTo(1);
  }

  @Test
  void saysNothingOfAClientThatDiesInTheMiddleOfALine() throws Exception {
    assertThat(saidWhenAClientDiesAfter("MAIL FROM:<shop", true, "EHLO shop")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void saysNothingOfAClientThatDiesInTheMiddleOfAMail(boolean resets) throws Exception {
    var said =
        saidWhenAClientDiesAfter(
            "Subject: Welc",
            resets,
            "EHLO shop",
            "MAIL FROM:<shop@example.org>",
            "RCPT TO:<" + ADA + ">",
            "DATA");
    assertThat(said).isEmpty();
    assertThat(inbox.mails()).isZero();
  }

  /**
   * What the server says when a client is killed: its system ends the connection.
   *
   * @param end what the client says last, and no more
   * @param resets whether the connection is reset, as it is when the client had not read all
   * @param lines what it says before; each is answered
   */
  private String saidWhenAClientDiesAfter(String end, boolean resets, String... lines)
      throws Exception {
    var said = new ByteArrayOutputStream();
    var before = System.err;
    System.setErr(new PrintStream(said, true, UTF_8));
    try {
      var settings = inbox.settings();
      try (var client =
          new Socket(
              settings.get("MERCAT_NOTIFICATIONS_SMTP_HOST"),
              Integer.parseInt(settings.get("MERCAT_NOTIFICATIONS_SMTP_PORT")))) {
        client.setSoTimeout(30_000);
        var answers = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
        // Once all is answered: a server that is still writing may not hear of the reset.
        assertThat(answers.readLine()).startsWith("220 ");
        for (var line : lines) {
          client.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
          assertThat(answers.lines().filter(SmtpInboxTest::isLastOfAnAnswer).findFirst())
              .hasValueSatisfying(answer -> assertThat(answer).matches("[23].*"));
        }
        client.getOutputStream().write(end.getBytes(UTF_8));
        client.setSoLinger(resets, 0);
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> inbox.brokenOff() == 1);
    } finally {
      System.setErr(before);
    }
    return said.toString(UTF_8);
  }

  /** RFC 5321, 4.2.1: a hyphen after the code says that there is another line. */
  private static boolean isLastOfAnAnswer(String line) {
    return line.charAt(3) == ' ';
  }

  @Test
  void takesNothingWhileItIsClosed() throws MessagingException {
    inbox.close();
    assertThatThrownBy(() -> send("<1@shop>", ADA, WELCOME)).isInstanceOf(MessagingException.class);
    inbox.open();
    send("<1@shop>", ADA, WELCOME);
    assertThat(inbox.mails()).isEqualTo(1);
  }

  private void send(String messageId, String to, String subject) throws MessagingException {
    var settings = inbox.settings();
    var properties = new Properties();
    properties.put("mail.smtp.host", settings.get("MERCAT_NOTIFICATIONS_SMTP_HOST"));
    properties.put("mail.smtp.port", settings.get("MERCAT_NOTIFICATIONS_SMTP_PORT"));
    properties.put("mail.smtp.timeout", "30000");
    var mail =
        new MimeMessage(Session.getInstance(properties)) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", messageId);
          }
        };
    mail.setFrom(new InternetAddress("shop@example.org"));
    mail.setRecipients(Message.RecipientType.TO, to);
    mail.setSubject(subject);
    var parts = new MimeMultipart("alternative");
    for (var type : List.of("text/plain", "text/html")) {
      var part = new MimeBodyPart();
      part.setContent("Open http://localhost/verify-email#token=abc-1\nBye", type);
      parts.addBodyPart(part);
    }
    mail.setContent(parts);
    Transport.send(mail);
  }
}
