package mercat.edge.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who may use an operation: what the contract says as its {@code security}.
 *
 * @param scope that the bearer of a token must hold; empty when tokens of people are not looked at
 * @param isOpen whether others may use it too: everybody, who bears an order's token, or who signs
 *     what they send
 */
public record AccessRule(String scope, boolean isOpen) {
  private static final String BEARER = "bearer";
  private static final String ORDER_TOKEN = "orderToken";

  /** Proved by who sends, in the body's own signature, and checked by the context it is for. */
  private static final String WEBHOOK_SIGNATURE = "webhookSignature";

  private static final Set<String> OF_CONTEXTS = Set.of(ORDER_TOKEN, WEBHOOK_SIGNATURE);

  /**
   * The rule of an operation.
   *
   * @param security a list of alternatives: a bearer's one scope, an order's token, a webhook's
   *     signature, or nothing; an empty list stands for everybody
   * @throws IllegalArgumentException when it is missing, or says anything else
   */
  public static AccessRule of(JsonNode security) {
    if (!security.isArray()) {
      throw new IllegalArgumentException("does not say who may use it: security is missing");
    }
    boolean isOpen = security.isEmpty();
    var scopes = new ArrayList<String>();
    for (var alternative : security) {
      if (alternative.isObject() && alternative.isEmpty()) {
        isOpen = true;
        continue;
      }
      var scheme = scheme(alternative);
      if (scheme.getKey().equals(BEARER)) {
        scopes.addAll(scheme.getValue());
      } else {
        isOpen = true;
      }
    }
    if (scopes.size() > 1) {
      throw new IllegalArgumentException("names more than one scope: " + scopes);
    }
    return new AccessRule(scopes.isEmpty() ? "" : scopes.getFirst(), isOpen);
  }

  private static Map.Entry<String, List<String>> scheme(JsonNode alternative) {
    var schemes = alternative.properties();
    if (schemes.size() == 1) {
      var scheme = schemes.iterator().next();
      var scopes = scheme.getValue().valueStream().map(JsonNode::asText).toList();
      boolean isBearer = scheme.getKey().equals(BEARER) && scopes.size() == 1;
      if (isBearer || (OF_CONTEXTS.contains(scheme.getKey()) && scopes.isEmpty())) {
        return Map.entry(scheme.getKey(), scopes);
      }
    }
    throw new IllegalArgumentException(
        "has security other than bearer with one scope, orderToken, webhookSignature or {}: "
            + alternative);
  }
}
