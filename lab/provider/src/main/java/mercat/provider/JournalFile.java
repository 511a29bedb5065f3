package mercat.provider;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * A provider's book as a file to which lines are added: a checksum and JSON. What came while the
 * disk was at work is written together. A last line without an end was being written when the
 * process died; nobody was told of it, and it is cut off. Anything else that is not as it was
 * written is an error.
 */
public final class JournalFile implements ProviderJournal {
  private static final String HEAD = "{\"journal\":\"mercat provider\",\"version\":1}";
  private static final HexFormat HEX = HexFormat.of();
  private static final int CHECKSUM_DIGITS = 8;
  private static final int LINE_MAX = 1 << 20;
  private static final int WAITING_MAX = 10_000;
  private static final int BATCH_MAX = 1_000;
  private static final long BYTES_MAX = 4L << 30;

  private final FileChannel file;
  private final Consumer<IOException> broken;
  private final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final Thread writer;
  private final AtomicLong bytes;
  private volatile boolean isClosing;

  /** What is to be written, and who waits for it; a line may be empty. */
  private record Waiting(String line, Runnable kept) {}

  /**
   * What a file holds.
   *
   * @param lines whole ones
   * @param bytes of the whole lines
   * @param tornBytes behind them
   */
  public record Content(long lines, long bytes, long tornBytes) {}

  private JournalFile(FileChannel file, long bytes, Consumer<IOException> broken) {
    this.file = file;
    this.bytes = new AtomicLong(bytes);
    this.broken = broken;
    this.writer = Thread.ofPlatform().daemon().name("journal").start(this::write);
  }

  /**
   * Goes on behind the last whole line of a file, which is made where there is none.
   *
   * @param entries is given what the file holds, in order
   * @param said is told of a line that was cut off
   * @param broken is told when the disk takes no more; nothing is kept from then on
   * @throws IOException when the file cannot be used, is used by another process, or is not as it
   *     was written
   */
  static JournalFile open(
      Path path, Consumer<JsonObject> entries, Consumer<String> said, Consumer<IOException> broken)
      throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    var file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      requireAlone(path, file);
      var content = read(path, entries);
      if (content.tornBytes() > 0) {
        said.accept(
            "%s: cut off %d bytes behind line %d, which were being written when a process died"
                .formatted(path, content.tornBytes(), content.lines()));
      }
      file.truncate(content.bytes()).position(content.bytes());
      var journal = new JournalFile(file, content.bytes(), broken);
      if (content.lines() == 0) {
        journal.append(new JsonObject(HEAD), () -> {});
      }
      return journal;
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  /** The lock goes with the process, however it ends. */
  private static void requireAlone(Path path, FileChannel file) throws IOException {
    try {
      if (file.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException here) {
      // by this very process
    }
    throw new IOException(path + " is in use by another provider");
  }

  /**
   * Reads a file, which may be in use. The first line says what it is; entries are those behind it.
   *
   * @throws IOException when it cannot be read, or a whole line is not as it was written
   */
  public static Content read(Path path, Consumer<JsonObject> entries) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      var line = new ByteArrayOutputStream();
      long lines = 0;
      long whole = 0;
      long at = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        at++;
        if (next != '\n') {
          line.write(next);
          if (line.size() > LINE_MAX) {
            throw wrong(path, lines + 1, whole, "it has more than " + LINE_MAX + " bytes");
          }
          continue;
        }
        var entry = entry(path, lines + 1, whole, line.toString(StandardCharsets.UTF_8));
        lines++;
        whole = at;
        line.reset();
        if (lines > 1) {
          entries.accept(entry);
        } else if (!entry.encode().equals(HEAD)) {
          throw wrong(path, 1, 0, "it does not say that this is a journal of version 1");
        }
      }
      return new Content(lines, whole, at - whole);
    }
  }

  private static JsonObject entry(Path path, long number, long start, String line)
      throws IOException {
    var json = line.length() > CHECKSUM_DIGITS ? line.substring(CHECKSUM_DIGITS + 1) : "";
    if (!line.startsWith(checksum(json) + " ")) {
      throw wrong(path, number, start, "its checksum is another");
    }
    try {
      return new JsonObject(json);
    } catch (DecodeException other) {
      throw wrong(path, number, start, "it is no JSON object");
    }
  }

  private static IOException wrong(Path path, long number, long start, String why) {
    return new IOException(
        "%s: line %d, at byte %d, is not as it was written: %s"
            .formatted(path, number, start, why));
  }

  private static String checksum(String json) {
    var sum = new CRC32();
    sum.update(json.getBytes(StandardCharsets.UTF_8));
    return HEX.toHexDigits((int) sum.getValue());
  }

  @Override
  public void append(JsonObject entry, Runnable kept) {
    var json = entry.isEmpty() ? "" : entry.encode();
    var line = json.isEmpty() ? "" : checksum(json) + " " + json + "\n";
    if (!waiting.offer(new Waiting(line, kept))) {
      throw new IllegalStateException("nobody may append where there is no room");
    }
  }

  @Override
  public boolean hasRoom() {
    return waiting.remainingCapacity() > BATCH_MAX && bytes.get() < BYTES_MAX;
  }

  private void write() {
    try {
      var batch = new ArrayList<Waiting>();
      while (!isClosing || !waiting.isEmpty()) {
        batch.add(waiting.take());
        waiting.drainTo(batch, BATCH_MAX - 1);
        force(batch);
        batch.forEach(each -> each.kept().run());
        batch.clear();
      }
    } catch (IOException disk) {
      broken.accept(disk);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void force(List<Waiting> batch) throws IOException {
    var lines = new ByteArrayOutputStream();
    batch.forEach(each -> lines.writeBytes(each.line().getBytes(StandardCharsets.UTF_8)));
    if (lines.size() == 0) {
      return;
    }
    for (var rest = ByteBuffer.wrap(lines.toByteArray()); rest.hasRemaining(); ) {
      file.write(rest);
    }
    file.force(false);
    var unused = bytes.addAndGet(lines.size());
  }

  /** Writes what waits, then closes the file. */
  @Override
  public void close() {
    isClosing = true;
    var unused = waiting.offer(new Waiting("", () -> {}));
    try {
      writer.join();
      file.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IOException disk) {
      broken.accept(disk);
    }
  }
}
