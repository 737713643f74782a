package dev.gleaner.collector.source.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.files.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementFinderTest {

    private static final Instant NINE = Instant.parse("2026-10-02T09:00:00Z");
    private static final String DATA = "cur/all/data/BILLING_PERIOD=2026-10/";
    private static final String MANIFEST = "cur/all/metadata/BILLING_PERIOD=2026-10/all-Manifest.json";

    private final InMemoryFileStore store = new InMemoryFileStore();

    @Test
    void shouldTakeAFolderWithoutAManifestForAStatementAndTheOlderOneFirst() throws Exception {
        put("b/1.csv", 0);
        put("a/1.csv", 60);
        put("a/2.csv", 0);
        put("b/2.csv", 30);

        List<StatementFiles> statements = find().statements();

        assertThat(statements).extracting(StatementFiles::folder).containsExactly("b/", "a/");
        assertThat(statements)
                .extracting(StatementFiles::stated)
                .containsExactly(NINE.plusSeconds(30), NINE.plusSeconds(60));
    }

    @Test
    void shouldBeAnotherStatementWhenAnyFileIs() {
        StatementFiles before = StatementFiles.ofFolder("a/", List.of(file("a/", "1", 0), file("a/", "2", 0)));
        StatementFiles reordered = StatementFiles.ofFolder("a/", List.of(file("a/", "2", 0), file("a/", "1", 0)));
        StatementFiles rewritten = StatementFiles.ofFolder("a/", List.of(file("a/", "1", 0), file("a/", "2", 1)));
        StatementFiles grown =
                StatementFiles.ofFolder("a/", List.of(file("a/", "1", 0), file("a/", "2", 0), file("a/", "3", 0)));

        assertThat(reordered.content()).isEqualTo(before.content());
        assertThat(rewritten.content()).isNotEqualTo(before.content());
        assertThat(grown.content()).isNotEqualTo(before.content());
    }

    @Test
    void shouldReadOnlyTheFilesThatTheManifestNamesEachOnce() throws Exception {
        put(DATA + "all-00001.csv.gz", 0);
        put(DATA + "all-00002.csv.gz", 0);
        put(DATA + "all-00003.csv.gz", 0);
        manifest(MANIFEST, 10, DATA + "all-00001.csv.gz", DATA + "all-00002.csv.gz", DATA + "all-00001.csv.gz");

        assertThat(find().statements()).singleElement().satisfies(statement -> {
            assertThat(statement.folder()).isEqualTo(DATA);
            assertThat(statement.files())
                    .extracting(StoredFile::name)
                    .containsExactly("all-00001.csv.gz", "all-00002.csv.gz");
        });
    }

    /** With new files for each execution, which may have its manifest in a folder, too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cur/all/metadata/BILLING_PERIOD=2026-10/all-Manifest.json",
                "cur/all/metadata/BILLING_PERIOD=2026-10/20261002T090000Z-e2/all-Manifest.json"
            })
    void shouldReadOnlyTheNewestExecution(String manifest) throws Exception {
        put(DATA + "20261001T090000Z-e1/all-00001.csv.gz", -86_400);
        put(DATA + "20261002T090000Z-e2/all-00001.csv.gz", 0);
        manifest(
                "cur/all/metadata/BILLING_PERIOD=2026-10/20261001T090000Z-e1/all-Manifest.json",
                -86_390,
                DATA + "20261001T090000Z-e1/all-00001.csv.gz");
        manifest(manifest, 10, DATA + "20261002T090000Z-e2/all-00001.csv.gz");

        assertThat(find().statements()).singleElement().satisfies(statement -> {
            assertThat(statement.files())
                    .extracting(StoredFile::path)
                    .containsExactly(DATA + "20261002T090000Z-e2/all-00001.csv.gz");
            assertThat(statement.stated()).isEqualTo(NINE);
        });
    }

    @Test
    void shouldFindTheFilesOfACopiedExport() throws Exception {
        store.put("copy/data/BILLING_PERIOD=2026-10/x.parquet", new byte[] {1}, NINE);
        manifest("copy/metadata/BILLING_PERIOD=2026-10/x-Manifest.json", 10, "a/data/BILLING_PERIOD=2026-10/x.parquet");

        assertThat(find().statements()).hasSize(1);
    }

    @Test
    void shouldNotReadAStatementOfWhichAFileIsMissing() throws Exception {
        put(DATA + "all-00001.csv.gz", 0);
        manifest(MANIFEST, 10, DATA + "all-00001.csv.gz", DATA + "all-00002.csv.gz");

        StatementFinder.Found found = find();

        assertThat(found.statements()).isEmpty();
        assertThat(found.incomplete()).singleElement().satisfies(incomplete -> {
            assertThat(incomplete.manifest().path()).isEqualTo(MANIFEST);
            assertThat(incomplete.reason())
                    .isEqualTo("the manifest names " + DATA + "all-00002.csv.gz, which is not there");
            assertThat(incomplete.fault()).isEqualTo(StatementFinder.Fault.MISSING);
        });
    }

    @Test
    void shouldWaitWhileAStatementIsBeingOverwritten() throws Exception {
        put(DATA + "all-00001.csv.gz", 20);
        put(DATA + "all-00002.csv.gz", 0);
        manifest(MANIFEST, 10, DATA + "all-00001.csv.gz", DATA + "all-00002.csv.gz");

        assertThat(find(NINE.plusSeconds(30)).statements()).isEmpty();
        assertThat(find(NINE.plusSeconds(30)).incomplete())
                .extracting(StatementFinder.Incomplete::fault)
                .containsExactly(StatementFinder.Fault.NOT_YET);
        // A copy whose files were written in another order.
        assertThat(find(NINE.plus(Duration.ofHours(2))).statements()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no JSON",
                "{}",
                "{\"dataFiles\": []}",
                "{\"dataFiles\": [\"s3://exports/cur/all/data/BILLING_PERIOD=2026-09/all-00001.csv.gz\"]}",
                "{\"dataFiles\": [\"s3://exports/elsewhere.csv\"]}"
            })
    void shouldSayThatAManifestIsUnusable(String content) throws Exception {
        put(DATA + "all-00001.csv.gz", 0);
        store.put(MANIFEST, content);

        StatementFinder.Found found = find();

        assertThat(found.statements()).isEmpty();
        assertThat(found.incomplete())
                .extracting(StatementFinder.Incomplete::fault)
                .containsExactly(StatementFinder.Fault.UNUSABLE);
    }

    private void put(String path, int second) {
        store.put(path, new byte[] {1, 2}, NINE.plusSeconds(second));
    }

    private void manifest(String path, int second, String... files) {
        StringBuilder names = new StringBuilder();
        for (String file : files) {
            names.append(names.isEmpty() ? "" : ",")
                    .append("\"s3://exports/")
                    .append(file)
                    .append('"');
        }
        String content = "{\"executionId\":\"e\",\"columns\":[],\"dataFiles\":[" + names + "]}";
        store.put(path, content.getBytes(StandardCharsets.UTF_8), NINE.plusSeconds(second));
    }

    private StatementFinder.Found find() throws IOException {
        return find(NINE.plus(Duration.ofDays(1)));
    }

    private StatementFinder.Found find(Instant now) throws IOException {
        return new StatementFinder(store, file -> false).find(now);
    }

    private static StoredFile file(String folder, String name, long second) {
        Instant modified = NINE.plusSeconds(second);
        return new StoredFile(folder, name, "v" + second, modified);
    }
}
