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

/** Recognises callers by the tokens of the configured file. */
@ApplicationScoped
class Tokens implements IdentityProvider<TokenAuthenticationRequest> {

    private final TokenFile file;

    Tokens(AccessConfig config) {
        this.file = config.tokenFile().map(TokenFile::open).orElseGet(TokenFile::empty);
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        TokenCredential credential = request.getToken();
        return file.caller(credential.getToken())
                .map(caller -> Uni.createFrom().item(identity(caller, credential)))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException("unknown token")));
    }

    private static SecurityIdentity identity(Caller caller, TokenCredential credential) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.identity()))
                .addRoles(caller.roles())
                .addCredential(credential)
                .build();
    }
}
