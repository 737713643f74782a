package dev.gleaner.collector.source.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.files.StoredFile;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BillStatementTest {

    private static final Instant NINE = Instant.parse("2026-10-02T09:00:00Z");

    @Test
    void shouldTakeAFolderForAStatementAndTheOlderOneFirst() {
        List<BillStatement> statements = BillStatement.groupByFolder(
                List.of(file("b/", "1", 0), file("a/", "1", 60), file("a/", "2", 0), file("b/", "2", 30)));

        assertThat(statements).extracting(BillStatement::folder).containsExactly("b/", "a/");
        assertThat(statements)
                .extracting(BillStatement::stated)
                .containsExactly(NINE.plusSeconds(30), NINE.plusSeconds(60));
    }

    @Test
    void shouldBeAnotherOneWhenAnyFileIs() {
        BillStatement before = new BillStatement("a/", List.of(file("a/", "1", 0), file("a/", "2", 0)));
        BillStatement reordered = new BillStatement("a/", List.of(file("a/", "2", 0), file("a/", "1", 0)));
        BillStatement rewritten = new BillStatement("a/", List.of(file("a/", "1", 0), file("a/", "2", 1)));
        BillStatement grown =
                new BillStatement("a/", List.of(file("a/", "1", 0), file("a/", "2", 0), file("a/", "3", 0)));

        assertThat(reordered.readMarker()).isEqualTo(before.readMarker());
        assertThat(rewritten.readMarker().version())
                .isNotEqualTo(before.readMarker().version());
        assertThat(grown.readMarker().version())
                .isNotEqualTo(before.readMarker().version());
    }

    private static StoredFile file(String folder, String name, long second) {
        Instant modified = NINE.plusSeconds(second);
        return new StoredFile(folder, name, "v" + second, modified);
    }
}
