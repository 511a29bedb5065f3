package mercat.accounts;

import static mercat.platform.Await.awaitDone;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import mercat.contracts.accounts.RotateSigningKey;
import mercat.contracts.accounts.SigningKeyChanged;
import mercat.contracts.accounts.SigningKeys;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;

/**
 * The signing keys, as this process last read them. There is always a next one, published before it
 * signs; its time comes by itself, or sooner by command, but never before everybody has had time to
 * hear of it.
 */
final class SigningKeyring {
  /** How often the keys are read while everybody hears of the next one. */
  private static final int READS_IN_NOTICE = 6;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final SigningKeyStore store;
  private final AccountsConfig config;
  private final Mailbox<String, Boolean> keeping;
  private final AtomicReference<List<SigningKey>> keys = new AtomicReference<>(List.of());

  SigningKeyring(BoundedContext accounts, SigningKeyStore store, AccountsConfig config) {
    this.clock = accounts.clock();
    this.store = store;
    this.config = config;
    this.keeping = accounts.mailbox("KeepSigningKeys", this::keep);
  }

  Duration keepEvery() {
    return config.signingKeyNotice().dividedBy(READS_IN_NOTICE);
  }

  /** Makes the keys that are wanting, forgets those that are past, and reads what there is. */
  void keep() {
    awaitDone(keeping.submit("keys", Call.bySystem("accounts", PATIENCE)));
    keys.set(store.list(AccessTokenIssuer.LIFE));
  }

  private List<Boolean> keep(Tx tx, List<Asked<String>> batch) {
    store.lock(tx);
    store.forget(tx, AccessTokenIssuer.LIFE);
    var now = clock.instant();
    if (!store.hasAny(tx)) {
      store.add(tx, SigningKey.make(now));
    }
    ensureNext(tx, now, now, batch.getFirst().call());
    return batch.stream().map(asked -> true).toList();
  }

  /** Lets the next key sign soon, unless it does anyway, and makes one to follow it. */
  RotateSigningKey.Rotated rotate(Tx tx, RotateSigningKey request, Call call) {
    call.actor().requireScope("tokens:write");
    store.lock(tx);
    var now = clock.instant();
    var soon = now.plus(config.signingKeyNotice());
    ensureNext(tx, now, soon, call);
    var next = store.next(tx, now).orElseThrow();
    if (store.activate(tx, next, soon)) {
      addNext(tx, soon, call);
      StaffActions.note(
          tx,
          call,
          UUID.fromString(next),
          "rotateSigningKey",
          "signing-key:" + next,
          Map.of(),
          Map.of("activeFrom", soon.toString()));
    }
    return new RotateSigningKey.Rotated(next);
  }

  private void ensureNext(Tx tx, Instant now, Instant after, Call call) {
    if (store.next(tx, now).isEmpty()) {
      addNext(tx, after, call);
    }
  }

  private void addNext(Tx tx, Instant after, Call call) {
    var key = SigningKey.make(after.plus(config.signingKeyAge()));
    store.add(tx, key);
    tx.append(call, UUID.fromString(key.kid()), new SigningKeyChanged(key.kid()));
  }

  SigningKeys.Listed list(SigningKeys request, Call call) {
    return new SigningKeys.Listed(
        config.issuer(),
        store.list(AccessTokenIssuer.LIFE).stream().map(SigningKey::published).toList());
  }

  /** The key that signs. */
  SigningKey current() {
    var now = clock.instant();
    var known = keys.get();
    return known.stream()
        .filter(key -> !key.activeFrom().isAfter(now))
        .reduce((earlier, later) -> later)
        .orElseGet(known::getFirst);
  }
}
