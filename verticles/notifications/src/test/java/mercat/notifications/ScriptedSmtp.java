package mercat.notifications;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import mercat.testkit.LocalNode;

/** A mail server that answers what the test says. */
final class ScriptedSmtp implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Function<String, String> script;

  /**
   * Listens on a port.
   *
   * @param script the answer to a line, lines joined by a line feed: <em>MAIL</em>, <em>RCPT</em>,
   *     <em>DATA</em> or the end of the mail, a dot; empty for the usual answer, <em>hang</em> for
   *     none, <em>close</em> to close
   */
  ScriptedSmtp(int port, Function<String, String> script) {
    this.script = script;
    LocalNode.get(vertx.createNetServer().connectHandler(this::converse).listen(port, "127.0.0.1"));
  }

  /** Every line that is no part of a mail, in the order of their arrival. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  long times(String command) {
    return heard.stream().filter(line -> line.startsWith(command)).count();
  }

  private void converse(NetSocket socket) {
    var isMail = new boolean[1];
    socket.handler(
        RecordParser.newDelimited(
            "\r\n",
            buffer -> {
              var line = buffer.toString();
              if (isMail[0] && !line.equals(".")) {
                return;
              }
              heard.add(line);
              var answer = answer(line);
              isMail[0] = answer.startsWith("354");
              switch (answer) {
                case "hang" -> {}
                case "close" -> socket.close();
                default -> socket.write(answer.replace("\n", "\r\n") + "\r\n");
              }
            }));
    var greeting = script.apply("GREETING");
    socket.write((greeting.isEmpty() ? "220 here" : greeting) + "\r\n");
  }

  private String answer(String line) {
    var scripted = script.apply(line);
    if (!scripted.isEmpty()) {
      return scripted;
    }
    var command = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
    return switch (command) {
      case "EHLO" -> "250-here\n250-PIPELINING\n250 ENHANCEDSTATUSCODES";
      case "DATA" -> "354 go on";
      case "QUIT" -> "221 bye";
      default -> "250 OK";
    };
  }

  @Override
  public void close() {
    LocalNode.get(vertx.close());
  }
}
