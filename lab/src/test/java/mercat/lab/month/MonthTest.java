package mercat.lab.month;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import mercat.lab.month.Month.BrokenFileException;
import mercat.lab.month.Month.Line;
import mercat.lab.month.Month.Order;
import mercat.lab.month.Month.Product;
import mercat.lab.month.Month.RefusedRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonthTest {
  private static final String HEADER = MonthFile.HEADER + "\n";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "2010-12, 42481, 2724, 1699, 1608,  91, 326, 40545, 361730, 82756975",
    "2011-01, 35147, 2529, 1216, 1106, 110, 260, 33699, 387964, 69230088",
    "2011-02, 27707, 2348, 1174, 1112,  62, 219, 26573, 284697, 54210570",
  })
  void givesWhatWasComputedIndependently(
      String name,
      int rows,
      int products,
      int invoices,
      int orders,
      int skipped,
      int returnsSeen,
      long lines,
      long units,
      long totalMinor)
      throws URISyntaxException {
    var month = Month.read(resource("/online-retail/" + name + ".csv.gz"));

    assertThat(month.rows()).isEqualTo(rows);
    assertThat(month.products()).hasSize(products);
    assertThat(month.invoices()).isEqualTo(invoices);
    assertThat(month.orders()).hasSize(orders);
    assertThat(month.skipped()).isEqualTo(skipped);
    assertThat(month.returnsSeen()).isEqualTo(returnsSeen);
    assertThat(month.lines()).isEqualTo(lines);
    assertThat(month.units()).isEqualTo(units);
    assertThat(month.totalMinor()).isEqualTo(totalMinor);
    assertThat(month.demand().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(units);
  }

  @Test
  void takesTheMostFrequentNameAndPriceAndSumsEqualSkus() throws IOException {
    var month =
        Month.read(
            plain(
                """
                1,a1 ,Lamp,2,2010-12-01,1.005,17850.0,UK
                1,A1,,3,2010-12-01,1.01,17850.0,UK
                1,A1,Blue lamp,1,2010-12-01,2.00,17850.0,UK
                2,A1,Box,1,2010-12-01,2.00,,UK
                2,POST,Postage,1,2010-12-01,18.00,,UK
                2,Z9,Never priced,1,2010-12-01,0,,UK
                3,A1,Damaged,-4,2010-12-01,0,,UK
                C4,A1,Lamp,-1,2010-12-01,1.00,17850.0,UK
                A5,B,Adjust bad debt,1,2010-12-01,100.00,,UK
                """));

    assertThat(month.products()).containsExactly(new Product("A1", "Blue lamp", 101));
    assertThat(month.orders())
        .containsExactly(
            new Order("1", "c17850@example.org", List.of(new Line("A1", 6, 606))),
            new Order("2", "guest-2@example.org", List.of(new Line("A1", 1, 101))));
    assertThat(month.invoices()).isEqualTo(3);
    assertThat(month.skipped()).isEqualTo(1);
    assertThat(month.returnsSeen()).isEqualTo(2);
    assertThat(month.refusedRows())
        .containsExactly(
            new RefusedRow(6, "not merchandise: POST"),
            new RefusedRow(7, "not a product, never sold at a price: Z9"),
            new RefusedRow(8, "quantity is not positive: -4"),
            new RefusedRow(9, "return or correction, invoice C4"),
            new RefusedRow(10, "return or correction, invoice A5"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          InvoiceNo,StockCode | 1,2                                 | line 1: wrong header InvoiceNo,StockCode
                              | 1,A1,Lamp,two,2010-12-01,1.00,,UK   | line 2: Quantity is not a whole number
                              | 1,A1,Lamp,2,2010-12-01,cheap,,UK    | line 2: UnitPrice is not a price
                              | 1,A1,Lamp,2,2010-12-01,1e999999,,UK | line 2: UnitPrice is not a price
                              | 1,A1,Lamp,2,2010-12-01              | line 2: 5 columns, expected 8
          """)
  void namesTheLineOfWhatItRefuses(@Nullable String header, String row, String complaint)
      throws IOException {
    var file = folder.resolve("wrong.csv");
    Files.writeString(file, (header == null ? MonthFile.HEADER : header) + "\n" + row + "\n");
    refuses(file, "wrong.csv, " + complaint);
  }

  @Test
  void refusesWhatIsNoGzipOrOnlyHalfOfOne() throws IOException {
    var text = folder.resolve("text.csv.gz");
    Files.writeString(text, HEADER);
    refuses(text, "text.csv.gz: not a gzip file");

    var whole = gzip(HEADER + "1,A1,Lamp,2,2010-12-01,1.00,,UK\n".repeat(10_000));
    var half = folder.resolve("half.csv.gz");
    Files.write(half, Arrays.copyOf(whole, whole.length / 2));
    refuses(half, "the file ends in the middle (truncated gzip)");

    var spoilt = whole.clone();
    Arrays.fill(spoilt, 40, 60, (byte) 0xff);
    var damaged = folder.resolve("damaged.csv.gz");
    Files.write(damaged, spoilt);
    refuses(damaged, "damaged gzip");
  }

  @Test
  void refusesWhatIsNotThereEmptyOrNotUtf8() throws IOException {
    refuses(folder.resolve("nowhere.csv"), "nowhere.csv: no such file");
    var empty = folder.resolve("empty.csv");
    Files.writeString(empty, "");
    refuses(empty, "empty.csv, line 1: empty");
    var latin = folder.resolve("latin.csv");
    Files.write(
        latin,
        (HEADER + "1,A1,Caf\u00e9,2,2010-12-01,1.00,,UK\n").getBytes(StandardCharsets.ISO_8859_1));
    refuses(latin, "not UTF-8");
  }

  private static void refuses(Path file, String complaint) {
    assertThatThrownBy(() -> Month.read(file))
        .isInstanceOf(BrokenFileException.class)
        .hasMessageContaining(complaint);
  }

  private Path plain(String rows) throws IOException {
    var file = Files.createTempFile(folder, "month", ".csv");
    Files.writeString(file, HEADER + rows);
    return file;
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zipped = new GZIPOutputStream(bytes)) {
      zipped.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static Path resource(String name) throws URISyntaxException {
    URL url = Objects.requireNonNull(MonthTest.class.getResource(name), name);
    return Path.of(url.toURI());
  }
}
