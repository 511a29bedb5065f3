package mercat.lab.feed;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import mercat.lab.system.Io;
import org.jspecify.annotations.Nullable;

/**
 * Entries that are put in order in files: what is held in memory at once does not grow with their
 * number. To be filled, and then read once.
 */
final class SortedEntries implements AutoCloseable {
  /** About so many bytes are sorted in memory at once. */
  static final long ROOM_BYTES = 4_000_000;

  /** So many sorted files of a size become one. */
  static final int FILES_MAX = 64;

  private final Comparator<TopicEntry> order;
  private final Path folder;
  private final long room;
  private final List<TopicEntry> held = new ArrayList<>();

  /** Sorted files; those of a later list are of as many entries as a whole list before has. */
  private final List<List<Path>> sizes = new ArrayList<>();

  private long heldBytes;

  @FunctionalInterface
  interface Use {
    void of(TopicEntry entry) throws IOException;
  }

  /**
   * Entries that are none yet.
   *
   * @param folder in which they are sorted; it is there
   * @param room about how many bytes are held in memory
   */
  SortedEntries(Comparator<TopicEntry> order, Path folder, long room) {
    this.order = order;
    this.folder = folder;
    this.room = room;
  }

  void add(TopicEntry entry) {
    held.add(entry);
    heldBytes += entry.bytes();
    if (heldBytes >= room) {
      Io.run("cannot sort in " + folder, this::spill);
    }
  }

  /** Gives all of them in their order. */
  void forEach(Use use) {
    Io.run(
        "cannot sort in " + folder,
        () -> {
          spill();
          merge(sizes.stream().flatMap(List::stream).toList(), use);
        });
  }

  private void spill() throws IOException {
    held.sort(order);
    var file = newFile();
    try (var writer = EntryFile.write(file)) {
      for (var entry : held) {
        writer.add(entry);
      }
    }
    held.clear();
    heldBytes = 0;
    keep(file, 0);
  }

  private void keep(Path file, int size) throws IOException {
    if (sizes.size() == size) {
      sizes.add(new ArrayList<>());
    }
    var files = sizes.get(size);
    files.add(file);
    if (files.size() == FILES_MAX) {
      var larger = newFile();
      try (var writer = EntryFile.write(larger)) {
        merge(files, writer::add);
      }
      delete(files);
      keep(larger, size + 1);
    }
  }

  private Path newFile() throws IOException {
    return Files.createTempFile(folder, "sorted-", "");
  }

  private void merge(List<Path> files, Use use) throws IOException {
    var open = new ArrayList<Source>();
    var next = new PriorityQueue<Source>((one, other) -> order.compare(one.entry(), other.entry()));
    try {
      for (var file : files) {
        var source = new Source(EntryFile.read(file));
        open.add(source);
        if (source.goOn()) {
          next.add(source);
        }
      }
      while (!next.isEmpty()) {
        var first = next.remove();
        use.of(first.entry());
        if (first.goOn()) {
          next.add(first);
        }
      }
    } finally {
      for (var source : open) {
        source.file.close();
      }
    }
  }

  /** A sorted file, and the entry at which it stands. */
  private static final class Source {
    private final EntryFile.Reader file;
    private @Nullable TopicEntry entry;

    Source(EntryFile.Reader file) {
      this.file = file;
    }

    /** Whether there was another. */
    boolean goOn() throws IOException {
      entry = file.next();
      return entry != null;
    }

    TopicEntry entry() {
      return requireNonNull(entry);
    }
  }

  private static void delete(List<Path> files) throws IOException {
    for (var file : files) {
      Files.delete(file);
    }
    files.clear();
  }

  /** Deletes its files. */
  @Override
  public void close() {
    Io.run(
        "cannot sort in " + folder,
        () -> {
          for (var files : sizes) {
            delete(files);
          }
        });
  }
}
