package mercat.lab.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import mercat.lab.system.Io;
import mercat.verify.UnreachableException;

/**
 * The file of a consumer. Each page is one line: a checksum, and as JSON what was made of the page
 * together with the cursor from which to go on, so that either both are there or neither. A last
 * line that is not whole was being written when the consumer died: it does not count.
 */
final class EventJournal implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();
  private static final int CHECKSUM_DIGITS = 8;

  private final FileChannel file;
  private String next;

  private EventJournal(FileChannel file, String next) {
    this.file = file;
    this.next = next;
  }

  /** A page as it stands in the file. */
  private record Line(String next, List<ConsumedEvent> events) {}

  /**
   * What stands in a file.
   *
   * @param next the cursor from which to go on; empty before the first page
   * @param bytes of the lines that are whole
   * @param isTorn whether part of a line follows them
   */
  record Kept(List<ConsumedEvent> events, String next, int pages, int bytes, boolean isTorn) {}

  /** Goes on behind the last whole line of a file; begins it where there is none. */
  static EventJournal open(Path path) {
    var kept = read(path);
    return Io.get(
        "cannot write " + path,
        () -> {
          var file =
              FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                  .truncate(kept.bytes())
                  .position(kept.bytes());
          return new EventJournal(file, kept.next());
        });
  }

  /** Reads a file; one that is broken before its last line was not left so by a death. */
  static Kept read(Path path) {
    var bytes =
        Files.exists(path)
            ? Io.get("cannot read " + path, () -> Files.readAllBytes(path))
            : new byte[0];
    var lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    var events = new ArrayList<ConsumedEvent>();
    var next = "";
    int pages = 0;
    int start = 0;
    for (; pages < lines.length - 1; pages++) {
      var line = line(lines[pages]);
      if (line.isEmpty()) {
        if (pages < lines.length - 2 || !lines[pages + 1].isEmpty()) {
          throw new UnreachableException("%s is broken at byte %d".formatted(path, start));
        }
        break;
      }
      events.addAll(line.get().events());
      next = line.get().next();
      start += lines[pages].getBytes(StandardCharsets.UTF_8).length + 1;
    }
    return new Kept(events, next, pages, start, start < bytes.length);
  }

  /** What a line says; empty where it is not what was written. */
  private static Optional<Line> line(String text) {
    if (text.length() <= CHECKSUM_DIGITS) {
      return Optional.empty();
    }
    var json = text.substring(CHECKSUM_DIGITS + 1);
    return text.startsWith(checksum(json) + " ")
        ? Io.get("a whole line is no page", () -> Optional.of(JSON.readValue(json, Line.class)))
        : Optional.empty();
  }

  private static String checksum(String json) {
    var sum = new CRC32();
    sum.update(json.getBytes(StandardCharsets.UTF_8));
    return HEX.toHexDigits((int) sum.getValue());
  }

  /** The cursor from which to go on; empty before the first page. */
  String next() {
    return next;
  }

  /** Keeps a page, which is on the disk when this returns. */
  void append(List<ConsumedEvent> events, String after) {
    var line = bytes(events, after);
    write(line, line.length);
    next = after;
  }

  /** Leaves what a death in the middle of {@link #append} leaves. */
  void appendHalf(List<ConsumedEvent> events, String after) {
    var line = bytes(events, after);
    write(line, line.length / 2);
  }

  private static byte[] bytes(List<ConsumedEvent> events, String after) {
    var json = JSON.valueToTree(new Line(after, events)).toString();
    return (checksum(json) + " " + json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void write(byte[] line, int length) {
    Io.run(
        "the page cannot be kept",
        () -> {
          var rest = ByteBuffer.wrap(line, 0, length);
          while (rest.hasRemaining()) {
            file.write(rest);
          }
          file.force(false);
        });
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
