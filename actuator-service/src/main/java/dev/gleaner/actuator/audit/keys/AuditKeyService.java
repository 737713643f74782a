package dev.gleaner.actuator.audit.keys;

import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.audit.AuditEntryRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Lists and rotates the keys that sign the audit. */
@ApplicationScoped
public class AuditKeyService {

    private final Mutiny.SessionFactory sessions;
    private final HeadSigner signer;
    private final SigningKeyring keys;

    AuditKeyService(Mutiny.SessionFactory sessions, HeadSigner signer, SigningKeyring keys) {
        this.sessions = sessions;
        this.signer = signer;
        this.keys = keys;
    }

    /**
     * A public key for verification.
     *
     * @param publicKey X.509 in Base64
     */
    public record PublicKeyView(String keyId, String publicKey) {}

    /** Returns all keys that the audit names, in order. The audit is not verified for this. */
    public Uni<List<PublicKeyView>> all() {
        return sessions.withSession(session -> AuditEntryRepository.findHandovers(session, Long.MAX_VALUE))
                .map(entries -> {
                    List<PublicKeyView> views = new ArrayList<>();
                    keys.first().map(AuditKeyService::view).ifPresent(views::add);
                    entries.stream()
                            .map(entry -> entry.detail().path("next"))
                            .forEach(next -> views.add(new PublicKeyView(
                                    next.path("keyId").asText(),
                                    next.path("publicKey").asText())));
                    return views;
                });
    }

    /** Rotates the key: completes once the audit contains the head that names the new key, signed by the old one. */
    public Uni<PublicKeyView> rotate(String identity) {
        return signer.rotate(AuditDraft.user(identity)).map(AuditKeyService::view);
    }

    private static PublicKeyView view(VerifyingKey key) {
        return new PublicKeyView(key.id(), key.text());
    }
}
