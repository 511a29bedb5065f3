package mercat.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import mercat.contracts.accounts.AddToken;
import mercat.contracts.accounts.ClientCredentials;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.GrantTokens;
import mercat.contracts.accounts.GrantTokens.Grant;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.SigningKeys;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskerTest {
  @ParameterizedTest
  @CsvSource({
    "DEADLINE_EXCEEDED, OVERLOADED, DEADLINE_EXCEEDED",
    "DEADLINE_EXCEEDED, UNAVAILABLE, DEADLINE_EXCEEDED",
    "DEADLINE_EXCEEDED, CONFLICT, CONFLICT",
    "UNAVAILABLE, OVERLOADED, OVERLOADED",
    "UNAVAILABLE, DEADLINE_EXCEEDED, DEADLINE_EXCEEDED"
  })
  void saysThatNothingWasDoneOnlyWhereNeitherAttemptCanHaveDoneIt(
      FailureKind first, FailureKind second, FailureKind told) {
    var outcome = Asker.outcome(new Failure(first, "", null), new Failure(second, "", null));
    assertThat(outcome.kind()).isEqualTo(told);
  }

  @Test
  void repeatsWhatIsAnsweredAsBefore() {
    var client = new ClientCredentials("front", null);
    var secret = new Credential("secret");
    var code = new GrantTokens(client, new Grant.Code(secret, "", ""), Set.of());
    var refresh = new GrantTokens(client, new Grant.Refresh(secret), Set.of());
    assertThat(Stream.of(code, new AddToken("ci", Set.of("a"), 1))).noneMatch(Asker::isRepeatable);
    assertThat(Stream.of(refresh, new RefreshSession(secret), new SigningKeys()))
        .allMatch(Asker::isRepeatable);
  }
}
