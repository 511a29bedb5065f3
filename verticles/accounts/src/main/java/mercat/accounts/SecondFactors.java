package mercat.accounts;

import static mercat.platform.Await.await;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mercat.accounts.AccountStore.SignOn;
import mercat.accounts.SecondFactorStore.Held;
import mercat.contracts.accounts.ConfirmSecondFactor;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.DropSecondFactor;
import mercat.contracts.accounts.EnrolSecondFactor;
import mercat.contracts.accounts.RemoveSecondFactor;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import mercat.platform.mailbox.Mailbox;

/**
 * What people prove beside their password. A change of it ends their sessions, so that each of
 * somebody who has a second factor was begun with it.
 */
final class SecondFactors {
  static final int RECOVERY_CODES = 10;

  private static final Pattern TIMED = Pattern.compile("\\d{6}");

  private final Passwords passwords;
  private final AccountStore accounts;
  private final SessionStore sessions;
  private final SecondFactorStore factors;
  private final TimedCodes codes;
  private final Mailbox<SignOn, EnrolSecondFactor.Reply> enrolling;
  private final Mailbox<Removal, RemoveSecondFactor.Reply> removing;

  private record Removal(UUID account, Credential code) {}

  /** What a code proves. */
  sealed interface Proof {
    record Right() implements Proof {}

    record Wrong() implements Proof {}

    /** It was not looked at: there were too many wrong ones. */
    record TooSoon(long seconds) implements Proof {}
  }

  SecondFactors(
      BoundedContext context,
      Passwords passwords,
      AccountStore accounts,
      SessionStore sessions,
      SecondFactorStore factors,
      TimedCodes codes) {
    this.passwords = passwords;
    this.accounts = accounts;
    this.sessions = sessions;
    this.factors = factors;
    this.codes = codes;
    this.enrolling = context.mailboxOfEach("EnrolSecondFactor", (tx, who, call) -> enrol(tx, who));
    this.removing = context.mailboxOfEach("RemoveSecondFactor", this::remove);
  }

  EnrolSecondFactor.Reply enrol(EnrolSecondFactor request, Call call) {
    return accounts
        .signOn(call.actor().requireCustomer())
        .filter(it -> passwords.matches(it.password(), request.password(), call))
        .map(it -> await(enrolling.submit(it, call)))
        .orElseGet(EnrolSecondFactor.Reply.WrongPassword::new);
  }

  private EnrolSecondFactor.Reply enrol(Tx tx, SignOn who) {
    if (accounts.lock(tx, who.id()).isEmpty()) {
      return new EnrolSecondFactor.Reply.WrongPassword();
    }
    var secret = TimedCodes.freshSecret();
    return factors.enrol(tx, who.id(), secret)
        ? new EnrolSecondFactor.Reply.Enrolled(
            new Credential(secret), new Credential(codes.uri(secret, who.email().value())))
        : new EnrolSecondFactor.Reply.AlreadyThere();
  }

  ConfirmSecondFactor.Reply confirm(Tx tx, ConfirmSecondFactor request, Call call) {
    var own = call.actor().requireCustomer();
    var held = accounts.lock(tx, own).flatMap(known -> factors.lock(tx, own));
    if (held.filter(it -> !it.isConfirmed()).isEmpty()) {
      return new ConfirmSecondFactor.Reply.NotEnrolled();
    }
    return switch (prove(tx, own, held.get(), request.code())) {
      case Proof.Right right -> {
        var recovery =
            Stream.generate(TimedCodes::freshRecoveryCode).limit(RECOVERY_CODES).toList();
        factors.confirm(tx, own, recovery);
        sessions.revokeAll(tx, call, own);
        yield new ConfirmSecondFactor.Reply.Confirmed(
            recovery.stream().map(Credential::new).toList());
      }
      case Proof.Wrong wrong -> new ConfirmSecondFactor.Reply.WrongCode();
      case Proof.TooSoon(var seconds) -> new ConfirmSecondFactor.Reply.TooSoon(seconds);
    };
  }

  RemoveSecondFactor.Reply remove(RemoveSecondFactor request, Call call) {
    return accounts
        .signOn(call.actor().requireCustomer())
        .filter(it -> passwords.matches(it.password(), request.password(), call))
        .map(it -> await(removing.submit(new Removal(it.id(), request.code()), call)))
        .orElseGet(RemoveSecondFactor.Reply.Refused::new);
  }

  private RemoveSecondFactor.Reply remove(Tx tx, Removal removal, Call call) {
    var own = removal.account();
    var held = accounts.lock(tx, own).flatMap(known -> factors.lock(tx, own));
    if (held.isEmpty()) {
      return new RemoveSecondFactor.Reply.NoneThere();
    }
    return switch (prove(tx, own, held.get(), removal.code())) {
      case Proof.Right right -> {
        var unused = drop(tx, own, call);
        yield new RemoveSecondFactor.Reply.Removed();
      }
      case Proof.Wrong wrong -> new RemoveSecondFactor.Reply.Refused();
      case Proof.TooSoon(var seconds) -> new RemoveSecondFactor.Reply.TooSoon(seconds);
    };
  }

  /** For whoever has lost theirs. Nobody is let off their own by this. */
  DropSecondFactor.Reply drop(Tx tx, DropSecondFactor request, Call call) {
    call.actor().requireScope("accounts:write");
    var id = request.accountId();
    if (call.actor().id().equals(id.toString())) {
      throw Failure.forbidden("somebody else must remove one's second factor");
    }
    if (accounts.lock(tx, id).isEmpty()) {
      return new DropSecondFactor.Reply.Unknown();
    }
    if (drop(tx, id, call)) {
      var former = Map.of("secondFactor", "true");
      var dropped = Map.of("secondFactor", "false");
      StaffActions.note(tx, call, id, "dropSecondFactor", "account:" + id, former, dropped);
    }
    return new DropSecondFactor.Reply.Dropped();
  }

  /** False when there was none. */
  private boolean drop(Tx tx, UUID account, Call call) {
    boolean wasThere = factors.remove(tx, account);
    if (wasThere) {
      sessions.revokeAll(tx, call, account);
    }
    return wasThere;
  }

  /** Whether somebody signs in with a code as well. */
  boolean isWanted(Tx tx, UUID account) {
    return factors.isConfirmed(tx, account);
  }

  /** Uses up a code of an account, which is locked. */
  Proof prove(Tx tx, UUID account, Credential code) {
    return factors
        .lock(tx, account)
        .filter(Held::isConfirmed)
        .map(held -> prove(tx, account, held, code))
        .orElseGet(Proof.Wrong::new);
  }

  private Proof prove(Tx tx, UUID account, Held held, Credential code) {
    var text = code.value().replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    if (!TIMED.matcher(text).matches()) {
      return factors.useRecoveryCode(tx, account, text) ? new Proof.Right() : new Proof.Wrong();
    }
    if (held.waitSeconds() > 0) {
      return new Proof.TooSoon(held.waitSeconds());
    }
    var step = codes.stepOf(held.secret(), text, held.lastStep());
    if (step.isEmpty()) {
      factors.noteWrong(tx, account);
      return new Proof.Wrong();
    }
    factors.useStep(tx, account, step.getAsLong());
    return new Proof.Right();
  }
}
