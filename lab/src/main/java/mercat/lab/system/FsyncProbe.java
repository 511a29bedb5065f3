package mercat.lab.system;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import mercat.lab.terminal.Numbers;

/** What one durable write of a database page costs on a disk: the price of a COMMIT. */
public final class FsyncProbe {
  private static final int PAGE_BYTES = 8_192;
  private static final int PAGES = 64;
  private static final int WRITES = 200;

  private FsyncProbe() {}

  /** The median, over pages of a file that is already there, as the database's log is. */
  public static double medianMs(Path folder) {
    var figures = new ArrayList<Double>();
    return Io.get(
        "cannot write into " + folder,
        () -> {
          var file = Files.createTempFile(folder, "fsync", ".probe");
          try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var unused = channel.write(ByteBuffer.allocate(PAGES * PAGE_BYTES));
            channel.force(true);
            for (var i = 0; i < WRITES; i++) {
              var startNanos = System.nanoTime();
              unused =
                  channel.write(ByteBuffer.allocate(PAGE_BYTES), (i % PAGES) * (long) PAGE_BYTES);
              channel.force(false);
              figures.add((System.nanoTime() - startNanos) / 1e6);
            }
            return Numbers.median(figures);
          } finally {
            Files.delete(file);
          }
        });
  }
}
