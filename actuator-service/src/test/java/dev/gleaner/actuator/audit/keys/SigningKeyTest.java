package dev.gleaner.actuator.audit.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void shouldMakeAKeyThatOnlyItsOwnerCanRead() throws IOException {
        Path file = folder.resolve("key");

        SigningKey.open(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldKnowItsHeadsAfterARestart() {
        SignedHead head = SignedHead.sign(7, "sha256:ab", NOW, SigningKey.open(folder.resolve("key")));

        assertThat(head.isBy(SigningKey.open(folder.resolve("key")).verifyingKey()))
                .isTrue();
    }

    @Test
    void shouldNotTakeAChangedHeadOrOneOfAnotherKey() {
        SigningKey key = SigningKey.open(folder.resolve("key"));
        SignedHead head = SignedHead.sign(7, "sha256:ab", NOW, key);

        assertThat(new SignedHead(6, head.hash(), NOW, key.id(), null, head.signature()).isBy(key.verifyingKey()))
                .isFalse();
        assertThat(new SignedHead(7, head.hash(), NOW, key.id(), null, "no signature").isBy(key.verifyingKey()))
                .isFalse();
        assertThat(head.isBy(SigningKey.open(folder.resolve("other")).verifyingKey()))
                .isFalse();
    }

    @Test
    void shouldSayWhichFileHoldsNoKey() throws IOException {
        Path file = Files.writeString(folder.resolve("broken"), "not\na key\n");

        assertThatThrownBy(() -> SigningKey.open(file)).hasMessageContaining("broken");
    }

    @Test
    void shouldGiveTheHeadWithTheLargestSequence() {
        SigningKey key = SigningKey.open(folder.resolve("key"));
        SignedHeadFolder signedHeadFolder = new SignedHeadFolder(folder.resolve("heads"));
        assertThat(signedHeadFolder.last()).isEmpty();
        signedHeadFolder.add(SignedHead.sign(10, "sha256:b", NOW, key));
        signedHeadFolder.add(SignedHead.sign(9, "sha256:a", NOW, key));

        assertThat(signedHeadFolder.last())
                .hasValueSatisfying(head -> assertThat(head.sequence()).isEqualTo(10));
    }

    @Test
    void shouldNeverReplaceAHead() {
        SigningKey key = SigningKey.open(folder.resolve("key"));
        SignedHeadFolder signedHeadFolder = new SignedHeadFolder(folder.resolve("heads"));
        SignedHead head = SignedHead.sign(10, "sha256:b", NOW, key);
        signedHeadFolder.add(head);

        signedHeadFolder.add(head);
        assertThatThrownBy(() -> signedHeadFolder.add(SignedHead.sign(10, "sha256:forged", NOW, key)))
                .hasMessageContaining("another signed head");

        assertThat(signedHeadFolder.last()).contains(head);
        assertThat(signedHeadFolder.files()).hasSize(1);
    }
}
