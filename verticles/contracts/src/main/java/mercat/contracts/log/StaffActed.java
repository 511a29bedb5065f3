package mercat.contracts.log;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mercat.contracts.Event;
import mercat.contracts.Text;

/**
 * A member of the staff has changed something: in the log of the context that decided it, in the
 * transaction that did it. No personal data and no secrets: who and what are told by ids, and each
 * operation names the fields that it tells.
 *
 * @param actor {@code account:}, {@code token:} or {@code client:} with an id; {@code system} or
 *     {@code guest}
 * @param operation what was asked for, by its operationId in the API
 * @param entity what it was done to: a kind in small letters, a colon and an id, at most {@value
 *     #ENTITY_MAX} characters
 * @param fieldsBefore the fields that matter, as they were; none where it is new. At most {@value
 *     #FIELDS_MAX}, {@value #VALUE_MAX} characters each
 * @param fieldsAfter the same, as they are now; none where it is gone
 */
public record StaffActed(
    String actor,
    String operation,
    String entity,
    List<FieldValue> fieldsBefore,
    List<FieldValue> fieldsAfter)
    implements Event {
  public static final int ENTITY_MAX = 200;
  public static final int FIELDS_MAX = 20;
  public static final int VALUE_MAX = 1_000;

  private static final int ACTOR_MAX = 100;

  public StaffActed {
    Text.require("actor", actor, ACTOR_MAX);
    Text.require("entity", entity, ENTITY_MAX);
    if (!operation.matches("[a-zA-Z]{1,64}")) {
      throw new IllegalArgumentException("operation must be 1 to 64 letters");
    }
    if (!entity.matches("[a-z_-]{1,40}:.+")) {
      throw new IllegalArgumentException("entity must be a kind, a colon and an id");
    }
    fieldsBefore = checked(fieldsBefore);
    fieldsAfter = checked(fieldsAfter);
  }

  /** The same with the fields by their names. */
  public StaffActed(
      String actor,
      String operation,
      String entity,
      Map<String, String> before,
      Map<String, String> after) {
    this(actor, operation, entity, listed(before), listed(after));
  }

  /** A field and what stood in it. */
  public record FieldValue(String name, String value) {
    public FieldValue {
      if (!name.matches("[a-zA-Z]{1,40}")) {
        throw new IllegalArgumentException("a field's name must be 1 to 40 letters");
      }
      Text.require(name, value, VALUE_MAX);
    }
  }

  /** The fields that matter as they were, by name. */
  public Map<String, String> before() {
    return byName(fieldsBefore);
  }

  /** The same as they are now. */
  public Map<String, String> after() {
    return byName(fieldsAfter);
  }

  private static List<FieldValue> checked(List<FieldValue> fields) {
    if (fields.size() > FIELDS_MAX) {
      throw new IllegalArgumentException("there must be at most " + FIELDS_MAX + " fields");
    }
    return List.copyOf(fields);
  }

  /** In the order of their names, so that the same fields are always the same bytes. */
  private static List<FieldValue> listed(Map<String, String> fields) {
    return new TreeMap<>(fields)
        .entrySet().stream()
            .map(field -> new FieldValue(field.getKey(), field.getValue()))
            .toList();
  }

  private static Map<String, String> byName(List<FieldValue> fields) {
    var named = new TreeMap<String, String>();
    fields.forEach(field -> named.put(field.name(), field.value()));
    return named;
  }
}
