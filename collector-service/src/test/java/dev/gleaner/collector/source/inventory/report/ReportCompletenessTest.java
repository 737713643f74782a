package dev.gleaner.collector.source.inventory.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.files.StoredFile;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportCompletenessTest {

    private static final List<InventoryReport> REPORTS = InventoryReport.findAll(List.of(
            StoredFile.of("a/daily/2026-10-02T01-00Z/manifest.json", "1"),
            StoredFile.of("a/daily/2026-10-02T01-00Z/manifest.checksum", "2"),
            StoredFile.of("a/daily/2026-10-01T01-00Z/manifest.json", "1"),
            StoredFile.of("b/weekly/2026-09-27T01-00Z/manifest.json", "1"),
            StoredFile.of("b/weekly/data/1.csv.gz", "1")));

    @Test
    void shouldTakeTheNewestWholeReportOfEachInventory() {
        assertThat(newest("a/daily/2026-10-02T01-00Z/", "a/daily/2026-10-01T01-00Z/", "b/weekly/2026-09-27T01-00Z/"))
                .contains(List.of("a/daily/2026-10-02T01-00Z/", "b/weekly/2026-09-27T01-00Z/"));
        assertThat(newest("a/daily/2026-10-01T01-00Z/", "b/weekly/2026-09-27T01-00Z/"))
                .contains(List.of("a/daily/2026-10-01T01-00Z/", "b/weekly/2026-09-27T01-00Z/"));
    }

    @Test
    void shouldSayNothingWhileAnInventoryHasNoWholeReport() {
        assertThat(newest("a/daily/2026-10-02T01-00Z/")).isEmpty();
        assertThat(newest()).isEmpty();
        assertThat(ReportIngester.Completeness.newest(List.of(), report -> true))
                .isEmpty();
    }

    @Test
    void shouldKnowAReportThatIsWrittenAnewForAnother() {
        InventoryReport report = REPORTS.get(1);
        InventoryReport anew = new InventoryReport(
                report.manifest(), Optional.of(StoredFile.of("a/daily/2026-10-02T01-00Z/manifest.checksum", "3")));
        StoredFile data = StoredFile.of("b/weekly/data/1.csv.gz", "1");
        StoredFile dataAnew = StoredFile.of("b/weekly/data/1.csv.gz", "2");

        assertThat(report.checksum()).isPresent();
        assertThat(anew.doneMarker()).isNotEqualTo(report.doneMarker());
        assertThat(report.completeMarker()).isNotEqualTo(report.doneMarker());
        assertThat(report.brokenMarker(List.of(data))).isNotEqualTo(report.brokenMarker(List.of(dataAnew)));
    }

    private static Optional<List<String>> newest(String... whole) {
        Set<String> folders = Set.of(whole);
        return ReportIngester.Completeness.newest(
                        REPORTS, report -> folders.contains(report.manifest().folder()))
                .map(Collection::stream)
                .map(reports -> reports.map(report -> report.manifest().folder())
                        .sorted()
                        .toList());
    }
}
