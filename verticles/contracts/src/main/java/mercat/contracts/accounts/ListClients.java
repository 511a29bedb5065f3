package mercat.contracts.accounts;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks, for staff, which clients of OAuth 2 there are. */
public record ListClients() implements Request<ListClients.Listed> {
  /** By id; without those that were revoked. */
  public record Listed(List<OAuthClient> clients) implements Message {
    public Listed {
      clients = List.copyOf(clients);
    }
  }
}
