package mercat.contracts.notifications;

/**
 * What a mail says, and to whom.
 *
 * @param to the address of the one reader
 * @param subject one line
 * @param text the same as {@code html}, for readers without HTML
 */
public record MailText(String to, String subject, String text, String html) {
  /** Nobody prints it: it may hold a secret link. */
  @Override
  public String toString() {
    return "********";
  }
}
