package mercat.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** What one durable write of a database page costs on a disk: the price of a COMMIT. */
final class FsyncProbe {
  private static final int PAGE_BYTES = 8_192;
  private static final int PAGES = 64;
  private static final int WRITES = 200;

  private FsyncProbe() {}

  /** The median, over pages of a file that is already there, as the database's log is. */
  static double medianMs(Path folder) {
    try {
      var file = Files.createTempFile(folder, "fsync", ".probe");
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        var page = ByteBuffer.allocate(PAGE_BYTES);
        for (var i = 0; i < PAGES; i++) {
          write(channel, page, i);
        }
        channel.force(true);
        var nanos = new long[WRITES];
        for (var i = 0; i < WRITES; i++) {
          var start = System.nanoTime();
          write(channel, page, i % PAGES);
          channel.force(false);
          nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[WRITES / 2] / 1e6;
      } finally {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void write(FileChannel channel, ByteBuffer page, int number) throws IOException {
    page.clear();
    var unused = channel.write(page, (long) number * PAGE_BYTES);
  }
}
