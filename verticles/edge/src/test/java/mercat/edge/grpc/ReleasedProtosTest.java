package mercat.edge.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import mercat.grpc.backoffice.v1.BackofficeProto;
import mercat.grpc.commerce.v1.CommerceProto;
import mercat.grpc.storefront.v1.StorefrontProto;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What clients were compiled with stays: each field keeps its number, type and label, each constant
 * its number, each method its messages. {@code protos.txt} holds them; what is new is added to it
 * with {@code -Dmercat.record=protos}, and nothing goes.
 */
class ReleasedProtosTest {
  private static final Path RECORD = Path.of("src/test/resources/protos.txt");
  private static final String HOW =
      "A client that was compiled before reads other bytes now. Leave the field as it was and add"
          + " one beside it; what is new is recorded with -Dmercat.record=protos.";

  @BeforeAll
  static void record() throws IOException {
    if (System.getProperty("mercat.record", "").equals("protos")) {
      var all = new TreeSet<>(today());
      if (Files.exists(RECORD)) {
        all.addAll(Files.readAllLines(RECORD));
      }
      Files.write(RECORD, all);
    }
  }

  @Test
  void nothingThatClientsKnowHasChangedOrGone() throws IOException {
    assertThat(today()).as(HOW).containsAll(Files.readAllLines(RECORD));
  }

  @Test
  void everythingIsRecorded() throws IOException {
    assertThat(Files.readAllLines(RECORD)).as(HOW).containsAll(today());
  }

  private static Set<String> today() {
    var lines = new TreeSet<String>();
    for (var file : files()) {
      for (var service : file.getServices()) {
        service.getMethods().forEach(method -> lines.add(line(method)));
      }
      file.getMessageTypes().forEach(message -> add(message, lines));
      for (var constants : file.getEnumTypes()) {
        constants
            .getValues()
            .forEach(value -> lines.add(value.getFullName() + " = " + value.getNumber()));
      }
    }
    return lines;
  }

  private static List<FileDescriptor> files() {
    return List.of(
        CommerceProto.getDescriptor(),
        StorefrontProto.getDescriptor(),
        BackofficeProto.getDescriptor());
  }

  private static void add(Descriptor message, Set<String> lines) {
    message.getFields().forEach(field -> lines.add(line(field)));
    message.getNestedTypes().forEach(nested -> add(nested, lines));
  }

  private static String line(MethodDescriptor method) {
    return "%s(%s) returns %s%s"
        .formatted(
            method.getFullName(),
            method.getInputType().getFullName(),
            method.isServerStreaming() ? "stream " : "",
            method.getOutputType().getFullName());
  }

  private static String line(FieldDescriptor field) {
    var type =
        switch (field.getJavaType()) {
          case MESSAGE -> field.getMessageType().getFullName();
          case ENUM -> field.getEnumType().getFullName();
          default -> field.getType().name().toLowerCase(Locale.ROOT);
        };
    var label =
        field.isRepeated() ? "repeated " : field.toProto().getProto3Optional() ? "optional " : "";
    return Stream.of(field.getFullName(), "=", String.valueOf(field.getNumber()), label + type)
        .reduce((a, b) -> a + " " + b)
        .orElseThrow();
  }
}
