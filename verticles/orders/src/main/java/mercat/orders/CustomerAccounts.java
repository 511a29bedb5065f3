package mercat.orders;

import static mercat.platform.Await.await;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import mercat.contracts.Address;
import mercat.contracts.accounts.Account;
import mercat.contracts.accounts.ReadAccount;
import mercat.platform.Call;
import mercat.platform.bus.Bus;

/** What accounts knows of a customer who asks. */
record CustomerAccounts(Bus bus) {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  Optional<Account> read(UUID account, Call call) {
    return switch (await(bus.ask(new ReadAccount(account), call.passedOnBy("orders", PATIENCE)))) {
      case ReadAccount.Reply.Found(var found) -> Optional.of(found);
      case ReadAccount.Reply.Unknown unknown -> Optional.empty();
    };
  }

  Optional<Address> savedAddress(UUID account, UUID addressId, Call call) {
    return read(account, call).stream()
        .flatMap(found -> found.addresses().stream())
        .filter(saved -> saved.id().equals(addressId))
        .map(Account.SavedAddress::address)
        .findFirst();
  }
}
