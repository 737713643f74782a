package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.test.DocumentTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/sources.md has a row for each source of a kind; what the rows say is written by hand. */
class SourcesDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/sources.md");

    @Test
    void shouldHaveEachSourceOfAKind() throws IOException {
        assertThat(DocumentTable.read(DOCUMENT, "# Sources").names())
                .doesNotHaveDuplicates()
                .containsAll(Arrays.stream(ResourceKind.values())
                        .flatMap(kind -> Stream.concat(Stream.of(kind.listing()), kind.metrics().stream()))
                        .map(ResourceKind.Source::name)
                        .toList());
    }

    @Test
    void shouldSayWhatAListingContains() throws IOException {
        assertThat(DocumentTable.read(DOCUMENT, "## Other resources").names())
                .containsAll(KindListings.all().stream()
                        .map(KindListing::source)
                        .filter(source ->
                                !source.equals(ResourceKind.VPC.listing().name()))
                        .toList());
    }

    @Test
    void shouldNameTheFirstCallOfAListing() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENT);

        assertThat(KindListings.all())
                .allSatisfy(listing -> assertThat(rows)
                        .anyMatch(row -> row.startsWith("| `" + listing.source() + "` |")
                                && row.contains("| `" + listing.api() + "`")));
    }
}
