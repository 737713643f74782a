package dev.gleaner.collector.source.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.files.StoredFile;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementTest {

    private static final Instant NINE = Instant.parse("2026-10-02T09:00:00Z");

    @Test
    void shouldTakeAFolderForAStatementAndTheOlderOneFirst() {
        List<Statement> statements = Statement.among(
                List.of(file("b/", "1", 0), file("a/", "1", 60), file("a/", "2", 0), file("b/", "2", 30)));

        assertThat(statements).extracting(Statement::folder).containsExactly("b/", "a/");
        assertThat(statements)
                .extracting(Statement::stated)
                .containsExactly(NINE.plusSeconds(30), NINE.plusSeconds(60));
    }

    @Test
    void shouldBeAnotherOneWhenAnyFileIs() {
        Statement before = new Statement("a/", List.of(file("a/", "1", 0), file("a/", "2", 0)));
        Statement reordered = new Statement("a/", List.of(file("a/", "2", 0), file("a/", "1", 0)));
        Statement rewritten = new Statement("a/", List.of(file("a/", "1", 0), file("a/", "2", 1)));
        Statement grown = new Statement("a/", List.of(file("a/", "1", 0), file("a/", "2", 0), file("a/", "3", 0)));

        assertThat(reordered.asFile()).isEqualTo(before.asFile());
        assertThat(rewritten.asFile().version()).isNotEqualTo(before.asFile().version());
        assertThat(grown.asFile().version()).isNotEqualTo(before.asFile().version());
    }

    private static StoredFile file(String folder, String name, long second) {
        Instant modified = NINE.plusSeconds(second);
        return new StoredFile(folder, name, "v" + second, modified);
    }
}
