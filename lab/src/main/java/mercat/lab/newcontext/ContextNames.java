package mercat.lab.newcontext;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;

/**
 * What a new context and the entity that it keeps are called.
 *
 * @param context its module, package, schema and section of the settings: small letters
 * @param entity the first part, or the last, of its classes: GiftCard
 */
record ContextNames(String context, String entity) {
  private static final Pattern CONTEXT = Pattern.compile("[a-z]{2,20}");
  private static final Pattern ENTITY = Pattern.compile("[A-Z][a-z]+([A-Z][a-z]+)*");

  /** As long as the lines of the templates allow. */
  private static final int ENTITY_LETTERS_MAX = 16;

  /** Modules, sections of the settings, schemas and roles that are something else. */
  private static final Set<String> RESERVED =
      words(
          "architecture cluster contexts contracts core database edge embedded lab log mailbox"
              + " mercat node platform public simulation target telemetry testkit verify");

  /** What the templates already call by such a name. */
  private static final Set<String> RESERVED_ENTITIES =
      words("found id reply request stored unknown value version wanted");

  /** Words of PostgreSQL that cannot name a schema or a table without quotes. */
  private static final Set<String> SQL =
      words(
          "all analyse analyze and any array as asc asymmetric authorization between binary both"
              + " case cast check collate collation column concurrently constraint create cross"
              + " default deferrable desc distinct do else end except exists false fetch for"
              + " foreign freeze from full grant group having ilike in initially inner intersect"
              + " into is isnull join lateral leading left like limit localtime natural not"
              + " notnull null offset on only or order outer overlaps placing primary references"
              + " returning right select similar some symmetric system table tablesample then to"
              + " trailing true union unique user using values variadic verbose when where"
              + " window with");

  ContextNames {
    requireContext(context);
    require(
        ENTITY.matcher(entity).matches() && entity.length() <= ENTITY_LETTERS_MAX,
        "an entity is called by 2 to %d letters, such as Wishlist or GiftCard, not %s: name one with --entity"
            .formatted(ENTITY_LETTERS_MAX, entity));
    var variable = variable(entity);
    require(
        !SourceVersion.isKeyword(variable)
            && !SQL.contains(variable)
            && !RESERVED_ENTITIES.contains(variable)
            && !isOfJava(entity),
        entity + " means something else already: name another entity with --entity");
  }

  static ContextNames of(String context, @Nullable String entity) {
    return new ContextNames(context, entity == null ? capitalised(singular(context)) : entity);
  }

  static void requireContext(String name) {
    require(
        CONTEXT.matcher(name).matches(),
        "a context is called by 2 to 20 letters from a to z, not " + name);
    require(!SourceVersion.isKeyword(name), name + " is a word of Java");
    require(!SQL.contains(name), name + " is a word of SQL");
    require(!RESERVED.contains(name), name + " is the name of something else in Mercat");
  }

  String fill(String template, String version) {
    return template
        .replace("__context__", context)
        .replace("__Context__", capitalised(context))
        .replace("__Entity__", entity)
        .replace("__entity__", variable(entity))
        .replace("__entities__", plural(spaced(" ")))
        .replace("__table__", spaced("_"))
        .replace("__version__", version);
  }

  private String spaced(String between) {
    return entity.replaceAll("(?<=[a-z])(?=[A-Z])", between).toLowerCase(Locale.ROOT);
  }

  private static Set<String> words(String text) {
    return Set.of(text.split(" "));
  }

  private static String singular(String plural) {
    if (plural.endsWith("ies")) {
      return plural.substring(0, plural.length() - 3) + "y";
    }
    if (plural.matches(".*(s|x|ch|sh)es")) {
      return plural.substring(0, plural.length() - 2);
    }
    return plural.endsWith("s") && !plural.endsWith("ss")
        ? plural.substring(0, plural.length() - 1)
        : plural;
  }

  private static String plural(String singular) {
    if (singular.matches(".*[^aeiou]y")) {
      return singular.substring(0, singular.length() - 1) + "ies";
    }
    return singular + (singular.matches(".*(s|x|ch|sh)") ? "es" : "s");
  }

  private static String capitalised(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String variable(String name) {
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static boolean isOfJava(String name) {
    try {
      Class.forName("java.lang." + name, false, null);
      return true;
    } catch (ClassNotFoundException free) {
      return false;
    }
  }

  private static void require(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException(complaint);
    }
  }
}
