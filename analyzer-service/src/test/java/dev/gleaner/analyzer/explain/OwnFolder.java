package dev.gleaner.analyzer.explain;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** Leaves nothing behind of one test run that the next one would find. */
public final class OwnFolder implements QuarkusTestProfile {

    static final String FOLDER = "target/analyzer-" + UUID.randomUUID();
    static final String TOKEN = "a-token-for-tests";

    @Override
    public Map<String, String> getConfigOverrides() {
        Path tokens = Path.of(FOLDER, "tokens");
        try {
            Files.createDirectories(tokens.getParent());
            Files.writeString(tokens, TOKEN + " tester viewer\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "analyzer.state-dir",
                FOLDER + "/state",
                "gleaner.access.token-file",
                tokens.toString(),
                "gleaner.topics.signals-partitions",
                "2",
                "quarkus.http.test-port",
                "0");
    }
}
