package mercat.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a second Mercat out of a data directory. The system frees it when the process dies. */
record DirectoryLock(Path file, FileChannel channel) implements AutoCloseable {
  /**
   * Held by this process. Asked first, because closing any channel on a file frees every lock that
   * the process has on it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /**
   * Takes the lock of a data directory.
   *
   * @throws EmbeddedPostgresException when a living process has it
   */
  static DirectoryLock take(Path directory, Path file) throws IOException {
    if (!HELD.add(file)) {
      throw inUse(directory, "this process");
    }
    try {
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() == null) {
          throw inUse(directory, "process " + owner(channel));
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(ownPid()), 0);
        return new DirectoryLock(file, channel);
      } catch (IOException | RuntimeException failure) {
        channel.close();
        throw failure;
      }
    } catch (IOException | RuntimeException failure) {
      HELD.remove(file);
      throw failure;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      HELD.remove(file);
    }
  }

  private static byte[] ownPid() {
    return Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
  }

  private static String owner(FileChannel channel) throws IOException {
    var text = ByteBuffer.allocate(20);
    var length = channel.read(text, 0);
    return length < 1 ? "unknown" : new String(text.array(), 0, length, StandardCharsets.US_ASCII);
  }

  private static EmbeddedPostgresException inUse(Path directory, String owner) {
    return new EmbeddedPostgresException(
        ("the data directory %s is in use by another Mercat (%s):"
                + " stop that one, or choose another directory with --data")
            .formatted(directory, owner));
  }
}
