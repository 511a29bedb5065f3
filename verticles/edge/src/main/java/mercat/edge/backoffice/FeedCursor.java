package mercat.edge.backoffice;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32;
import mercat.edge.http.Problem;
import mercat.platform.log.EventFeed.Place;

/**
 * How far a reader of events has come, as it keeps it: a position and the life of the log, for each
 * context. A checksum tells a cursor that was cut or mistyped; it is no secret, for whoever may
 * read events may read them from anywhere.
 */
final class FeedCursor {
  /** Characters; that of {@value #PLACES_MAX} contexts with long names fits. */
  static final int LENGTH_MAX = 3_000;

  private static final int VERSION = 1;
  private static final int PLACES_MAX = 32;
  private static final int CHECKSUM_BYTES = 4;

  /** No log is so long; beyond it, to add a page to a position would be an overflow. */
  private static final long POSITION_MAX = Long.MAX_VALUE / 2;

  private FeedCursor() {}

  static String write(Map<String, Place> places) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeByte(places.size());
      for (var each : new TreeMap<>(places).entrySet()) {
        out.writeUTF(each.getKey());
        var incarnation = each.getValue().incarnation();
        out.writeLong(incarnation.getMostSignificantBits());
        out.writeLong(incarnation.getLeastSignificantBits());
        out.writeLong(each.getValue().position());
      }
      out.writeInt(checksum(bytes.toByteArray()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws Problem when it is no cursor, or not the whole of one
   */
  static Map<String, Place> read(String cursor) {
    try {
      var bytes = Base64.getUrlDecoder().decode(cursor);
      int end = Math.max(0, bytes.length - CHECKSUM_BYTES);
      try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        var places = places(in);
        if (in.readInt() == checksum(Arrays.copyOf(bytes, end)) && in.read() < 0) {
          return places;
        }
      }
    } catch (IOException | IllegalArgumentException broken) {
      throw broken();
    }
    throw broken();
  }

  private static Map<String, Place> places(DataInputStream in) throws IOException {
    if (in.readByte() != VERSION) {
      throw new IOException("of another version");
    }
    int count = in.readByte();
    if (count < 0 || count > PLACES_MAX) {
      throw new IOException("too many places");
    }
    var places = new HashMap<String, Place>();
    for (int i = 0; i < count; i++) {
      var context = in.readUTF();
      var incarnation = new UUID(in.readLong(), in.readLong());
      long position = in.readLong();
      if (position < 0 || position > POSITION_MAX) {
        throw new IOException("not a position");
      }
      places.put(context, new Place(incarnation, position));
    }
    return places;
  }

  private static int checksum(byte[] bytes) {
    var checksum = new CRC32();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  private static Problem broken() {
    return Problem.invalid("query:after", "take next of the page before, to the letter");
  }
}
