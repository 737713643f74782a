package dev.gleaner.actuator.audit.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.audit.verify.FirstBreak;
import dev.gleaner.actuator.audit.verify.KeyTrust;
import dev.gleaner.actuator.audit.verify.SignedHeadCheck;
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
class SigningKeyringTest {

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
        SigningKeyring before = keyring();
        SigningKey first = before.byId(before.createFirst().id());
        SigningKey next = before.generate();
        Chains chain = new Chains(first)
                .add(AuditEntry.Kind.PROPOSED, Map.of())
                .sign()
                .handOver(next)
                .add(AuditEntry.Kind.PROPOSED, Map.of())
                .sign();

        Files.delete(keyFile);
        SigningKeyring after = keyring();

        assertThat(after.first()).contains(first.verifyingKey());
        assertThat(breaks(chain, after).first()).isEmpty();
        assertThat(after.byId(next.id()).id()).isEqualTo(next.id());
        assertThatThrownBy(() -> after.byId(first.id())).hasMessageContaining("restore it");
        assertThat(keyFile).doesNotExist();
    }

    /** As an earlier version left it: without a file of the public key. */
    @Test
    void shouldKeepThePublicKeyOfAPairThatIsThere() throws IOException {
        SigningKey first = SigningKey.open(keyFile);

        assertThat(keyring().first()).contains(first.verifyingKey());
        Files.delete(keyFile);
        assertThat(keyring().first()).contains(first.verifyingKey());
    }

    @Test
    void shouldKeepThePublicKeyWhenThePrivateLineAloneIsDeleted() throws IOException {
        SigningKey first = SigningKey.open(keyFile);
        Files.write(keyFile, List.of(Files.readAllLines(keyFile).get(1)));

        assertThat(keyring().first()).contains(first.verifyingKey());
    }

    @Test
    void shouldNotSignWithAnotherPairInThePlaceOfTheFirst() throws IOException {
        VerifyingKey first = keyring().createFirst();
        Files.delete(keyFile);
        SigningKey.open(keyFile);

        assertThat(keyring().first()).contains(first);
        assertThatThrownBy(() -> keyring().byId(first.id())).hasMessageContaining("restore it");
    }

    private static FirstBreak breaks(Chains chain, SigningKeyring keys) {
        FirstBreak firstBreak = new FirstBreak();
        SignedHeadCheck check = new SignedHeadCheck(
                firstBreak, new KeyTrust(keys.first().stream().toList()), Collections.emptyIterator());
        chain.entries().forEach(check::next);
        check.end();
        return firstBreak;
    }

    private SigningKeyring keyring() {
        return new SigningKeyring(keyFile, folder.resolve("heads.key.pub"), folder.resolve("heads.keys"));
    }
}
