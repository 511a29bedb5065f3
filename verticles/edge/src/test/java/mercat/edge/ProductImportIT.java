package mercat.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.PutProduct;
import mercat.platform.Failure;
import mercat.testkit.Cases;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many products in one body, a row each. */
class ProductImportIT {
  private static final String ROW =
      """
      {"sku":"S1","name":"Lantern","description":"Hangs","price":{"amount":255,"currency":"GBP"}}\
      """;

  private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

  /** What follows a quoted cell before the next comma belongs to it, as wrong as it is. */
  private static final Pattern ROWS =
      Pattern.compile(
          "CELL(?:,CELL)*(?:\\r\\n|\\r|\\n|\\z)"
              .replace("CELL", "(?:\"(?:[^\"]|\"\")*+\"?)?[^,\\r\\n]*"));

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @BeforeEach
  void takesAll() {
    edge.answer(PutProduct.class, new PutProduct.Stored(1, true, true));
  }

  private static String row(String sku) {
    return ROW.replace("S1", sku);
  }

  private HttpReply importing(String mediaType, String body) {
    return importing(mediaType, body.getBytes(UTF_8));
  }

  private HttpReply importing(String mediaType, byte[] body) {
    var staff = new String[] {"Authorization", "Bearer catalog-token", "Content-Type", mediaType};
    return edge.post("/v1/admin/products/import", body, staff);
  }

  private <T> List<T> put(Function<Product, T> field) {
    return edge.asked(PutProduct.class).stream().map(PutProduct::product).map(field).toList();
  }

  @Test
  void importsLineByLine() {
    var body = row("S1") + "\n\nnonsense\n" + row("S3").replace("255", "-1") + "\r\n" + row("S2");
    var reply = importing("application/x-ndjson", body).is(200);
    assertThat(reply.at("/accepted")).isEqualTo("2");
    assertThat(reply.json().findValuesAsText("line")).containsExactly("3", "4");
    assertThat(reply.at("/refused/1/reason")).contains("/price/amount");
    assertThat(put(Product::sku)).containsExactly(new Sku("S1"), new Sku("S2"));
  }

  @Test
  void importsManyButNeverMoreThanSoManyAtOnce() {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    edge.answerWith(
        PutProduct.class,
        (put, call) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          return edge.after(2)
              .map(late -> {
                now.decrementAndGet();
                return new PutProduct.Stored(1, true, true);
              });
        });
    var rows = IntStream.range(0, 5_000).mapToObj(i -> row("S" + i));
    var reply = importing("application/x-ndjson", rows.collect(Collectors.joining("\n")));
    assertThat(reply.text()).isEqualTo("{\"rows\":5000,\"accepted\":5000,\"refused\":[]}");
    assertThat(most.get()).isBetween(2, 256);
  }

  @Test
  void reportsWhatTheCatalogRefused() {
    edge.fail(PutProduct.class, Failure.overloaded("catalog"));
    var reply = importing("application/x-ndjson", row("S1"));
    assertThat(reply.at("/accepted")).isEqualTo("0");
    assertThat(reply.at("/refused/0/reason")).startsWith("overloaded");
  }

  @Test
  void refusesARowThatIsTooLongAndTakesTheOthers() {
    var longest = row("S1").replace("Hangs", "\\u00e4".repeat(20_000));
    var body = "x".repeat(300_000) + "\n" + longest + "\n" + row("S1");
    var reply = importing("application/x-ndjson", body);
    assertThat(reply.at("/accepted")).as(reply.text()).isEqualTo("2");
    assertThat(reply.json().findValuesAsText("line")).containsExactly("1");
  }

  @Test
  void importsCommaSeparatedRows() {
    var reply =
        importing(
            "text/csv; charset=utf-8",
            """
            \ufeffsku,name,amount,currency,description
            S1,Lantern,255,GBP,"Hangs,
            and ""shines\"""
            S2,Lantern,2.55,GBP,

            S3,Lantern,255
            S/4,"L\u00e4mp",0,GBP,
            """);
    assertThat(reply.at("/accepted")).as(reply.text()).isEqualTo("2");
    assertThat(reply.json().findValuesAsText("line")).containsExactly("4", "6");
    assertThat(put(Product::description)).containsExactly("Hangs,\nand \"shines\"", "");
  }

  @Test
  void countsTheRowsThatItDoesNotName() {
    var reply = importing("application/x-ndjson", "nonsense\n".repeat(10_001) + row("S1"));
    assertThat(reply.at("/rows")).isEqualTo("10002");
    assertThat(reply.json().path("refused")).hasSize(10_000);
  }

  /** No row of CSV is lost, whatever its bytes: it is taken, or its line is named. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "S1,5\" pipe,1,GBP,,;S2,6\" pipe,1,GBP,, | S1 S2 | ~~",
        "S1,\"5\" pipe,1,GBP,,;S2,6,1,GBP,, | S2 | 2",
        "S1,\"5 pipe,1,GBP,,;S2,6 pipe,1,GBP,, | ~~ | 2",
        "S1,a,1,GBP,\"b;;c\",;S2,a,1,GBP,,;x | S1 S2 | 6",
        "S1,a,1,GBP,,^S2,a,1,GBP,,^^;S3,a,1 | S1 S2 | 5",
        "S1,a,1,GBP,,;RETURNS | S1 | ~~",
        "S1,a,1,GBP,,TRUE;S2,a,1,GBP,,1;S3,a,1,GBP,,0;S4,a,1,GBP,,yes | S1 S2 S3 | 5",
        "S1,LONG,1,GBP,,;S2,a,1,GBP,, | S2 | 2",
        "\"LONG;S2,a,1,GBP,, | ~~ | 2"
      })
  void losesNoRow(String rows, String taken, String refused) {
    var body =
        rows.replace(";", "\n")
            .replace("^", "\r")
            .replace("RETURNS", "\r".repeat(150))
            .replace("LONG", "x".repeat(300_000));
    var reply = importing("text/csv", "sku,name,amount,currency,description,published\n" + body);
    var put = put(product -> product.sku().value());
    assertThat(String.join(" ", put)).isEqualTo(taken);
    assertThat(reply.is(200).at("/accepted")).isEqualTo(String.valueOf(put.size()));
    assertThat(String.join(" ", reply.json().findValuesAsText("line"))).isEqualTo(refused);
  }

  @Test
  void namesTheLinesThatAStrayQuoteSpans() {
    var rows = "S1,\"5 pipe,1,GBP\nS2,6 pipe,1,GBP";
    var reply = importing("text/csv", Samples.CSV + rows);
    assertThat(reply.at("/refused/0/reason")).endsWith("(lines to 3)");
  }

  /** Spreadsheets of half of Europe separate cells by semicolons, and know no UTF-8. */
  @ParameterizedTest
  @CsvSource({
    "';', text/csv; charset=windows-1252, windows-1252",
    "';', text/csv, utf-8",
    "TAB, text/csv; charset=\"Windows-1252\", windows-1252",
    "',', text/csv; charset=UTF-8, utf-8"
  })
  void readsWhatSpreadsheetsWrite(String separator, String mediaType, String charset) {
    var body =
        """
        "sku";"name";"amount";"currency";"description"
        S1;5" Rohr, grün;255;GBP;"€ 2;55
        bar"
        S2;Jürgen's;255;GBP;
        """
            .replace(";", separator.equals("TAB") ? "\t" : separator)
            .replace("Rohr, ", separator.equals(",") ? "Rohr " : "Rohr, ")
            .getBytes(Charset.forName(charset));
    var reply = importing(mediaType, body).is(200);
    assertThat(reply.at("/accepted")).as(reply.text()).isEqualTo("2");
    assertThat(put(Product::name))
        .containsExactly(separator.equals(",") ? "5\" Rohr grün" : "5\" Rohr, grün", "Jürgen's");
    assertThat(put(Product::description).getFirst()).startsWith("€ 2").endsWith("55\nbar");
  }

  @Test
  void namesTheLinesThatAreInAnotherCharset() {
    var body = Samples.CSV + "S1,grün,1,GBP\nS2,a,1,GBP\nS3,\u009d,1,GBP\n";
    var reply = importing("text/csv", body.getBytes(ISO_8859_1)).is(200);
    assertThat(reply.json().findValuesAsText("line")).containsExactly("2", "4");
    assertThat(reply.at("/refused/0/reason")).contains("utf-8", "charset");
    var declared = importing("text/csv; charset=windows-1252", body.getBytes(ISO_8859_1));
    assertThat(declared.json().findValuesAsText("line")).containsExactly("4");
    assertThat(declared.at("/refused/0/reason")).contains("windows-1252");
    var header = "größe,name".getBytes(ISO_8859_1);
    assertThat(importing("text/csv", header).is(400).text()).contains("utf-8", "charset");
  }

  @ParameterizedTest
  @CsvSource({
    "text/csv; charset=iso-8859-2, iso-8859-2",
    "text/csv; charset=utf-8; charset=windows-1252, charset",
    "application/x-ndjson; charset=windows-1252, windows-1252"
  })
  void refusesACharsetByName(String mediaType, String named) {
    var reply = importing(mediaType, Samples.CSV).is(415);
    assertThat(reply.at("/detail")).contains(named, "utf-8");
  }

  @Test
  void countsCharactersAndDropsBlanksAsTheApiDoes() {
    var longest = "\ud83e\udd84".repeat(300);
    var rows =
        """
        S1, Hängt\u00a0,1,GBP
        S2,%s,1,GBP
        S3,%sx,1,GBP
        \u00a0S4, a , 1 , GBP
        """
            .formatted(longest, longest);
    var csv = importing("text/csv", Samples.CSV + rows);
    assertThat(csv.json().findValuesAsText("line")).containsExactly("4");
    var json =
        row("S5").replace("Lantern", longest) + "\n" + row("S6").replace("Lantern", " a\u00a0");
    assertThat(importing("application/x-ndjson", json).at("/accepted")).isEqualTo("2");
    assertThat(put(Product::name)).containsExactly("Hängt", longest, "a", longest, "a");
  }

  /** A row is judged as its JSON would be, and a cell that Java would read is not yet a number. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "S1,a,+5,GBP, | amount",
        "S1,a,\u0665\u0661,GBP, | amount",
        "S1,a,0x5,GBP, | amount",
        "S1,a,5.0,GBP, | amount",
        "S1,a,,GBP, | amount",
        "S1,a,99999999999999999999,GBP, | amount",
        "S1,a,5,gbp, | currency",
        "S1,a,5,, | currency",
        "S1,a,5,GBP,WAHR | published",
        "S1,\u00a0\u3000\u200b,5,GBP, | name",
        "S/../1,a,5,GBP, | sku",
        "..,a,5,GBP, | sku",
        "S%2F1,a,5,GBP, | sku",
        "S//1,a,5,GBP, | sku",
        "\u0665,a,5,GBP, | sku",
        ",a,5,GBP, | sku"
      })
  void refusesARowByItsCell(String row, String cell) {
    var reply = importing("text/csv", "sku,name,amount,currency,published\n" + row).is(200);
    assertThat(reply.json().findValuesAsText("line")).containsExactly("2");
    assertThat(reply.at("/refused/0/reason")).contains(cell);
  }

  /** Of whatever bytes: the rows are those that a pattern finds in the whole file. */
  @Test
  void accountsForEveryRow() {
    var pieces =
        List.of(
            ("\"|\"|,|;|\r|\n|\r\n| |\t|\0|\u00e4|\u00c3\u00a4|x|S1|5\" pipe|,1,GBP|"
                    + "S2,a,1,GBP\n|\nS3,\"b\nc\",1,GBP\r\n|S4,\"d\"\"e\",1,GBP\r")
                .split("\\|"));
    Cases.check(
        200,
        chance -> {
          var body =
              Samples.CSV + String.join("", chance.listOf(0, 60, () -> chance.oneOf(pieces)));
          var rows = rowsOf(body);
          var reply = importing("text/csv", body.getBytes(ISO_8859_1)).is(200);
          var named = reply.json().findValuesAsText("line").stream().map(Long::valueOf).toList();
          assertThat(rows).as(body).containsAll(named);
          assertThat(named.size() + reply.json().path("accepted").asInt())
              .as("%s: %s", body, reply.text())
              .isEqualTo(rows.size());
        });
  }

  /** The lines at which rows begin that are neither blank nor the header. */
  private static List<Long> rowsOf(String body) {
    return ROWS.matcher(body)
        .results()
        .filter(row -> !row.group().isBlank())
        .skip(1)
        .map(row -> LINE_END.matcher(body.substring(0, row.start())).results().count() + 1)
        .toList();
  }

  /** Whatever an import takes can be read by its path. */
  @Test
  void takesNoSkuThatNoPathReaches() {
    edge.answer(FindProduct.class, new FindProduct.Reply.Unknown());
    var pieces = List.of("a", "Z", "0", ".", "..", "/", " ", "-", "_", "%2F", "%", "+", "import");
    Cases.check(
        60,
        chance -> {
          var sku = String.join("", chance.listOf(1, 5, () -> chance.oneOf(pieces)));
          int before = put(Product::sku).size();
          importing("text/csv", Samples.CSV + sku + ",a,1,GBP").is(200);
          importing("application/x-ndjson", row(sku)).is(200);
          for (var put : put(Product::sku).stream().skip(before).toList()) {
            var path = URLEncoder.encode(put.value(), UTF_8);
            edge.get("/v1/products/" + path.replace("+", "%20")).is(404);
            assertThat(edge.asked(FindProduct.class).getLast().sku()).isEqualTo(put);
          }
        });
    assertThat(edge.asked(FindProduct.class)).isNotEmpty();
  }

  @Test
  void leavesARowsProductAsPublishedAsItIsWhenThatIsNotSaid() {
    importing("application/x-ndjson", row("S1")).is(200);
    importing("text/csv", "sku,name,amount,currency,published\nS2,a,1,GBP,\nS3,a,1,GBP,true")
        .is(200);
    assertThat(edge.asked(PutProduct.class))
        .extracting(PutProduct::keepsPublished)
        .containsExactly(true, true, false);
  }

  @Test
  void importsNothingFromRowsWithoutTheirHeader() {
    importing("text/csv", "S1,Lantern,255,GBP\nS2,Lantern,255,GBP")
        .is(400)
        .says("the first row must name the columns");
    assertThat(edge.asked(PutProduct.class)).isEmpty();
  }

  @Test
  void importsNothingButRows() {
    importing("application/json", "{}").is(415);
  }
}
