package mercat.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
  private static final int PROCESSES = 8;

  @TempDir private Path directory;

  @RepeatedTest(5)
  void isUnpackedOnceByManyAtOnce() throws IOException, InterruptedException, ExecutionException {
    var jar = Optional.of(jar());
    var cache = directory.resolve("programs");
    var start = new CyclicBarrier(PROCESSES);
    var unpacked = new ArrayList<Future<PostgresBinaries>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < PROCESSES; i++) {
        unpacked.add(
            threads.submit(() -> {
              int unused = start.await();
              return PostgresBinaries.unpackedInto(cache, jar);
            }));
      }
    }
    for (var binaries : unpacked) {
      assertThat(binaries.get()).isEqualTo(unpacked.getFirst().get());
      assertThat(Path.of(binaries.get().program("postgres"))).isExecutable();
    }
    try (var left = Files.list(cache)) {
      assertThat(left).containsExactly(unpacked.getFirst().get().directory());
    }
  }

  /** A jar as the real ones are, of one small program for every platform. */
  private Path jar() throws IOException {
    var jar = directory.resolve("binaries-18.6.jar");
    try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (var platform : new String[] {"linux-x86_64", "linux-arm_64", "darwin-arm_64"}) {
        zip.putNextEntry(new ZipEntry("postgres-" + platform + ".txz"));
        var xz = new XZCompressorOutputStream(zip);
        var tar = new TarArchiveOutputStream(xz);
        var program = new TarArchiveEntry("bin/postgres");
        program.setMode(0755);
        tar.putArchiveEntry(program);
        tar.closeArchiveEntry();
        tar.finish();
        tar.flush();
        xz.finish();
        zip.closeEntry();
      }
    }
    return jar;
  }
}
