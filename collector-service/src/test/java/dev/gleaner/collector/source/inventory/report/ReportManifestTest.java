package dev.gleaner.collector.source.inventory.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.Recordings;
import dev.gleaner.collector.ReportFolder;
import dev.gleaner.collector.source.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportManifestTest {

    @Test
    void shouldReadTheOneOfTheDocumentation() throws Exception {
        Path file = Recordings.folder("s3_inventory").resolve("manifest.csv-format.json");

        ReportManifest manifest = ReportManifest.parse(Files.readAllBytes(file));

        assertThat(manifest.bucket()).isEqualTo("example-source-bucket");
        assertThat(manifest.created()).isEqualTo("2018-01-03T02:00:00Z");
        assertThat(manifest.format()).isEqualTo(ReportManifest.Format.CSV);
        assertThat(manifest.columns()).hasSize(18).startsWith("Bucket", "Key", "VersionId");
        assertThat(manifest.hasVersions()).isTrue();
        assertThat(manifest.files()).singleElement().satisfies(data -> {
            assertThat(data.key()).endsWith("939c6d46-85a9-4ba8-87bd-9db705a579ce.csv.gz");
            assertThat(data.md5()).isEqualTo("f11166069f1990abeb9c97ace9cdfabc");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2016-11-30 | 2027-01-01 | version",
                "data-lake\" | a/b\" | sourceBucket",
                "creationTimestamp\":\" | creationTimestamp\":\"soon | creationTimestamp",
                "ffffffffffffffffffffffffffffffff | f | MD5checksum",
                "\"files\": | \"others\": | names no files",
                "{\"sourceBucket | {sourceBucket | JSON"
            })
    void shouldRefuseWhatIsNone(String from, String to, String reason) {
        String whole = new ReportFolder(Path.of("nowhere"), "2026-10-02T01-00Z")
                .named("1.csv.gz", "f".repeat(32))
                .json(Instant.parse("2026-10-02T01:00:00Z"), "CSV", ReportFolder.ALL_VERSIONS)
                .replace("\"files\":[", "\"files\": [");

        assertThat(whole).contains(from);
        assertThatThrownBy(() -> ReportManifest.parse(whole.replace(from, to).getBytes(UTF_8)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(reason);
    }
}
