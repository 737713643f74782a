package dev.gleaner.actuator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.audit.AuditEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of an actuator that starts again. */
class KeyringTest {

    @TempDir
    Path folder;

    private Path keyFile;

    @BeforeEach
    void file() {
        keyFile = folder.resolve("heads.key");
    }

    @Test
    void shouldMakeNoKeyUnlessToldThatNothingWasEverSigned() {
        assertThat(keyring().first()).isEmpty();
        assertThat(keyFile).doesNotExist();
    }

    /** As docs/audit.md says: a new key takes over, then the old private key is deleted. */
    @Test
    void shouldTrustAsBeforeWhenTheFirstPairIsDeletedAfterARotation() throws IOException {
        Keyring before = keyring();
        SigningKey first = before.byId(before.begin().id());
        SigningKey next = before.generate();
        Chains chain = new Chains(first)
                .add(AuditEntry.Kind.PROPOSED, Map.of())
                .sign()
                .handOver(next)
                .add(AuditEntry.Kind.PROPOSED, Map.of())
                .sign();

        Files.delete(keyFile);
        Keyring after = keyring();

        assertThat(after.first()).contains(first.verifying());
        assertThat(breaks(chain, after).first()).isEmpty();
        assertThat(after.byId(next.id()).id()).isEqualTo(next.id());
        assertThatThrownBy(() -> after.byId(first.id())).hasMessageContaining("restore it");
        assertThat(keyFile).doesNotExist();
    }

    /** As an earlier version left it: without a file of the public key. */
    @Test
    void shouldKeepThePublicKeyOfAPairThatIsThere() throws IOException {
        SigningKey first = SigningKey.open(keyFile);

        assertThat(keyring().first()).contains(first.verifying());
        Files.delete(keyFile);
        assertThat(keyring().first()).contains(first.verifying());
    }

    @Test
    void shouldKeepThePublicKeyWhenThePrivateLineAloneIsDeleted() throws IOException {
        SigningKey first = SigningKey.open(keyFile);
        Files.write(keyFile, List.of(Files.readAllLines(keyFile).get(1)));

        assertThat(keyring().first()).contains(first.verifying());
    }

    @Test
    void shouldNotSignWithAnotherPairInThePlaceOfTheFirst() throws IOException {
        VerifyingKey first = keyring().begin();
        Files.delete(keyFile);
        SigningKey.open(keyFile);

        assertThat(keyring().first()).contains(first);
        assertThatThrownBy(() -> keyring().byId(first.id())).hasMessageContaining("restore it");
    }

    private static Breaks breaks(Chains chain, Keyring keys) {
        Breaks breaks = new Breaks();
        HeadCheck check =
                new HeadCheck(breaks, new KeyTrust(keys.first().stream().toList()), Collections.emptyIterator());
        chain.entries().forEach(check::next);
        check.end();
        return breaks;
    }

    private Keyring keyring() {
        return new Keyring(keyFile, folder.resolve("heads.key.pub"), folder.resolve("heads.keys"));
    }
}
