package dev.gleaner.collector.source.cloudtrail.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestKeyProviderTest {

    @TempDir
    Path folder;

    @Test
    void shouldReadTheAnswersOfSeveralRegions() throws Exception {
        Path file = Files.writeString(folder.resolve("keys.json"), answer("01", "AAEC") + "\n" + answer("02", own()));
        FileDigestKeyProvider keys = new FileDigestKeyProvider(file);

        assertThat(keys.key("us-east-1", "01", Instant.EPOCH)).containsExactly(0, 1, 2);
        assertThat(keys.key("eu-west-3", "02", Instant.EPOCH)).isEqualTo(SignedTrail.publicKey());
        assertThatThrownBy(() -> keys.key("us-east-1", "03", Instant.EPOCH))
                .isInstanceOf(DigestKeyProvider.UnknownKeyException.class)
                .hasMessageContaining("03");
    }

    @Test
    void shouldNotStartWithoutItsFile() {
        Path file = folder.resolve("none.json");

        assertThatThrownBy(() -> new FileDigestKeyProvider(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("collector.cloudtrail.digest-keys");
    }

    private static String own() {
        return Base64.getEncoder().encodeToString(SignedTrail.publicKey());
    }

    private static String answer(String fingerprint, String value) {
        return "{\"PublicKeyList\":[{\"Value\":\"" + value + "\",\"ValidityStartTime\":\"2026-02-01T00:00:00+00:00\","
                + "\"Fingerprint\":\"" + fingerprint + "\"}]}";
    }
}
