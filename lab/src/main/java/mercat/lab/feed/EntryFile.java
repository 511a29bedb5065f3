package mercat.lab.feed;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of entries, which are written and read one after the other. */
final class EntryFile {
  private static final int ANOTHER = 1;

  private EntryFile() {}

  static Writer write(Path file) throws IOException {
    return new Writer(
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 15)));
  }

  static Reader read(Path file) throws IOException {
    return new Reader(
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 15)));
  }

  record Writer(DataOutputStream out) implements AutoCloseable {
    void add(TopicEntry entry) throws IOException {
      out.write(ANOTHER);
      entry.write(out);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  record Reader(DataInputStream in) implements AutoCloseable {
    /** Null at the end. */
    @Nullable TopicEntry next() throws IOException {
      return in.read() == ANOTHER ? TopicEntry.read(in) : null;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
