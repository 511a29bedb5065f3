package mercat.lab.crash;

import static mercat.lab.crash.PointScenario.NONE;
import static mercat.lab.crash.PointScenario.PAID;
import static mercat.lab.crash.PointScenario.PAY;

import java.util.List;
import java.util.function.Consumer;

/** What people with accounts and their staff ask for, and who is told of it. */
final class PeopleScenarios {
  private static final String CUSTOMER = "customer";
  private static final Consumer<PointClient> REGISTER = person(Person::register);
  private static final Consumer<PointClient> ADD_FRONT_END = office(BackOffice::addFrontEnd);
  private static final Consumer<PointClient> REMOVE_FRONT_END = office(BackOffice::removeFrontEnd);
  private static final Consumer<PointClient> ADD_ENDPOINT = office(BackOffice::addEndpoint);
  private static final Consumer<PointClient> REMOVE_ENDPOINT = office(BackOffice::removeEndpoint);

  private PeopleScenarios() {}

  static List<PointScenario> all() {
    return List.of(
        PointScenario.of("person", NONE, REGISTER.andThen(person(Person::settleIn)), CUSTOMER),
        PointScenario.of("password", REGISTER, person(Person::changePasswords), CUSTOMER),
        PointScenario.of("factor", REGISTER, person(Person::armAndDisarm), CUSTOMER),
        PointScenario.of(
            "factor-lost",
            REGISTER.andThen(person(Person::arm)),
            office(BackOffice::dropFactor),
            CUSTOMER),
        PointScenario.of("elsewhere", NONE, person(Person::signInElsewhere), CUSTOMER),
        PointScenario.of(
            "forgotten",
            PAY.andThen(REGISTER).andThen(person(Person::claim)),
            person(Person::erase),
            ""),
        PointScenario.of("token", NONE, office(BackOffice::token), ""),
        PointScenario.of(
            "colleague",
            NONE,
            office(BackOffice::colleague),
            "catalog+customer",
            "customer+catalog"),
        PointScenario.of(
                "front-end",
                REGISTER,
                ADD_FRONT_END.andThen(office(BackOffice::signInForFrontEnd)),
                CUSTOMER + ", front end")
            .then(REMOVE_FRONT_END),
        PointScenario.of("front-end-gone", ADD_FRONT_END, REMOVE_FRONT_END, ""),
        // Logs that tell of nothing else.
        PointScenario.of("follower", NONE, office(BackOffice::resetFollowers), ""),
        PointScenario.of("mail", PAY, office(BackOffice::sendMailAgain), PAID),
        // Each client's endpoint is told of what all do, until it is removed.
        PointScenario.of(
                "webhook",
                NONE,
                ADD_ENDPOINT.andThen(PAY).andThen(office(BackOffice::tellAgain)),
                PAID + ", endpoint")
            .then(REMOVE_ENDPOINT),
        PointScenario.of("webhook-gone", ADD_ENDPOINT, REMOVE_ENDPOINT, ""));
  }

  private static Consumer<PointClient> person(Consumer<Person> does) {
    return client -> does.accept(client.person());
  }

  private static Consumer<PointClient> office(Consumer<BackOffice> does) {
    return client -> does.accept(client.office());
  }
}
