package mercat.node;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A message of protocol buffers as it stands on the wire: the values of each field number, a {@link
 * Long} or bytes.
 */
record Protobuf(Map<Integer, List<Object>> fields) {
  static Protobuf read(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    var fields = new TreeMap<Integer, List<Object>>();
    while (in.hasRemaining()) {
      long key = varint(in);
      Object value =
          switch ((int) (key & 7)) {
            case 0 -> varint(in);
            case 1 -> in.getLong();
            case 2 -> bytes(in);
            case 5 -> (long) in.getInt();
            default -> throw new IllegalArgumentException("wire type " + (key & 7));
          };
      fields.computeIfAbsent((int) (key >>> 3), first -> new ArrayList<>()).add(value);
    }
    return new Protobuf(fields);
  }

  List<Protobuf> messages(int field) {
    return all(field).stream().map(value -> read((byte[]) value)).toList();
  }

  String text(int field) {
    return new String(bytes(field), StandardCharsets.UTF_8);
  }

  String hex(int field) {
    return HexFormat.of().formatHex(bytes(field));
  }

  long number(int field) {
    return all(field).isEmpty() ? 0 : (Long) all(field).getLast();
  }

  boolean has(int field) {
    return fields.containsKey(field);
  }

  private byte[] bytes(int field) {
    return all(field).isEmpty() ? new byte[0] : (byte[]) all(field).getLast();
  }

  private List<Object> all(int field) {
    return fields.getOrDefault(field, List.of());
  }

  private static byte[] bytes(ByteBuffer in) {
    var bytes = new byte[(int) varint(in)];
    in.get(bytes);
    return bytes;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
