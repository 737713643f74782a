package dev.gleaner.actuator.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.audit.keys.Chains;
import dev.gleaner.actuator.audit.keys.SignedHeadFolder;
import dev.gleaner.actuator.audit.keys.SigningKey;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, by its exit codes. */
class VerifyExportCommandTest {

    private static final SigningKey KEY = SigningKey.generate();

    private final Chains chain = Chains.of(KEY, 20);

    @TempDir
    Path folder;

    private Path keys;
    private Path export;
    private Path heads;

    @BeforeEach
    void export() throws IOException {
        keys = Files.createDirectory(folder.resolve("keys"));
        Files.writeString(keys.resolve("first.pub"), KEY.verifyingKey().text() + "\n");
        heads = folder.resolve("heads");
        new SignedHeadFolder(heads).add(chain.head());
        export = Files.write(folder.resolve("audit.jsonl"), chain.lines());
    }

    @Test
    void shouldEndWithZeroWhenAllIsIntact() {
        assertThat(verify()).isEqualTo(0);
        assertThat(verify("--heads", heads.toString())).isEqualTo(0);
    }

    @Test
    void shouldEndWithOneWhenALineIsMissing() throws IOException {
        List<String> lines = new ArrayList<>(chain.lines());
        lines.remove(4);
        Files.write(export, lines);

        assertThat(verify()).isEqualTo(1);
    }

    @Test
    void shouldEndWithOneWhenTheTailIsCutOff() throws IOException {
        Files.write(export, chain.lines().subList(0, 15));

        assertThat(verify("--heads", heads.toString())).isEqualTo(1);
    }

    /** The forged chain has a newer head, by the honest key; the older one is beside it. */
    @Test
    void shouldEndWithOneWhenAnyHeadContradicts() throws IOException {
        Chains forged = new Chains(KEY);
        for (int i = 0; i < 22; i++) {
            forged.add(AuditEntry.Kind.PROPOSED, Map.of("round", i));
        }
        new SignedHeadFolder(heads).add(forged.head());
        Path file = folder.resolve("heads.jsonl");
        Files.write(file, List.of(Json.text(forged.head()), Json.text(chain.head())));
        Files.write(export, forged.lines());

        assertThat(verify("--heads", heads.toString())).isEqualTo(1);
        assertThat(verify("--heads", file.toString())).isEqualTo(1);
    }

    @Test
    void shouldEndWithOneWhenTheKeyIsAnother() throws IOException {
        Files.writeString(
                keys.resolve("first.pub"), SigningKey.generate().verifyingKey().text());

        assertThat(verify()).isEqualTo(1);
    }

    /** Heads that are not there where they were said to be witness nothing. */
    @Test
    void shouldEndWithTwoWhenItCannotTell() throws IOException {
        assertThat(verify("--heads", folder.resolve("absent").toString())).isEqualTo(2);
        assertThat(verify(
                        "--heads",
                        Files.createDirectory(folder.resolve("empty")).toString()))
                .isEqualTo(2);
        Files.writeString(keys.resolve("second.pub"), "no key");
        assertThat(verify()).isEqualTo(2);
        Files.delete(export);
        assertThat(verify()).isEqualTo(2);
        assertThat(VerifyExportCommand.run()).isEqualTo(2);
    }

    private int verify(String... more) {
        List<String> arguments = new ArrayList<>(List.of(export.toString(), "--keys", keys.toString()));
        arguments.addAll(List.of(more));
        return VerifyExportCommand.run(arguments.toArray(String[]::new));
    }
}
