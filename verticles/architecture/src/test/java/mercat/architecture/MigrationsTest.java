package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A migration beyond the released ones only adds: nodes of the version before run on what it leaves
 * behind. What takes away says by a comment since which released version nobody needs it.
 */
class MigrationsTest {
  private static final String UNUSED_SINCE = "-- unused since ";

  private static final String HOW =
      "Expand and contract: add the new beside the old and write both; fill it up; when every"
          + " released version that runs reads the new, take the old away by a migration of its own"
          + " whose first line is \"%sVERSION\" (docs/changing-contracts.md)"
              .formatted(UNUSED_SINCE);

  /** What a statement does to nodes that do not know of it. */
  private record Rule(Pattern found, String why) {
    static Rule of(String regex, String why) {
      return new Rule(Pattern.compile(regex), why);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.of("\\bdrop (?!not null|default)", "takes away what the version before uses"),
          Rule.of("\\brename\\b", "the version before asks by the old name"),
          Rule.of("\\b(set data )?type (?!numeric$)[a-z]", "the version before reads another type"),
          Rule.of("\\bset not null\\b", "the version before may leave it empty"),
          Rule.of(
              "\\badd (column )?(if not exists )?(?!constraint|check|unique|primary|foreign)"
                  + "\\w+ (?!.*\\bdefault\\b).*\\bnot null\\b",
              "the version before does not fill it: give it a default"),
          Rule.of(
              "\\badd (constraint|check|unique|primary|foreign)|\\bcreate unique index\\b",
              "may refuse what the version before writes"),
          Rule.of(
              "\\bcreate index (?!concurrently)", "writers wait for it: create it concurrently"),
          Rule.of("^(truncate|delete|revoke)\\b", "takes away what the version before uses"));

  private static final Pattern TABLE = Pattern.compile("^create table (?:if not exists )?(\\w+)");
  private static final Pattern ON =
      Pattern.compile(
          "^(?:alter table|create (?:unique )?index (?:.*? )?on|revoke .* on) (?:only )?(\\w+)");

  @Test
  void whatIsNewOnlyAdds() throws IOException {
    for (var migration : beyondTheReleased()) {
      assertThat(wrongIn(Files.readString(migration)))
          .as("%s. %s", Modules.root().relativize(migration), HOW)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          drop table reservation                                       | takes away
          alter table stock drop column reserved                       | takes away
          alter table stock drop constraint stock_check                | takes away
          alter table stock rename column reserved to held             | old name
          alter table stock alter column reserved type int             | another type
          alter table stock alter reserved set data type int           | another type
          alter table stock alter reserved type numeric(9)             | another type
          alter table stock alter column note set not null             | leave it empty
          alter table stock add column note text not null              | give it a default
          alter table stock add note text not null                     | give it a default
          alter table stock add constraint c check (reserved < 9)      | refuse
          create unique index on stock (note)                          | refuse
          create index on stock (note)                                 | concurrently
          delete from stock                                            | takes away
          create table note (id uuid); revoke delete on stock from x   | takes away
          create table note (text text); DROP  TABLE\tstock            | takes away
          """)
  void findsWhatTakesAway(String sql, String why) {
    assertThat(wrongIn(sql)).singleElement().asString().contains(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          create table note (id uuid primary key, type text not null, unique (id))
          create table note (id uuid); create unique index on note (id); create index on note (id)
          create table note (id uuid); revoke update, delete on note from shop
          alter table stock add column note text
          alter table stock add column note text not null default ''
          alter table stock alter column note drop not null
          alter table stock alter column reserved type numeric
          create index concurrently on stock (note)
          alter table stock add column kind text; -- then drop table stock
          comment on table stock is 'never drop table stock'
          """)
  void letsPassWhatAdds(String sql) {
    assertThat(wrongIn(sql)).isEmpty();
  }

  @Test
  void letsPassWhatNoReleasedVersionNeeds() throws IOException {
    var drop = "alter table stock drop column reserved;";
    var released = versions().getFirst();
    assertThat(wrongIn(UNUSED_SINCE + released + "\n" + drop)).isEmpty();
    assertThat(wrongIn(UNUSED_SINCE + "tomorrow\n" + drop)).hasSize(1);
  }

  private static List<String> wrongIn(String migration) {
    if (versions().stream().anyMatch(v -> migration.startsWith(UNUSED_SINCE + v + "\n"))) {
      return List.of();
    }
    var wrong = new ArrayList<String>();
    Set<String> own = new HashSet<>();
    for (var statement : statements(migration)) {
      var table = TABLE.matcher(statement);
      if (table.find()) {
        own.add(table.group(1));
        continue;
      }
      var on = ON.matcher(statement);
      if (on.find() && own.contains(on.group(1))) {
        continue;
      }
      RULES.stream()
          .filter(rule -> rule.found().matcher(statement).find())
          .forEach(rule -> wrong.add(statement + ": " + rule.why()));
    }
    return wrong;
  }

  /** Without comments and texts, in small letters, one space between words. */
  private static List<String> statements(String migration) {
    var plain =
        migration
            .replaceAll("--[^\n]*", " ")
            .replaceAll("(?s)/\\*.*?\\*/", " ")
            .replaceAll("'[^']*'", "''")
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\s+", " ");
    return Stream.of(plain.split(";")).map(String::strip).filter(text -> !text.isEmpty()).toList();
  }

  private static List<Path> beyondTheReleased() throws IOException {
    var released = ReleasedTest.held().keySet();
    return Modules.migrations().stream()
        .filter(file -> !released.contains(Modules.root().relativize(file).toString()))
        .toList();
  }

  private static List<String> versions() {
    var directory = Modules.root().resolve("verticles/architecture/src/test/resources/released");
    try (var directories = Files.list(directory)) {
      return directories
          .filter(Files::isDirectory)
          .map(version -> version.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }
}
