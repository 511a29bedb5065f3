package mercat.lab.crash;

import static mercat.lab.crash.PointScenario.NONE;
import static mercat.lab.crash.PointScenario.PAID;
import static mercat.lab.crash.PointScenario.PAY;

import java.util.List;
import mercat.lab.crash.PointScenario.Step;

/** What people with accounts and their staff ask for, and who is told of it. */
final class PeopleScenarios {
  private static final String CUSTOMER = "customer";
  private static final Step REGISTER = (shop, client) -> client.person().register(shop);
  private static final Step ADD_FRONT_END = (shop, client) -> client.office().addFrontEnd(shop);
  private static final Step REMOVE_FRONT_END =
      (shop, client) -> client.office().removeFrontEnd(shop);
  private static final Step ADD_ENDPOINT = (shop, client) -> client.office().addEndpoint(shop);
  private static final Step REMOVE_ENDPOINT =
      (shop, client) -> client.office().removeEndpoint(shop);

  private PeopleScenarios() {}

  static List<PointScenario> all() {
    return List.of(
        PointScenario.of(
            "person",
            NONE,
            (shop, client) -> {
              client.person().register(shop);
              client.person().settleIn(shop);
            },
            CUSTOMER),
        PointScenario.of(
            "password",
            REGISTER,
            (shop, client) -> client.person().changePasswords(shop),
            CUSTOMER),
        PointScenario.of(
            "factor", REGISTER, (shop, client) -> client.person().armAndDisarm(shop), CUSTOMER),
        PointScenario.of(
            "factor-lost",
            (shop, client) -> {
              client.person().register(shop);
              client.person().arm(shop);
            },
            (shop, client) -> client.office().dropFactor(shop, client.person().id()),
            CUSTOMER),
        PointScenario.of(
            "elsewhere", NONE, (shop, client) -> client.person().signInElsewhere(shop), CUSTOMER),
        PointScenario.of(
            "forgotten",
            (shop, client) -> {
              PAY.by(shop, client);
              client.person().register(shop);
              client.person().claim(shop);
            },
            (shop, client) -> client.person().erase(shop),
            ""),
        PointScenario.of("token", NONE, (shop, client) -> client.office().token(shop), ""),
        PointScenario.of(
            "colleague",
            NONE,
            (shop, client) -> client.office().colleague(shop),
            "catalog+customer",
            "customer+catalog"),
        PointScenario.of(
                "front-end",
                REGISTER,
                (shop, client) -> {
                  client.office().addFrontEnd(shop);
                  client.office().signInForFrontEnd(shop, client.person().password());
                },
                CUSTOMER + ", front end")
            .then(REMOVE_FRONT_END),
        PointScenario.of("front-end-gone", ADD_FRONT_END, REMOVE_FRONT_END, ""),
        // Logs that tell of nothing else.
        PointScenario.of(
            "follower", NONE, (shop, client) -> client.office().resetFollowers(shop), ""),
        PointScenario.of("mail", PAY, (shop, client) -> client.office().sendMailAgain(shop), PAID),
        // Each client's endpoint is told of what all do, until it is removed.
        PointScenario.of(
                "webhook",
                NONE,
                (shop, client) -> {
                  client.office().addEndpoint(shop);
                  PAY.by(shop, client);
                  client.office().tellAgain(shop);
                },
                PAID + ", endpoint")
            .then(REMOVE_ENDPOINT),
        PointScenario.of("webhook-gone", ADD_ENDPOINT, REMOVE_ENDPOINT, ""));
  }
}
