package mercat.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import mercat.lab.fake.FakeShop;
import mercat.lab.fake.FakeShop.Manner;
import mercat.lab.load.LoadGenerator;
import mercat.lab.month.Month;
import mercat.lab.replay.Replay.ReplayPlan;
import mercat.lab.replay.Replay.ReplayVerdict;
import mercat.lab.shop.AckWriter;
import mercat.lab.terminal.Screen;
import mercat.verify.Ack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  @TempDir private Path folder;

  private final StringWriter shown = new StringWriter();

  @Test
  void agreesWithADifficultShopToThePennyAndASecondTimeAddsNothing() throws IOException {
    var month = month();
    try (var shop = new FakeShop(Manner.DIFFICULT)) {
      var first = replay(shop, month, "1");
      var second = replay(shop, month, "1");

      assertThat(first.ok()).as(first.troubles().toString()).isTrue();
      assertThat(first.confirmed()).isEqualTo(month.orders().size());
      assertThat(first.totalMinor()).isEqualTo(month.totalMinor());
      assertThat(first.ledgerCapturedMinor()).isEqualTo(month.totalMinor());
      assertThat(second.ok()).isTrue();
      assertThat(second.totalMinor()).isEqualTo(first.totalMinor());
      assertThat(Ack.read(folder.resolve("acks.jsonl"))).hasSize(month.orders().size());
      assertThat(shown.toString()).contains("to the penny");
    }
  }

  @Test
  void sendsAMonthInPartsWhereThatIsWanted() throws IOException {
    var month = month();
    var settled = new ArrayList<Integer>();
    var screen = new Screen(new PrintWriter(shown), new PrintWriter(shown), true);
    var acks = folder.resolve("acks.jsonl");
    try (var shop = new FakeShop(Manner.HONEST);
        var load = new LoadGenerator();
        var told = AckWriter.create(acks)) {
      var plan = new ReplayPlan(16, BigDecimal.ONE, false);
      var verdict =
          new Replay(shop.client(load), Optional.empty(), told, plan, screen)
              .run(month, 25, () -> settled.add(count(told)));

      assertThat(verdict.ok()).as(verdict.troubles().toString()).isTrue();
      assertThat(settled).containsExactly(25, 50);
      assertThat(count(told)).isEqualTo(month.orders().size());
    }
  }

  private static int count(AckWriter writer) {
    var told = new ArrayList<Ack>();
    writer.told().forEach(told::add);
    return told.size();
  }

  @Test
  void sendsAMonthOfBuyersWhoHaveSignedInBesideTheSameOfGuests() throws IOException {
    var month = month();
    try (var shop = new FakeShop(Manner.DIFFICULT)) {
      var guests = replay(shop, month, "1");
      assertThat(shop.signedIn()).isZero();

      var signedIn = replay(shop, month, new ReplayPlan(16, BigDecimal.ONE, true));

      assertThat(guests.ok()).as(guests.troubles().toString()).isTrue();
      assertThat(signedIn.ok()).as(signedIn.troubles().toString()).isTrue();
      assertThat(signedIn.totalMinor()).isEqualTo(month.totalMinor());
      assertThat(shop.signedIn()).isGreaterThanOrEqualTo(month.orders().size());
      assertThat(signedIn.signedIn())
          .isEqualTo(month.orders().stream().map(Month.Order::email).distinct().count());
      assertThat(shown.toString()).contains("buyers who had signed in");
    }
  }

  @Test
  void acceptsRefusalsForWantOfStockOnlyWhenStockWasHeldBack() throws IOException {
    var month = month();
    try (var shop = new FakeShop(Manner.HONEST)) {
      var verdict = replay(shop, month, "0.5");

      assertThat(verdict.ok()).as(verdict.troubles().toString()).isTrue();
      assertThat(verdict.rejected()).isPositive();
      assertThat(verdict.confirmed() + verdict.rejected()).isEqualTo(month.orders().size());
      assertThat(verdict.totalMinor()).isLessThan(month.totalMinor());
    }
  }

  @Test
  void noticesAPenny() throws IOException {
    try (var shop = new FakeShop(Manner.DEAR)) {
      var verdict = replay(shop, month(), "1");

      assertThat(verdict.ok()).isFalse();
      assertThat(verdict.troubles().getFirst()).contains("expected");
    }
  }

  private ReplayVerdict replay(FakeShop fake, Month month, String share) {
    return replay(fake, month, new ReplayPlan(16, new BigDecimal(share), false));
  }

  private ReplayVerdict replay(FakeShop fake, Month month, ReplayPlan plan) {
    var out = new PrintWriter(shown);
    var screen = new Screen(out, out, false);
    try (var load = new LoadGenerator();
        var acks = AckWriter.create(folder.resolve("acks.jsonl"))) {
      var verdict = new Replay(fake.client(load), Optional.empty(), acks, plan, screen).run(month);
      verdict.print(screen);
      return verdict;
    }
  }

  /** Sixty small orders, and one wholesale order of 1,114 lines and large quantities. */
  private Month month() throws IOException {
    var rows =
        new StringBuilder(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
    for (var sku = 0; sku < 1_114; sku++) {
      rows.append(
          "900,S%d,\"Thing, no. %d\",%d,2010-12-01,%d.%02d,17850.0,UK\n"
              .formatted(sku, sku, 1 + sku * 70, 1 + sku % 9, sku % 100));
    }
    for (var invoice = 0; invoice < 60; invoice++) {
      for (var line = 0; line < 5; line++) {
        rows.append(
            "%d,S%d,Thing,%d,2010-12-01,3.10,,UK\n"
                .formatted(1_000 + invoice, (invoice * 7 + line) % 40, 1 + line));
      }
    }
    var file = folder.resolve("month.csv");
    Files.writeString(file, rows);
    return Month.read(file);
  }
}
