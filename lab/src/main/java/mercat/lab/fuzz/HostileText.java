package mercat.lab.fuzz;

import java.util.List;
import java.util.stream.Stream;

/** Texts that have broken somebody's software before. */
final class HostileText {
  private static final String WORDS =
      "\u202eoverturned \ufeffmarked \uffff\ufffe"
          + " \ud83d\ude00\u200d\ud83d\udc69 \ud800 \udc00\ud800"
          + " \u0130\u0131\u00df\u017f\u212a \u0661\u0662\u0663 ' '' \" \\ \\'"
          + " ';-- $1 $$ % %%_% _ E'\\x41' {1,2,\"3\"} (,) ../../etc/passwd"
          + " ..\\..\\windows %2e%2e%2f /dev/null <script>alert(1)</script>"
          + " ${jndi:ldap://127.0.0.1/a} {{7*7}} #{7*7} %s%s%n%x $(id) `id` null"
          + " undefined NaN -0 1e309 true [] {} __proto__ constructor"
          + " 4111111111111111";

  private static final String OTHERS =
      " |   | \t | \0 | a\0b | \r\nSet-Cookie: a=b | \33[31mred\7 | \u0085\u2028\u2029"
          + " | ' or '1'='1 | '; drop table orders.orders; -- | 1; select pg_sleep(30)--"
          + " | <!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]> | C:\\nul | | id"
          + " | 4111 1111 1111 1111";

  private static final Stream<String> LONG =
      Stream.of(
          "e\u0301\u0327\u0327".repeat(40),
          "x".repeat(65),
          "x".repeat(255),
          "x".repeat(256),
          "x".repeat(5_000),
          "\u00e4".repeat(300),
          "\ud83d\ude00".repeat(150));

  static final List<String> ALL =
      Stream.of(Stream.of(WORDS.split(" ", -1)), list(OTHERS).stream(), LONG)
          .flatMap(texts -> texts)
          .toList();

  private HostileText() {}

  static List<String> list(String texts) {
    return List.of(texts.split(" \\| ", -1));
  }
}
