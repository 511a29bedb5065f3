package mercat.lab.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An HTTP response; head and body are empty when the exchange did not ask to keep them. */
@SuppressWarnings("ArrayRecordComponent") // the bytes are the parser's own copy, handed over once
public record RawResponse(int status, byte[] head, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Its body; an empty object where that is no JSON. */
  public JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (IOException malformed) {
      return JSON.createObjectNode();
    }
  }

  public Optional<String> header(String name) {
    return header(new String(head, StandardCharsets.ISO_8859_1), name);
  }

  /** A header's text, in a head whose every line ends. */
  static Optional<String> header(String head, String name) {
    for (var at = head.indexOf('\n') + 1; at < head.length(); at = head.indexOf('\n', at) + 1) {
      var colon = at + name.length();
      if (head.regionMatches(true, at, name, 0, name.length()) && head.charAt(colon) == ':') {
        return Optional.of(head.substring(colon + 1, head.indexOf('\n', colon)).strip());
      }
    }
    return Optional.empty();
  }
}
