package mercat.contracts.accounts;

/** What somebody is in the shop. */
public enum Role {
  CUSTOMER,
  ADMIN,
  CATALOG,
  SUPPORT,
  FINANCE
}
