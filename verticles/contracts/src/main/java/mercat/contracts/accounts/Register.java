package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Text;
import mercat.contracts.Write;

/**
 * Asks for an account. The answer is the same when the e-mail address has one: whoever reads its
 * mail learns more.
 *
 * @param name how the person is to be called, at most 200 characters
 */
public record Register(Email email, String name, Credential password)
    implements Request<Register.Accepted>, Write {
  public Register {
    name = Text.trimmed(name);
    Text.require("name", name, 200);
  }

  public record Accepted() implements Message {}
}
