package mercat.lab.torture;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import mercat.lab.terminal.Screen;
import mercat.lab.torture.FinalState.Charge;
import mercat.lab.torture.FinalState.Order;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;

/**
 * The book of a provider that is a process of its own, held against the shop's tables: by SQL and
 * the file of the book, without anything that payments is made of.
 *
 * @param intents that it made, most of them confirmed
 * @param charges confirmed ones
 * @param live those that hold or have taken money
 * @param ordersChargedTwice orders with more than one live charge
 * @param uncharged confirmed orders that cost something and have no live charge
 * @param booked what the ledger says that the provider has taken and not given back, in minor units
 * @param taken the same by the provider's book
 * @param unknown payments whose outcome is still not known
 * @param badlySignedHooks that were sent, and refused
 * @param strangersRows rows of charges that nobody knows
 * @param deaths how often the provider was killed
 */
public record ProviderVerdict(
    long intents,
    long charges,
    long live,
    long ordersChargedTwice,
    long uncharged,
    long booked,
    long taken,
    long unknown,
    long badlySignedHooks,
    long strangersRows,
    long deaths) {
  private static final String BOOKED =
      "select coalesce(sum(amount), 0) from payments.posting where account = 'provider:stripe'";
  private static final String UNKNOWN =
      "select count(*) from payments.payment where state in ('sent', 'unknown')";

  static ProviderVerdict of(
      ProviderBook book, FinalState shop, DatabaseAccess database, List<Incident> incidents) {
    try (var session = ReadSession.snapshotOf(database)) {
      return of(book, shop, session.number(BOOKED), session.number(UNKNOWN), incidents);
    }
  }

  static ProviderVerdict of(
      ProviderBook book, FinalState shop, long booked, long unknown, List<Incident> incidents) {
    var charges = book.charges();
    var live = charges.stream().filter(Charge::isLive).toList();
    var charged = live.stream().map(Charge::order).collect(toSet());
    return new ProviderVerdict(
        book.intents(),
        charges.size(),
        live.size(),
        live.stream().collect(groupingBy(Charge::order, counting())).values().stream()
            .filter(times -> times > 1)
            .count(),
        shop.orders().stream()
            .filter(order -> order.confirmed() && order.total() > 0)
            .map(Order::id)
            .filter(order -> !charged.contains(order))
            .count(),
        booked,
        live.stream()
            .filter(charge -> charge.state().equals("captured"))
            .mapToLong(Charge::amount)
            .sum(),
        unknown,
        sum(incidents, Figure.HOOKS_REFUSED),
        sum(incidents, Figure.STRANGERS_ROWS),
        sum(incidents, Figure.PROVIDER_DEATHS));
  }

  private static long sum(List<Incident> incidents, Figure figure) {
    return incidents.stream().mapToLong(incident -> incident.figure(figure)).sum();
  }

  /** What must not be, in words. */
  List<String> broken() {
    var broken = new ArrayList<String>();
    hold(ordersChargedTwice, "%d orders have more than one live charge in it", broken);
    hold(uncharged, "%d confirmed orders have no live charge in it", broken);
    hold(unknown, "%d payments are still unknown", broken);
    hold(strangersRows, "hooks about charges that nobody knows left %d rows", broken);
    if (booked != taken) {
      broken.add("it has taken %d, the ledger says %d".formatted(taken, booked));
    }
    return broken.stream().map(what -> "the provider's book: " + what).toList();
  }

  private static void hold(long count, String words, List<String> broken) {
    if (count > 0) {
      broken.add(words.formatted(count));
    }
  }

  void print(Screen screen) {
    screen.line(
        "provider",
        "killed %s times; %s charges in its book, %s of them live, %s orders with more than one;"
            + " %s payments unknown",
        deaths,
        charges,
        live,
        ordersChargedTwice,
        unknown);
    screen.line(
        "hooks", "%s badly signed ones refused, %s rows left", badlySignedHooks, strangersRows);
  }
}
