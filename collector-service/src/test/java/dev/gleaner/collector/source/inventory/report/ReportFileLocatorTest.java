package dev.gleaner.collector.source.inventory.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.files.StoredFile;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportFileLocatorTest {

    private static final String KEY = "reports/lake/daily/data/1.csv.gz";

    @Test
    void shouldFindFilesWhereverTheyWereCopiedTo() {
        assertThat(find("lake/daily/2026-10-02T01-00Z/", "lake/daily/data/1.csv.gz"))
                .contains("lake/daily/data/1.csv.gz");
        assertThat(find("copy/reports/lake/daily/2026-10-02T01-00Z/", "copy/" + KEY))
                .contains("copy/" + KEY);
        assertThat(find("copy/lake/daily/2026-10-02T01-00Z/", "copy/lake/daily/data/1.csv.gz"))
                .contains("copy/lake/daily/data/1.csv.gz");
    }

    @Test
    void shouldTakeTheOneThatLiesAsTheKeySays() {
        assertThat(find("", "data/1.csv.gz", "daily/data/1.csv.gz", "lake/weekly/data/1.csv.gz"))
                .contains("daily/data/1.csv.gz");
    }

    @Test
    void shouldTakeTheOneNearTheReportWhereSeveralLieAsTheKeySays() {
        assertThat(find("b/lake/daily/2026-10-02T01-00Z/", "a/lake/daily/data/1.csv.gz", "b/lake/daily/data/1.csv.gz"))
                .contains("b/lake/daily/data/1.csv.gz");
    }

    @Test
    void shouldFindNothingOfAnotherName() {
        assertThat(find("lake/daily/2026-10-02T01-00Z/", "lake/daily/data/2.csv.gz", "lake/daily/data/11.csv.gz"))
                .isEmpty();
    }

    private static Optional<String> find(String folder, String... paths) {
        InventoryReport report = new InventoryReport(StoredFile.of(folder + "manifest.json", "1"), Optional.empty());
        return new ReportFileLocator(Arrays.stream(paths)
                        .map(path -> StoredFile.of(path, "1"))
                        .toList())
                .find(KEY, report)
                .map(StoredFile::path);
    }
}
