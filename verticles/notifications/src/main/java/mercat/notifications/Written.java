package mercat.notifications;

import mercat.contracts.notifications.MailText;

/** What a mail says, or why there is nothing to say. */
sealed interface Written {
  record Ready(MailText text) implements Written {}

  /**
   * Nobody is left to write to, or nothing to say.
   *
   * @param reason a code such as {@code erased}
   */
  record Needless(String reason) implements Written {}
}
