package mercat.lab.load;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** An HTTP response; head and body are empty when the exchange did not ask to keep them. */
@SuppressWarnings("ArrayRecordComponent") // the bytes are the parser's own copy, handed over once
public record RawResponse(int status, byte[] head, byte[] body) {
  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public Optional<String> header(String name) {
    var wanted = name.toLowerCase(Locale.ROOT) + ":";
    return new String(head, StandardCharsets.ISO_8859_1)
        .lines()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
        .map(line -> line.substring(wanted.length()).strip())
        .findFirst();
  }
}
