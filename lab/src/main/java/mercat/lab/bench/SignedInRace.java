package mercat.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import mercat.lab.bench.BenchPlan.Part;
import mercat.lab.load.LoadGenerator.RequestStream;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.verify.ReadSession;

/**
 * The same checkouts by guests and by buyers who have signed in, in turn: what it costs to know who
 * orders. Access tokens are renewed between the rounds, as browsers do beside the orders.
 */
final class SignedInRace implements AutoCloseable {
  private final OrderLoad orders;
  private final SystemProcess system;
  private final BenchPlan plan;
  private final ClusterRace.Clock clock;
  private final Screen screen;
  private final ReadSession session;
  private SignedInBuyers buyers;

  SignedInRace(
      OrderLoad orders,
      SystemProcess system,
      BenchPlan plan,
      ClusterRace.Clock clock,
      Screen screen) {
    this.orders = orders;
    this.system = system;
    this.plan = plan;
    this.clock = clock;
    this.screen = screen;
    session = ReadSession.on(system.database());
    var emails =
        IntStream.range(0, plan.accounts())
            .mapToObj(number -> "signed-in-" + number + "@example.org")
            .toList();
    buyers = SignedInBuyers.signIn(orders.shop(), emails, screen);
  }

  BenchVerdict.SignedIn run(List<String> troubles) {
    var guests = new Side("guests", skus -> orders.orders(skus, "tok_ok"));
    var signedIn = new Side("signed in", skus -> orders.orders(skus, buyers));
    warmUp(guests, signedIn);
    var round = 1;
    for (; clock.hasTime(round, plan.rounds(Part.SIGNED_IN), BenchPlan.SIGNED_IN_UNTIL); round++) {
      buyers = buyers.refreshed(orders.shop(), SignedInBuyers.FRESH);
      var turn = round % 2 == 1 ? List.of(guests, signedIn) : List.of(signedIn, guests);
      for (var skus : List.of(OrderLoad.SKUS, 1)) {
        var said = new ArrayList<String>();
        turn.forEach(side -> said.add(side.round(skus)));
        screen.note(
            "round %d of %d, %d articles: %s"
                .formatted(round, plan.rounds(Part.SIGNED_IN), skus, String.join(", ", said)));
      }
    }
    troubles.addAll(guests.checkout.troubles());
    troubles.addAll(signedIn.checkout.troubles());
    return BenchVerdict.SignedIn.of(
        round - 1,
        buyers.count(),
        guests.figures(),
        signedIn.figures(),
        signedIn.race.randomBeside(guests.race),
        signedIn.race.hotBeside(guests.race));
  }

  /** In turn as in the rounds: what is compiled for one side alone is compiled anew for both. */
  private void warmUp(Side guests, Side signedIn) {
    for (var side : List.of(guests, signedIn, guests, signedIn)) {
      var unused =
          orders.closedLoop(
              plan.signedInWarmUp().dividedBy(4), side.requests.apply(OrderLoad.SKUS));
    }
    signedIn.checkout.awaitRest();
  }

  private final class Side {
    private final String name;
    private final IntFunction<RequestStream> requests;
    private final CheckoutRace checkout =
        new CheckoutRace(orders, List.of(orders.shop().address()), session, true);
    private final RaceSide race;

    Side(String name, IntFunction<RequestStream> requests) {
      this.name = name;
      this.requests = requests;
      race =
          RaceSide.of(
              system, session, (skus, length) -> checkout.round(requests.apply(skus), length));
    }

    String round(int skus) {
      return name + " " + Numbers.decimal(race.round(skus, plan.round(Part.SIGNED_IN))) + "/s";
    }

    BenchVerdict.Side figures() {
      double count = Math.max(1, checkout.orders());
      return new BenchVerdict.Side(
          race.random(), race.hot(), race.microsPer(count), race.walBytesPer(count));
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
