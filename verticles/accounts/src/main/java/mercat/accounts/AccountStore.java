package mercat.accounts;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.contracts.Address;
import mercat.contracts.accounts.Account;
import mercat.contracts.accounts.Account.SavedAddress;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.PutAddress;
import mercat.contracts.accounts.Register;
import mercat.contracts.accounts.Role;
import mercat.platform.EnumText;
import mercat.platform.bus.Json;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/**
 * The tables of accounts, their addresses, and as whom outside providers know them.
 *
 * @param wantsSecondFactor whether the roles of staff count only with a second factor
 */
record AccountStore(Database database, boolean wantsSecondFactor) {
  private static final String ADD =
      """
      insert into account (id, email, email_normal, name, password)
      values ($1::uuid, $2::text, $3::text, $4::text, $5::text)
      on conflict (email_normal) do update set email_normal = excluded.email_normal
      returning id\
      """;

  private static final String ADD_VERIFIED =
      """
      insert into account (id, email, email_normal, name, verified_at)
      values ($1::uuid, $2::text, $3::text, $4::text, now())
      on conflict (email_normal) do nothing\
      """;

  private static final String SELECT =
      """
      select id, email, verified_at is not null, name, roles, created_at,
             exists (select from second_factor f
                      where f.account = account.id and f.confirmed_at is not null),
             (select coalesce(json_agg(json_build_object('id', a.id, 'address', a.address)
                                       order by a.created_at, a.id), '[]')::text
                from address a
               where a.account = account.id)
        from account
       where \
      """;

  private static final String FIND = SELECT + "id = $1::uuid";
  private static final String FIND_BY_EMAIL = SELECT + "email_normal = $1::text";

  private static final String SIGN_ON =
      "select id, email, name, coalesce(password, '') from account where ";
  private static final String SIGN_ON_BY_ID = SIGN_ON + "id = $1::uuid";
  private static final String SIGN_ON_BY_EMAIL = SIGN_ON + "email_normal = $1::text";

  private static final String ID_OF = "select id from account where email_normal = $1::text";

  private static final String COUNTED_ROLES =
      """
      case when $2::boolean
                and not exists (select from second_factor f
                                 where f.account = account.id and f.confirmed_at is not null)
           then '{customer}' else roles end\
      """;

  private static final String KNOWN_AS =
      "select account from federated_identity where issuer = $1::text and subject = $2::text";

  private static final String ADD_IDENTITY =
      """
      insert into federated_identity (issuer, subject, account)
      values ($1::text, $2::text, $3::uuid)
      on conflict (issuer, subject) do nothing\
      """;

  private static final String REPLACE_PASSWORD =
      """
      update account set password = $4::text where id = $1::uuid and password = $3::text
      returning \
      """
          + COUNTED_ROLES;

  private static final String RESET_PASSWORD =
      "update account set password = $2::text where id = $1::uuid";

  private static final String FORGET_PASSWORD =
      "update account set password = null where id = $1::uuid";

  private static final String VERIFY =
      "update account set verified_at = now() where id = $1::uuid and verified_at is null";

  private static final String RENAME = "update account set name = $2::text where id = $1::uuid";

  private static final String SET_ROLES =
      """
      update account set roles = $2::text[]
       where id = $1::uuid and not (roles @> $2::text[] and roles <@ $2::text[])\
      """;

  private static final String ERASE = "delete from account where id = $1::uuid";

  private static final String ROLES =
      "select " + COUNTED_ROLES + " from account where id = $1::uuid";
  private static final String LOCK = ROLES + " for no key update";

  private static final String ADD_ADDRESS =
      """
      insert into address (id, account, address)
      select $1::uuid, $2::uuid, $3::text::json
       where (select count(*) from address where account = $2::uuid and id <> $1::uuid) < $4::int
      on conflict (id) do update set address = excluded.address
       where address.account = excluded.account\
      """;

  private static final String CHANGE_ADDRESS =
      "update address set address = $3::text::json where id = $1::uuid and account = $2::uuid";

  private static final String REMOVE_ADDRESS =
      "delete from address where id = $1::uuid and account = $2::uuid";

  /**
   * What somebody signs in with.
   *
   * @param password empty when they have none
   */
  record SignOn(UUID id, Email email, String name, String password) {
    /** What everybody knows of them. */
    List<String> known() {
      return known(email, name);
    }

    static List<String> known(Email email, String name) {
      var address = email.normal();
      return List.of(address, address.substring(0, address.lastIndexOf('@')), name);
    }
  }

  /** Adds an account, unless the e-mail address has one; the address's account. */
  UUID add(Tx tx, UUID id, Register request, String password) {
    var email = request.email();
    var row = Tuple.of(id, email.value(), email.normal(), request.name(), password);
    return tx.query(ADD, row).iterator().next().getUUID(0);
  }

  /** The same without a password, for somebody whose e-mail address is known to be theirs. */
  boolean addVerified(Tx tx, UUID id, Email email, String name) {
    var row = Tuple.of(id, email.value(), email.normal(), name);
    return tx.query(ADD_VERIFIED, row).rowCount() == 1;
  }

  Optional<Account> find(UUID id) {
    return Rows.first(database.read(FIND, Tuple.of(id)), AccountStore::account);
  }

  Optional<Account> find(Tx tx, UUID id) {
    return Rows.first(tx.query(FIND, Tuple.of(id)), AccountStore::account);
  }

  Optional<Account> find(Email email) {
    return Rows.first(
        database.read(FIND_BY_EMAIL, Tuple.of(email.normal())), AccountStore::account);
  }

  Optional<SignOn> signOn(UUID id) {
    return signOn(SIGN_ON_BY_ID, Tuple.of(id));
  }

  Optional<SignOn> signOn(Email email) {
    return signOn(SIGN_ON_BY_EMAIL, Tuple.of(email.normal()));
  }

  private Optional<SignOn> signOn(String sql, Tuple parameters) {
    return Rows.first(
        database.read(sql, parameters),
        row ->
            new SignOn(
                row.getUUID(0), new Email(row.getString(1)), row.getString(2), row.getString(3)));
  }

  Optional<UUID> idOf(Tx tx, Email email) {
    return Rows.firstId(tx.query(ID_OF, Tuple.of(email.normal())));
  }

  /** The account of somebody whom an outside provider knows. */
  Optional<UUID> knownAs(Tx tx, OidcIdentity who) {
    return Rows.firstId(tx.query(KNOWN_AS, Tuple.of(who.issuer(), who.subject())));
  }

  void addIdentity(Tx tx, OidcIdentity who, UUID account) {
    tx.send(ADD_IDENTITY, Tuple.of(who.issuer(), who.subject(), account));
  }

  /** The roles of an account that count, nothing when it was erased. */
  Optional<Set<Role>> roles(Tx tx, UUID id) {
    return roles(tx, ROLES, Tuple.of(id, wantsSecondFactor));
  }

  /** The same, for an account that nobody else changes until the transaction ends. */
  Optional<Set<Role>> lock(Tx tx, UUID id) {
    return roles(tx, LOCK, Tuple.of(id, wantsSecondFactor));
  }

  /** The same, for an account with this password, which another hash replaces. */
  Optional<Set<Role>> replacePassword(Tx tx, UUID id, String password, String by) {
    return roles(tx, REPLACE_PASSWORD, Tuple.of(id, wantsSecondFactor, password, by));
  }

  private static Optional<Set<Role>> roles(Tx tx, String sql, Tuple parameters) {
    return Rows.first(tx.query(sql, parameters), row -> roles(row, 0));
  }

  /** Sets a password for whoever reads the mail of the account. */
  void resetPassword(Tx tx, UUID id, String password) {
    tx.send(RESET_PASSWORD, Tuple.of(id, password));
  }

  void forgetPassword(Tx tx, UUID id) {
    tx.send(FORGET_PASSWORD, Tuple.of(id));
  }

  /** Notes that an e-mail address was verified; false when it had been. */
  boolean verify(Tx tx, UUID id) {
    return tx.query(VERIFY, Tuple.of(id)).rowCount() == 1;
  }

  void rename(Tx tx, UUID id, String name) {
    tx.send(RENAME, Tuple.of(id, name));
  }

  /** Sets the roles; false when there is nothing to change. */
  boolean setRoles(Tx tx, UUID id, Set<Role> roles) {
    var names = roles.stream().map(EnumText::of).sorted().toArray(String[]::new);
    return tx.query(SET_ROLES, Tuple.of(id).addArrayOfString(names)).rowCount() == 1;
  }

  /** Forgets a person; false when there is none. */
  boolean erase(Tx tx, UUID id) {
    return tx.query(ERASE, Tuple.of(id)).rowCount() == 1;
  }

  /** Adds an address; false when there are too many, or it is somebody else's. */
  boolean addAddress(Tx tx, UUID account, UUID id, Address address) {
    var row = Tuple.of(id, account, Json.write(address), PutAddress.ADDRESSES_MAX);
    return tx.query(ADD_ADDRESS, row).rowCount() == 1;
  }

  boolean changeAddress(Tx tx, UUID account, UUID id, Address address) {
    return tx.query(CHANGE_ADDRESS, Tuple.of(id, account, Json.write(address))).rowCount() == 1;
  }

  boolean removeAddress(Tx tx, UUID account, UUID id) {
    return tx.query(REMOVE_ADDRESS, Tuple.of(id, account)).rowCount() == 1;
  }

  private static Account account(Row row) {
    return new Account(
        row.getUUID(0),
        new Email(row.getString(1)),
        row.getBoolean(2),
        row.getString(3),
        roles(row, 4),
        row.getOffsetDateTime(5).toInstant(),
        row.getBoolean(6),
        List.of(Json.read(row.getString(7), SavedAddress[].class)));
  }

  private static Set<Role> roles(Row row, int column) {
    return Arrays.stream(row.getArrayOfStrings(column))
        .map(role -> EnumText.parse(Role.class, role))
        .collect(Collectors.toUnmodifiableSet());
  }
}
