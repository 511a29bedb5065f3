package mercat.contracts.accounts;

/**
 * What a session is used with.
 *
 * @param accessToken a JWT that each request bears
 * @param expiresIn seconds for which the access token opens anything
 * @param refreshToken exchanged, once, for the next tokens
 */
public record Tokens(Credential accessToken, long expiresIn, Credential refreshToken) {}
