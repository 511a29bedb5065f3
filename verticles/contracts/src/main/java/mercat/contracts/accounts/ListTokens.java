package mercat.contracts.accounts;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks, for staff, which personal access tokens open anything. */
public record ListTokens() implements Request<ListTokens.Listed> {
  /** By name. */
  public record Listed(List<StaffToken> tokens) implements Message {
    public Listed {
      tokens = List.copyOf(tokens);
    }
  }
}
