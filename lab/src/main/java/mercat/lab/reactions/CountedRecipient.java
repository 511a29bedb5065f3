package mercat.lab.reactions;

import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import jakarta.mail.internet.MimeMessage;
import java.util.function.BiConsumer;

/** Somebody whose mails are looked at when they come, and kept nowhere. */
record CountedRecipient(String address, BiConsumer<MimeMessage, String> look)
    implements GreenMailUser {
  @Override
  public void deliver(MovingMessage mail) {
    deliver(mail.getMessage());
  }

  @Override
  public void deliver(MimeMessage mail) {
    look.accept(mail, address);
  }

  @Override
  public String getEmail() {
    return address;
  }

  @Override
  public String getLogin() {
    return address;
  }

  @Override
  public String getPassword() {
    return "";
  }

  @Override
  public void setPassword(String password) {
    throw new UnsupportedOperationException("nobody signs in");
  }

  @Override
  public void authenticate(String password) {
    throw new UnsupportedOperationException("nobody signs in");
  }

  @Override
  public String getQualifiedMailboxName() {
    return address;
  }

  @Override
  public void create() {}

  @Override
  public void delete() {}
}
