package mercat.lab.reactions;

import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.UserImpl;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mercat.lab.system.SystemLaunch;
import org.jspecify.annotations.Nullable;

/**
 * A real mail server (GreenMail) beside a system. Of each mail it keeps what is counted: whose it
 * is, its Message-ID, what it is about, and the token of the link with which an address is
 * verified.
 */
public final class SmtpInbox implements AutoCloseable {
  static final String SHOP_NAME = "Lantern House";
  private static final long START_MS_MAX = 30_000;
  private static final Pattern LINK = Pattern.compile("/verify-email#token=(\\S+)");

  private final int port = SystemLaunch.freePort();
  private final Connections connections = new Connections();

  private final Map<String, Received> byMessageId = new HashMap<>();
  private final Map<MailSubject, Long> repeats = new EnumMap<>(MailSubject.class);
  private final Map<String, String> links = new HashMap<>();
  private volatile Consumer<MailSubject> watcher = any -> {};
  private @Nullable GreenMail server;

  /**
   * The threads of the server and of its connections. A client that dies in the middle of what it
   * says breaks its connection off, which is what such a run is about; all else is told.
   */
  private static final class Connections extends ThreadGroup {
    private final AtomicLong brokenOff = new AtomicLong();

    Connections() {
      super("smtp-inbox");
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
      if (Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
          .anyMatch(Connections::isOfABrokenConnection)) {
        brokenOff.incrementAndGet();
      } else {
        super.uncaughtException(thread, thrown);
      }
    }

    /** Of a connection that ends within a mail GreenMail says so by an exception without a name. */
    private static boolean isOfABrokenConnection(Throwable thrown) {
      return thrown instanceof IOException
          || Objects.requireNonNullElse(thrown.getMessage(), "")
              .startsWith("Unexpected end of stream");
    }
  }

  /** Somebody whose mails are looked at when they come, and kept nowhere. */
  private final class CountedRecipient extends UserImpl {
    CountedRecipient(String address) {
      super(address, address, "", null);
    }

    @Override
    public void deliver(MovingMessage mail) {
      take(mail.getMessage(), getEmail());
    }
  }

  /** What is kept of a mail. */
  private record Received(MailSubject subject, String to, String title) {}

  public SmtpInbox() {
    open();
  }

  /** Settings of a system that sends its mails here. */
  public Map<String, String> settings() {
    return Map.of(
        "MERCAT_NOTIFICATIONS_SMTP_HOST",
        SystemLaunch.LOOPBACK,
        "MERCAT_NOTIFICATIONS_SMTP_PORT",
        String.valueOf(port),
        "MERCAT_NOTIFICATIONS_SMTP_TLS",
        "off",
        "MERCAT_NOTIFICATIONS_SENDER",
        "orders@lantern-house.example",
        "MERCAT_NOTIFICATIONS_SHOP_NAME",
        SHOP_NAME);
  }

  /** Takes mails, from now on or again. */
  public void open() {
    var opened = new CompletableFuture<GreenMail>();
    // A thread belongs to the group of whoever makes it, and so do those that it makes.
    new Thread(connections, () -> opened.completeAsync(this::start, Runnable::run)).start();
    server = opened.join();
  }

  private GreenMail start() {
    var setup = new ServerSetup(port, SystemLaunch.LOOPBACK, "smtp");
    setup.setServerStartupTimeout(START_MS_MAX);
    var next = new GreenMail(setup);
    next.getUserManager()
        .setMessageDeliveryHandler((mail, to) -> new CountedRecipient(to.getEmail()));
    next.start();
    return next;
  }

  /** Lets nobody in, and drops who is connected, until it is {@linkplain #open opened} again. */
  @Override
  public void close() {
    if (server != null) {
      server.stop();
      server = null;
    }
  }

  /** Has somebody told of each mail when it was taken, and before its sender is told so. */
  void watch(Consumer<MailSubject> next) {
    watcher = next;
  }

  private void take(MimeMessage mail, String to) {
    MailSubject subject;
    try {
      var title = Objects.requireNonNullElse(mail.getSubject(), "");
      subject = MailSubject.of(title);
      var text = subject == MailSubject.WELCOME ? text(mail) : "";
      note(mail.getMessageID(), subject, to, title);
      LINK.matcher(text).results().findFirst().ifPresent(link -> keep(to, link.group(1)));
    } catch (MessagingException unreadable) {
      throw new IllegalStateException(unreadable);
    }
    watcher.accept(subject);
  }

  synchronized void note(String messageId, MailSubject subject, String to, String title) {
    if (byMessageId.put(messageId, new Received(subject, to, title)) != null) {
      repeats.merge(subject, 1L, Long::sum);
    }
  }

  private synchronized void keep(String to, String link) {
    links.put(to, link);
  }

  private static String text(MimeMessage mail) throws MessagingException {
    try {
      return (String) ((Multipart) mail.getContent()).getBodyPart(0).getContent();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Connections that their client broke off. */
  long brokenOff() {
    return connections.brokenOff.get();
  }

  synchronized long mails() {
    return byMessageId.size();
  }

  /** Mails that differ by their Message-ID. */
  synchronized long mails(MailSubject subject) {
    return byMessageId.values().stream().filter(mail -> mail.subject == subject).count();
  }

  /** The same of those that some people were sent. */
  synchronized long mails(MailSubject subject, Set<String> to) {
    return byMessageId.values().stream()
        .filter(mail -> mail.subject == subject && to.contains(mail.to))
        .count();
  }

  /** Mails that say what another says to the same address, under another Message-ID. */
  synchronized long unrecognised(MailSubject subject) {
    return mails(subject)
        - byMessageId.values().stream().filter(mail -> mail.subject == subject).distinct().count();
  }

  /** What the mails to an address are called, each as often as it came as another. */
  public synchronized List<String> titles(String to) {
    return byMessageId.values().stream()
        .filter(mail -> mail.to.equals(to))
        .map(Received::title)
        .toList();
  }

  /** Mails that came once more, under the Message-ID that they had before. */
  synchronized long repeats(MailSubject subject) {
    return repeats.getOrDefault(subject, 0L);
  }

  /** The token of the link in the welcome mail of an address, once that has come. */
  synchronized Optional<String> link(String email) {
    return Optional.ofNullable(links.get(email));
  }

  @Override
  public String toString() {
    return "GreenMail at %s:%d".formatted(SystemLaunch.LOOPBACK, port);
  }
}
