package dev.gleaner.service.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Authenticates callers by the tokens of the configured file, and by those of the configured OpenID provider. */
@ApplicationScoped
class TokenIdentityProvider implements IdentityProvider<TokenAuthenticationRequest>, CallerDirectory {

    private final TokenFile file;
    private final Optional<OidcTokenVerifier> issuer;

    TokenIdentityProvider(AccessConfig config) {
        this.issuer = OidcTokenVerifier.of(config.oidc());
        this.file = config.tokenFile().map(TokenFile::open).orElseGet(TokenFile::empty);
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    @Override
    public boolean mayInclude(String identity) {
        return issuer.isPresent() || file.names(identity);
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        TokenCredential credential = request.getToken();
        String token = credential.getToken();
        Optional<AuthenticatedCaller> known = file.caller(token);
        if (known.isEmpty() && issuer.isPresent() && OidcTokenVerifier.isToken(token)) {
            // The provider's keys may have to be fetched.
            return context.runBlocking(
                    () -> identity(issuer.get().caller(token), issuer.get().realm(), credential));
        }
        return Uni.createFrom().item(() -> identity(known, AuthenticationRealm.TOKENS, credential));
    }

    private SecurityIdentity identity(Optional<AuthenticatedCaller> caller, String realm, TokenCredential credential) {
        return identity(
                caller.orElseThrow(() -> new AuthenticationFailedException(file.describeUnknown(credential.getToken())
                        + (issuer.isPresent() ? ", nor does the OpenID provider vouch for it" : ""))),
                realm,
                credential);
    }

    private static SecurityIdentity identity(AuthenticatedCaller caller, String realm, TokenCredential credential) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.identity()))
                .addRoles(caller.roles())
                .addAttribute(AuthenticationRealm.ATTRIBUTE, realm)
                .addCredential(credential)
                .build();
    }
}
