package mercat.contracts.accounts;

/** Why OAuth 2 gives nothing, in the words of RFC 6749 and of OpenID Connect. */
public enum OAuthError {
  INVALID_REQUEST,
  INVALID_CLIENT,
  INVALID_GRANT,
  INVALID_SCOPE,
  UNAUTHORIZED_CLIENT,
  UNSUPPORTED_GRANT_TYPE,
  UNSUPPORTED_RESPONSE_TYPE,
  UNSUPPORTED_TOKEN_TYPE,
  LOGIN_REQUIRED
}
