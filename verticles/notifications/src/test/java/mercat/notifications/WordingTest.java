package mercat.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mercat.contracts.Money;
import mercat.contracts.notifications.MailKind;
import mercat.platform.EnumText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class WordingTest {
  static final List<String> LANGUAGES = Wording.LANGUAGES;

  private static final Pattern GAP = Pattern.compile("\\{\\d}");
  private static final Pattern LONE_APOSTROPHE = Pattern.compile("(?<!')'(?!')");

  @Test
  void everyLanguageHasTheSameTextsWithTheSameGaps() throws IOException {
    var languages = new HashSet<Map<String, List<String>>>();
    for (var language : Wording.LANGUAGES) {
      var texts = texts(language);
      languages.add(
          texts.stringPropertyNames().stream()
              .collect(
                  Collectors.toMap(
                      key -> key,
                      key ->
                          GAP.matcher(texts.getProperty(key))
                              .results()
                              .map(gap -> gap.group())
                              .distinct()
                              .sorted()
                              .toList())));
      assertThat(texts.values()).noneMatch(text -> LONE_APOSTROPHE.matcher((String) text).find());
    }
    assertThat(languages).hasSize(1);
  }

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void everyKindHasASubjectAndAText(String language) {
    var wording = new Wording(language);
    for (var kind : MailKind.values()) {
      assertThat(wording.has(EnumText.of(kind) + ".subject")).as(kind.name()).isTrue();
      assertThat(wording.has(EnumText.of(kind) + ".text")).as(kind.name()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "en, 123456, GBP, '£1,234.56'",
    "de, 123456, GBP, '1.234,56 £'",
    "de, 123456, EUR, '1.234,56 €'",
    "en, 1234, JPY, '¥1,234'",
    "en, -500, GBP, '-£5.00'",
    "en, 123456, QQQ, '1,234.56 QQQ'",
    "en, 9223372036854775807, GBP, '£92,233,720,368,547,758.07'"
  })
  void writesMoneyAsPeopleDo(String language, long amount, String currency, String written) {
    assertThat(new Wording(language).money(new Money(amount, currency)).replace('\u00a0', ' '))
        .isEqualTo(written);
  }

  @Test
  void putsWhatFillsAGapOnOneLine() {
    assertThat(new Wording("en").text("greeting", " A\r\nb\u2028c\u0000\u202e{0} "))
        .isEqualTo("Hello A b c {0},");
  }

  private static Properties texts(String language) throws IOException {
    var file =
        Path.of("src/main/resources/mercat/notifications/mails_%s.properties".formatted(language));
    var texts = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      texts.load(reader);
    }
    return texts;
  }
}
