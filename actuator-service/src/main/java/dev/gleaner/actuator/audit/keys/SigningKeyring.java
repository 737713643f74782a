package dev.gleaner.actuator.audit.keys;

import dev.gleaner.actuator.audit.AuditConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The signing keys: the first in a file of its own, with its public key in another, and the later ones in a folder by their
 * ids. Trust begins with the public key of the first, which stays when the pair is deleted.
 */
@ApplicationScoped
public class SigningKeyring {

    private final Path keyFile;
    private final Path publicKeyFile;
    private final Path folder;
    private volatile Optional<VerifyingKey> first;

    @Inject
    SigningKeyring(AuditConfig config) {
        this(config.keyFile(), config.publicKeyFile(), config.keysFolder());
    }

    SigningKeyring(Path keyFile, Path publicKeyFile, Path folder) {
        this.keyFile = keyFile;
        this.publicKeyFile = publicKeyFile;
        this.folder = folder;
        this.first = open();
    }

    /** Returns the key with which trust begins; empty before it was created, or if it is lost. */
    public Optional<VerifyingKey> first() {
        return first;
    }

    /** Creates the first key unless it exists. Call only if nothing was ever signed. Blocks. */
    synchronized VerifyingKey createFirst() {
        if (first.isEmpty()) {
            SigningKey key = SigningKey.open(keyFile);
            key.verifyingKey().write(publicKeyFile);
            first = Optional.of(key.verifyingKey());
        }
        return first.get();
    }

    /** Returns the pair with this id; throws {@link IllegalStateException} if it does not exist. Blocks. */
    SigningKey byId(String id) {
        boolean isFirst = first.filter(key -> key.id().equals(id)).isPresent();
        Path file = isFirst ? keyFile : SigningKey.file(folder, id);
        if (Files.notExists(file)) {
            throw new IllegalStateException("the audit is signed by key " + id + ", which is not in " + file
                    + ": restore it; actuators that share a database share the folder");
        }
        SigningKey key = SigningKey.read(file);
        if (!key.id().equals(id)) {
            throw new IllegalStateException(
                    "the audit is signed by key " + id + ", and " + file + " holds " + key.id() + ": restore it");
        }
        return key;
    }

    /** Generates a pair in the folder; it signs nothing before the current key has named it. Blocks. */
    SigningKey generate() {
        return SigningKey.generate(folder);
    }

    private Optional<VerifyingKey> open() {
        if (Files.exists(publicKeyFile)) {
            return Optional.of(VerifyingKey.read(publicKeyFile));
        }
        if (Files.notExists(keyFile)) {
            return Optional.empty();
        }
        VerifyingKey key = SigningKey.readPublicKey(keyFile);
        key.write(publicKeyFile);
        return Optional.of(key);
    }
}
