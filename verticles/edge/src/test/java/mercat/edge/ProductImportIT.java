package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PutProduct;
import mercat.platform.Failure;
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

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @BeforeEach
  void takesAll() {
    edge.answer(PutProduct.class, new PutProduct.Stored(1, true, true));
  }

  /** A row of an import, as JSON. */
  private static String row(String sku) {
    return ROW.replace("S1", sku);
  }

  private RunningEdge.Reply importing(String mediaType, String body) {
    var staff = new String[] {"Authorization", "Bearer catalog-token", "Content-Type", mediaType};
    return edge.post("/v1/admin/products/import", body, staff);
  }

  @Test
  void importsLineByLine() {
    var body = row("S1") + "\n\nnonsense\n" + row("S3").replace("255", "-1") + "\r\n" + row("S2");
    var reply = importing("application/x-ndjson", body).is(200);
    assertThat(reply.at("/accepted")).isEqualTo("2");
    assertThat(reply.json().findValuesAsText("line")).containsExactly("3", "4");
    assertThat(reply.at("/refused/1/reason")).contains("/price/amount");
    assertThat(edge.asked(PutProduct.class))
        .extracting(put -> put.product().sku())
        .containsExactly(new Sku("S1"), new Sku("S2"));
  }

  @Test
  void importsManyButNeverMoreThanSoManyAtOnce() {
    var vertx = Vertx.vertx();
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    edge.answerWith(
        PutProduct.class,
        (put, call) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          return vertx
              .timer(2)
              .map(late -> {
                now.decrementAndGet();
                return new PutProduct.Stored(1, true, true);
              });
        });
    var rows = IntStream.range(0, 5_000).mapToObj(i -> row("S" + i));
    var reply = importing("application/x-ndjson", rows.collect(Collectors.joining("\n")));
    assertThat(reply.text()).isEqualTo("{\"accepted\":5000,\"refused\":[]}");
    assertThat(most.get()).isBetween(2, 256);
    RunningEdge.await(vertx.close());
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
    assertThat(edge.asked(PutProduct.class))
        .extracting(put -> put.product().description())
        .containsExactly("Hangs,\nand \"shines\"", "");
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
    var put = edge.asked(PutProduct.class).stream().map(each -> each.product().sku().value());
    assertThat(put.collect(Collectors.joining(" "))).isEqualTo(taken);
    assertThat(reply.is(200).at("/accepted"))
        .isEqualTo(String.valueOf(edge.asked(PutProduct.class).size()));
    assertThat(String.join(" ", reply.json().findValuesAsText("line"))).isEqualTo(refused);
  }

  @Test
  void namesTheLinesThatAStrayQuoteSpans() {
    var rows = "S1,\"5 pipe,1,GBP\nS2,6 pipe,1,GBP";
    var reply = importing("text/csv", "sku,name,amount,currency\n" + rows);
    assertThat(reply.at("/refused/0/reason")).endsWith("(lines to 3)");
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
    var reply = importing("text/csv", "S1,Lantern,255,GBP\nS2,Lantern,255,GBP").is(400);
    assertThat(reply.text()).contains("the first row must name the columns");
    assertThat(edge.asked(PutProduct.class)).isEmpty();
  }

  @Test
  void importsNothingButRows() {
    importing("application/json", "{}").is(415);
  }
}
