package mercat.lab.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes requests as no client would: what one server takes for a boundary, another may not. */
record BrokenHttp(SeededChance chance) {
  /** Lines that do not belong into a head, or not beside the others. */
  private static final List<String> LINES =
      HostileText.list(
          """
          Content-Length: 0 | Content-Length: 5 | Content-Length: 5, 5 | Content-Length: -1 | \
          Content-Length: +1 | Content-Length: 0x1 | Content-Length: | \
          Content-Length: 99999999999 | Content-Length: 99999999999999999999999 | \
          Transfer-Encoding: chunked | Transfer-Encoding: identity | \
          Transfer-Encoding: gzip, chunked | Transfer-Encoding: chunked, identity | \
          Transfer-Encoding: xchunked | Transfer-Encoding : chunked | \
          Transfer-Encoding:\r\n chunked | Transfer-Encoding: \13chunked | \
          Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked | \
          X-A: 1\r\n folded | X-A: 1\rX-B: 2 | X-A: 1\nX-B: 2 | X-A: \0 | X-A: \177 | X-A: \344 | \
          X\0A: 1 | X A: 1 | X-A | : 1 |  : 1 |  | Host: other | Host: a b | Connection: close | \
          Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: YQ== | \
          Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk | \
          Expect: 100-continue | X-A: LONG\
          """
              .replace("LONG", "x".repeat(9_000)));

  private static final List<String> CHUNKS =
      HostileText.list(
          """
          zz\r\n{}\r\n0\r\n\r\n | -2\r\n{}\r\n0\r\n\r\n | 2\n{}\n0\n\n | \
          2\r\n{}xx\r\n0\r\n\r\n | ffffffffffffffff\r\n{}\r\n | 2;a="b\r\n{}\r\n0\r\n\r\n | \
          2;\r\n{}\r\n0\r\n\r\n | 2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n | \
          2\r\n{}\r\n0\r\n a\r\n\r\n | 0002\r\n{}\r\n000\r\n\r\n | 2\r\n{}\r\n | \
           2\r\n{}\r\n0\r\n\r\n | 0\r\n\r\nGET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n\
          """);

  byte[] of(RawRequest request) {
    return switch (chance.below(11)) {
      case 0 -> new BrokenJson(chance).withOddBytes(request.render());
      case 1 -> Arrays.copyOf(request.render(), chance.below(request.render().length));
      case 2 -> text(request).replace("\r\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
      case 3 -> head(request, " ", chance.pickOf("\t", "  ", "\u000b", "\u0000", ""));
      case 4 ->
          head(
              request,
              "HTTP/1.1",
              chance.pickOf("HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "HTTP/1.10", "HTTP/", "x"));
      case 5 -> {
        request.target = "/" + "x".repeat(chance.pickOf(4_000, 20_480, 25_000, 100_000));
        yield request.render();
      }
      case 6 -> {
        for (int i = chance.pickOf(90, 101, 300, 3_000); i > 0; i--) {
          request.add("X-" + i, "1");
        }
        yield request.render();
      }
      case 7 -> chance.bytes(1 + chance.below(400));
      case 8 -> {
        request.body = new byte[0];
        request.add("Transfer-Encoding", "chunked");
        var withoutLength = text(request).replaceFirst("Content-Length: 0\r\n", "");
        yield (withoutLength + chance.pick(CHUNKS)).getBytes(StandardCharsets.ISO_8859_1);
      }
      case 9 -> text(request).repeat(2).getBytes(StandardCharsets.ISO_8859_1);
      default -> head(request, "\r\n", "\r\n" + chance.pick(LINES) + "\r\n");
    };
  }

  private static byte[] head(RawRequest request, String what, String by) {
    var whole = text(request);
    int at = whole.indexOf(what);
    return (whole.substring(0, at) + by + whole.substring(at + what.length()))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A character for each byte. */
  private static String text(RawRequest request) {
    return new String(request.render(), StandardCharsets.ISO_8859_1);
  }
}
