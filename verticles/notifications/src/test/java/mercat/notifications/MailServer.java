package mercat.notifications;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.util.Arrays;
import java.util.List;
import mercat.testkit.LocalNode;

/** A real mail server that keeps what it is sent. */
final class MailServer implements AutoCloseable {
  private final GreenMail server;

  /** A mail as it arrived. */
  record Arrived(
      String messageId,
      String fromName,
      String from,
      String to,
      String subject,
      String text,
      String html,
      String headers) {}

  MailServer(int port) {
    var setup = new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    setup.setServerStartupTimeout(LocalNode.SOON.toMillis());
    server = new GreenMail(setup);
    server.start();
  }

  List<Arrived> arrived() {
    return Arrays.stream(server.getReceivedMessages()).map(MailServer::read).toList();
  }

  private static Arrived read(MimeMessage message) {
    try {
      var from = (InternetAddress) message.getFrom()[0];
      var parts = (Multipart) message.getContent();
      var headers = new StringBuilder();
      message
          .getAllHeaderLines()
          .asIterator()
          .forEachRemaining(line -> headers.append(line).append('\n'));
      return new Arrived(
          message.getMessageID(),
          MimeUtility.decodeText(from.getPersonal()),
          from.getAddress(),
          InternetAddress.toString(message.getAllRecipients()),
          message.getSubject(),
          ((String) parts.getBodyPart(0).getContent()).replace("\r\n", "\n"),
          ((String) parts.getBodyPart(1).getContent()).replace("\r\n", "\n"),
          headers.toString());
    } catch (UnsupportedEncodingException | MessagingException unreadable) {
      throw new IllegalStateException(unreadable);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
