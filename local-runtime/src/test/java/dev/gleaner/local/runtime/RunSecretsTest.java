package dev.gleaner.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSecretsTest {

    @TempDir
    private Path folder;

    @Test
    void shouldMakeThemOnce() throws IOException {
        RunSecrets first = RunSecrets.of(new RunFolder(folder));

        assertThat(RunSecrets.of(new RunFolder(folder))).isEqualTo(first);
        assertThat(List.of(first.token(), first.firehoseKey(), first.databasePassword(), first.slackSigningSecret()))
                .doesNotHaveDuplicates()
                .allMatch(secret -> secret.length() == 48);
    }

    @Test
    void shouldLetOnlyTheirOwnerRead() throws IOException {
        RunSecrets secrets = RunSecrets.of(new RunFolder(folder));
        Path endpoints = folder.resolve("endpoints.json");
        new RunEndpoints("k", "p", null, "c", "a", "x", "s", secrets.token(), "f").write(endpoints);

        for (Path file : List.of(
                secrets.tokenFile(),
                secrets.firehoseKeyFile(),
                secrets.databasePasswordFile(),
                new RunFolder(folder).secret("slack-signing-secret"),
                endpoints)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void shouldGiveTheTokenAllRolesInTheFormOfTheServices() throws IOException {
        RunSecrets secrets = RunSecrets.of(new RunFolder(folder));

        assertThat(Files.readAllLines(secrets.tokenFile()).get(0))
                .isEqualTo(secrets.token() + " local-admin viewer,approver,operator,ingest");
    }

    @Test
    void shouldMakeATokenOfASecondPersonWhoApproves() throws IOException {
        RunSecrets secrets = RunSecrets.of(new RunFolder(folder));

        assertThat(Files.readAllLines(secrets.tokenFile()))
                .hasSize(2)
                .last()
                .satisfies(line -> assertThat(line)
                        .matches("[0-9a-f]{48} local-second viewer,approver")
                        .doesNotContain(secrets.token()));
    }

    @Test
    void shouldCompleteTheTokensOfAnOlderVersion() throws IOException {
        RunSecrets first = RunSecrets.of(new RunFolder(folder));
        Files.writeString(first.tokenFile(), first.token() + " local-admin viewer,approver,operator\n");

        assertThat(RunSecrets.of(new RunFolder(folder))).isEqualTo(first);
        assertThat(Files.readAllLines(first.tokenFile()))
                .hasSize(2)
                .first()
                .isEqualTo(first.token() + " local-admin viewer,approver,operator,ingest");
    }

    @Test
    void shouldLeaveTokensThatSomebodyAdded() throws IOException {
        RunSecrets first = RunSecrets.of(new RunFolder(folder));
        String lines = first.token() + " local-admin viewer\nabc mine viewer,approver\n";
        Files.writeString(first.tokenFile(), lines.replace("admin viewer", "admin viewer,approver,operator,ingest"));

        assertThat(RunSecrets.of(new RunFolder(folder))).isEqualTo(first);
        assertThat(Files.readAllLines(first.tokenFile())).hasSize(2).last().isEqualTo("abc mine viewer,approver");
    }
}
