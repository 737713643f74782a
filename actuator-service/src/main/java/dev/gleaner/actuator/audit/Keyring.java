package dev.gleaner.actuator.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;

/** The signing keys: the first in a file of its own, those that followed it in a folder, each under its id. */
@ApplicationScoped
class Keyring {

    private final SigningKey first;
    private final Path folder;

    Keyring(AuditConfig config) {
        this.first = SigningKey.open(config.keyFile());
        this.folder = config.keysFolder();
    }

    /** The key that all trust begins with. */
    VerifyingKey first() {
        return first.verifying();
    }

    /** The pair of this id; {@link IllegalStateException} when it is not here. Blocks. */
    SigningKey byId(String id) {
        if (id.equals(first.id())) {
            return first;
        }
        Path file = SigningKey.file(folder, id);
        if (Files.notExists(file)) {
            throw new IllegalStateException("the audit is signed by key " + id + ", which is not in " + folder
                    + ": restore it; actuators that share a database share the folder");
        }
        return SigningKey.read(file);
    }

    /** A new pair, kept in the folder; it signs nothing before the key in use has named it. Blocks. */
    SigningKey generate() {
        return SigningKey.generate(folder);
    }
}
