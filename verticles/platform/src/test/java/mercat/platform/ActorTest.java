package mercat.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActorTest {
  @ParameterizedTest
  @CsvSource({
    "orders:read,orders:read,true",
    "orders:read,orders:write,false",
    "support,orders:read,true",
    "support,orders:refund,false",
    "finance,orders:refund,true",
    "catalog,stock:write,true",
    "admin,ledger:read,true",
    "admin,wishlists:write,true",
    "admin,customer,false",
    "customer,customer,true",
    "customer,orders:read,false",
    "SUPPORT,orders:read,false",
    "nobody,orders:read,false"
  })
  void holdsWhatItsScopesAndTheRolesAmongThemGrant(String held, String scope, boolean isHeld) {
    var actor = new Actor("somebody", Set.of(held));
    assertThat(actor.hasScope(scope)).isEqualTo(isHeld);
    if (!isHeld) {
      assertThatThrownBy(() -> actor.requireScope(scope))
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.FORBIDDEN))
          .hasMessageContaining(scope);
    }
  }

  @Test
  void isACustomerWithAnAccountOrNone() {
    var id = UUID.randomUUID();
    assertThat(new Actor(id.toString(), Set.of("customer")).requireCustomer()).isEqualTo(id);
    assertThat(Actor.GUEST.isCustomer()).isFalse();
    for (var none : List.of(Actor.GUEST, new Actor("token:first", Set.of("customer")))) {
      assertThatThrownBy(none::requireCustomer)
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> assertThat(failure.kind()).isEqualTo(FailureKind.FORBIDDEN));
    }
  }
}
