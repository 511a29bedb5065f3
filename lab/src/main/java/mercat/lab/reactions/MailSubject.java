package mercat.lab.reactions;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a mail is about, told by its subject as whoever receives it tells it. */
enum MailSubject {
  WELCOME("Welcome to %s"),
  REGISTERED_AGAIN("You already have an account at %s"),
  ORDER_CONFIRMED("Your order \\S+ at %s"),
  OTHER(".*");

  private final Pattern pattern;

  MailSubject(String pattern) {
    this.pattern = Pattern.compile(pattern.formatted(SmtpInbox.SHOP_NAME));
  }

  static MailSubject of(String subject) {
    return Stream.of(values())
        .filter(each -> each.pattern.matcher(subject).matches())
        .findFirst()
        .orElse(OTHER);
  }
}
